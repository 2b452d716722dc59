import { invalidArgumentTypes } from '../errors.js';
import { typeText } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import type { Call, FunctionContext, FunctionKind, FunctionSpec } from './registry.js';
import { windowUse } from './window-use.js';

/** Brings an argument into the type that a parameter wants, or gives undefined where it cannot be. */
export type Parameter = (value: Emitted, context: FunctionContext) => Emitted | undefined;

export interface Definition {
  readonly names: readonly [string, ...string[]];
  readonly kind?: FunctionKind;
  readonly params?: readonly Parameter[];
  /** Parameters that may be left out, after those of `params`. */
  readonly optional?: readonly Parameter[];
  /** One parameter for any number of further arguments. */
  readonly rest?: Parameter;
  readonly distinct?: boolean;
  readonly ordered?: boolean;
  readonly volatile?: boolean;
  readonly words?: readonly number[];
  readonly argumentNames?: readonly string[];
  readonly apply: (args: readonly Emitted[], call: Call, context: FunctionContext) => Emitted;
}

/** A function of fixed parameters; arguments reach `apply` in the types that the parameters want. */
export function define(definition: Definition): FunctionSpec {
  const { params = [], optional = [], rest, apply, names, kind = 'scalar' } = definition;
  const fixedParams = [...params, ...optional];
  const window = windowUse(names[0]);
  return {
    names,
    kind,
    arity: { least: params.length, most: rest === undefined ? fixedParams.length : Number.MAX_SAFE_INTEGER },
    ...(window === undefined ? {} : { window }),
    ...(definition.distinct === undefined ? {} : { distinct: definition.distinct }),
    ...(definition.ordered === undefined ? {} : { ordered: definition.ordered }),
    ...(definition.volatile === undefined ? {} : { volatile: definition.volatile }),
    ...(definition.words === undefined ? {} : { words: definition.words }),
    ...(definition.argumentNames === undefined ? {} : { argumentNames: definition.argumentNames }),
    apply(call, context) {
      const args = call.args.map((value, index) => {
        const parameter = fixedParams[index] ?? rest;
        const converted = parameter?.(value, context);
        if (converted === undefined) throw wrongTypes(call);
        return converted;
      });
      return apply(args, call, context);
    },
  };
}

/** Snowflake's error for arguments of types that the function does not take. */
export const wrongTypes = (call: Call) =>
  invalidArgumentTypes(call.name, `(${call.args.map((arg) => typeText(arg.type)).join(', ')})`, call.position);

/** The argument at `index`; parameters that are not optional always have one. */
export function arg(args: readonly Emitted[], index: number): Emitted {
  const value = args[index];
  if (value === undefined) throw new Error(`argument ${index} is missing`);
  return value;
}
