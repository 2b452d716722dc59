import { wrongArgumentCount } from '../errors.js';
import type { Emitted } from '../types/typed.js';
import { CONDITIONAL } from './conditional.js';
import { NUMERIC } from './numeric.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';

const ALL: readonly FunctionSpec[] = [...CONDITIONAL, ...NUMERIC];

const BY_NAME: ReadonlyMap<string, FunctionSpec> = new Map(
  ALL.flatMap((spec) => spec.names.map((name): [string, FunctionSpec] => [name, spec])),
);

/** The function of that name (upper case), or undefined: then the statement is refused, never passed on. */
export const lookupFunction = (name: string): FunctionSpec | undefined => BY_NAME.get(name);

/** Every name there is, sorted. */
export const functionNames = (): readonly string[] => [...BY_NAME.keys()].sort();

/**
 * Checks a call and gives the expression that computes it.
 * @throws SqlError 000938 or 000939 for too few or too many arguments, 001044 for arguments of wrong types.
 */
export function callFunction(spec: FunctionSpec, call: Call, context: FunctionContext): Emitted {
  const { least, most } = spec.arity;
  const given = call.args.length;
  if (given < least) throw wrongArgumentCount(`${call.name}()`, least, given, call.position);
  if (given > most) throw wrongArgumentCount(`${call.name}()`, most, given, call.position);
  return spec.apply(call, context);
}
