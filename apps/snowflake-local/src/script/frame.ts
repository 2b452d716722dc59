import type { ScopeColumn, ScopeTable } from '../bind/scope.js';
import type { Computed } from '../commands/evaluate.js';
import { SqlError } from '../errors.js';
import type { ChildOutcome, ScriptVariables } from '../execute/statement.js';
import type { CursorSource } from '../parse/ast.js';
import type { SnowType } from '../types/snow-type.js';
import type { OpenCursor } from './rows.js';

/** A variable's value, kept as a literal with its type. */
export type ScriptValue = Computed;

/** What a name of a block stands for. */
export type Slot =
  | { readonly kind: 'value'; readonly type: SnowType; value: ScriptValue }
  /** null: not filled yet. `failure`: what a statement that was not waited for ended with. */
  | { readonly kind: 'resultset'; outcome: ChildOutcome | null; failure?: unknown }
  | { readonly kind: 'cursor'; readonly source: CursorSource; open: OpenCursor | null }
  | { readonly kind: 'exception'; readonly number: number; readonly message: string }
  /** The row of a FOR loop: its columns by name. */
  | { readonly kind: 'row'; fields: ReadonlyMap<string, ScriptValue> };

/** What a procedure adds to its block. */
export interface ProcedureFrame {
  /** Name of the one column of its result. */
  readonly column: string;
  readonly parameters: readonly { readonly name: string; readonly type: SnowType; readonly value: ScriptValue }[];
  /** null: a table. */
  readonly returns: SnowType | null;
}

/** The names of one block, over those of the blocks around it. */
export class Frame {
  private readonly slots = new Map<string, Slot>();

  constructor(private readonly outer: Frame | null) {}

  declare(name: string, slot: Slot): void {
    this.slots.set(name, slot);
  }

  find(name: string): Slot | undefined {
    return this.slots.get(name) ?? this.outer?.find(name);
  }

  /** @throws SqlError 000904 when there is no such name. */
  get(name: string): Slot {
    const slot = this.find(name);
    if (slot === undefined)
      throw new SqlError('000904', '42000', `SQL compilation error:\ninvalid identifier '${name}'`);
    return slot;
  }

  /** @throws SqlError when the name is none of that kind. */
  expect<K extends Slot['kind']>(name: string, kind: K): Extract<Slot, { kind: K }> {
    const slot = this.get(name);
    if (isKind(slot, kind)) return slot;
    throw new SqlError(
      '001003',
      '42000',
      `SQL compilation error:\n'${name}' is a ${slot.kind}, a ${kind} is needed here.`,
    );
  }

  /** The values that SQL and expressions can name; the columns of a row as `ROW.COLUMN`. */
  variables(): ScriptVariables {
    const variables = new Map<string, ScriptValue>();
    for (const [name, slot] of this.visible()) {
      if (slot.kind === 'value') variables.set(name, slot.value);
      if (slot.kind === 'row') for (const [column, value] of slot.fields) variables.set(`${name}.${column}`, value);
    }
    return variables;
  }

  /** The rows of FOR loops, as tables whose columns an expression can name. */
  rows(): readonly ScopeTable[] {
    return [...this.visible()].flatMap(([name, slot]) =>
      slot.kind === 'row' ? [{ path: [name], columns: [...slot.fields].map(rowColumn) }] : [],
    );
  }

  private visible(): Map<string, Slot> {
    const slots = this.outer?.visible() ?? new Map<string, Slot>();
    for (const [name, slot] of this.slots) slots.set(name, slot);
    return slots;
  }
}

const rowColumn = ([name, { type, physical, sql, text }]: readonly [string, ScriptValue]): ScopeColumn => ({
  name,
  value: { type, physical, sql, nullable: text === null },
});

const isKind = <K extends Slot['kind']>(slot: Slot, kind: K): slot is Extract<Slot, { kind: K }> => slot.kind === kind;
