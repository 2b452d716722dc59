import { compilationError, type SqlError, unsupported, wrongArgumentCount } from '../../errors.js';
import type { FunctionCall, Span } from '../../parse/ast.js';
import type { Emitted } from '../../types/typed.js';
import type { Frame } from '../frame.js';

interface Given {
  readonly value: Emitted;
  readonly node: Span;
}

/** Arguments of a table function, by name or by position. Each is taken once; what is left over is refused by name. */
export class TableArguments {
  /** Whether an argument names a column of what stands around. */
  readonly isLateral: boolean;
  private readonly named = new Map<string, Given>();
  private readonly positional: Given[] = [];

  constructor(
    readonly functionName: string,
    private readonly call: FunctionCall,
    private readonly frame: Frame,
  ) {
    const before = frame.outer?.ownNames;
    for (const argument of call.args) {
      if (argument.kind !== 'value') throw this.refused(`${argument.kind} as an argument of ${functionName}`, argument);
      const value = frame.within('from', () => frame.bind(argument.value));
      const given = { value, node: argument };
      if (argument.name === undefined) this.positional.push(given);
      else this.named.set(argument.name, given);
    }
    this.isLateral = frame.outer?.ownNames !== before;
  }

  /** All of them, named ones last, for a function that knows its own parameters. */
  all(): readonly { readonly name?: string; readonly value: Emitted }[] {
    const named = [...this.named].map(([name, { value }]) => ({ name, value }));
    return [...this.positional.splice(0).map(({ value }) => ({ value })), ...named];
  }

  /** The argument of that name, or the next one without a name. */
  take(name: string, byPosition = true): Emitted | undefined {
    const given = this.named.get(name) ?? (byPosition ? this.positional.shift() : undefined);
    this.named.delete(name);
    return given?.value;
  }

  /** As `take`, for a constant text; undefined when it is not given or NULL. */
  text(name: string, byPosition = true): string | undefined {
    const value = this.take(name, byPosition);
    const { literal } = value ?? {};
    if (value === undefined || literal?.kind === 'null') return undefined;
    if (literal?.kind === 'text') return literal.value;
    if (literal?.kind === 'number') return literal.digits;
    throw this.invalid(name, 'a constant text');
  }

  /** As `take`, for a constant whole number of 0 or more. */
  count(name: string, byPosition = true): number | undefined {
    const digits = this.text(name, byPosition);
    if (digits === undefined) return undefined;
    if (!/^\d{1,15}$/.test(digits)) throw this.invalid(name, 'a constant whole number of 0 or more');
    return Number(digits);
  }

  /** As `take`, for TRUE or FALSE. */
  flag(name: string): boolean | undefined {
    const { literal } = this.take(name) ?? {};
    if (literal === undefined) return undefined;
    if (literal.kind === 'boolean') return literal.value;
    throw this.invalid(name, 'TRUE or FALSE');
  }

  /** Refuses every argument that was not taken. */
  finish(): void {
    const [unknown] = [...this.named];
    if (unknown !== undefined) throw this.refused(`argument ${unknown[0]} of ${this.functionName}`, unknown[1].node);
    if (this.positional.length === 0) return;
    const taken = this.call.args.length - this.positional.length;
    const position = this.frame.positionOf(this.call);
    throw wrongArgumentCount(this.frame.textOf(this.call), taken, this.call.args.length, position);
  }

  missing(name: string): SqlError {
    return compilationError('000938', '22023', `${this.functionName} needs the argument ${name}.`, this.position);
  }

  invalid(name: string, wanted: string): SqlError {
    const detail = `Argument ${name} of ${this.functionName} must be ${wanted}.`;
    return compilationError('001015', '22023', detail, this.position);
  }

  get position() {
    return this.frame.positionOf(this.call);
  }

  private refused(construct: string, node: Span): SqlError {
    return unsupported(construct, this.frame.positionOf(node));
  }
}
