import { wrongArgumentCount } from '../errors.js';
import type { Emitted } from '../types/typed.js';
import { AGGREGATE } from './aggregate.js';
import { AGGREGATE_LIST } from './aggregate-list.js';
import { ENCODE } from './bytes/encode.js';
import { ENCRYPT } from './bytes/encrypt.js';
import { HASH } from './bytes/hash.js';
import { CONDITIONAL } from './conditional.js';
import { CONVERSION } from './conversion.js';
import { DATE_ADD } from './dates/add.js';
import { DATE_DIFF } from './dates/diff.js';
import { DATE_EXTRACT } from './dates/extract.js';
import { DATE_MAKE } from './dates/make.js';
import { NOW } from './dates/now.js';
import { DATE_TRUNCATE } from './dates/truncate.js';
import { DATE_ZONE } from './dates/zone.js';
import { GENERATE } from './generate.js';
import { NUMERIC } from './numeric.js';
import { REGEXP } from './regexp.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { SEMI_ARRAY } from './semi/array.js';
import { SEMI_CONSTRUCT } from './semi/construct.js';
import { SEMI_JSON } from './semi/json.js';
import { SEMI_MAP } from './semi/map.js';
import { SEMI_VECTOR } from './semi/vector.js';
import { SEMI_XML } from './semi/xml.js';
import { SESSION } from './session.js';
import { SHAPE } from './shape.js';
import { SKETCHES } from './sketches.js';
import { STATISTICS } from './statistics.js';
import { TEXT } from './text.js';
import { TO_MOMENT } from './to-moment.js';
import { WINDOW } from './window.js';

const ALL: readonly FunctionSpec[] = [
  ...AGGREGATE,
  ...AGGREGATE_LIST,
  ...CONDITIONAL,
  ...CONVERSION,
  ...DATE_ADD,
  ...DATE_DIFF,
  ...DATE_EXTRACT,
  ...DATE_MAKE,
  ...DATE_TRUNCATE,
  ...DATE_ZONE,
  ...ENCODE,
  ...ENCRYPT,
  ...GENERATE,
  ...HASH,
  ...NOW,
  ...NUMERIC,
  ...REGEXP,
  ...SEMI_ARRAY,
  ...SEMI_CONSTRUCT,
  ...SEMI_JSON,
  ...SEMI_MAP,
  ...SEMI_VECTOR,
  ...SEMI_XML,
  ...SESSION,
  ...SHAPE,
  ...SKETCHES,
  ...STATISTICS,
  ...TEXT,
  ...TO_MOMENT,
  ...WINDOW,
];

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
  if (given < least) throw wrongArgumentCount(written(call), least, given, call.position);
  if (given > most) throw wrongArgumentCount(written(call), most, given, call.position);
  return spec.apply(call, context);
}

const written = (call: Call): string => call.text ?? `${call.name}()`;
