import { callFunction, functionNames, lookupFunction } from '../../../apps/snowflake-local/src/functions/lookup.js';
import type { FunctionKind } from '../../../apps/snowflake-local/src/functions/registry.js';
import {
  booleanLiteral,
  numberLiteral,
  realLiteral,
  textLiteral,
  typedNull,
} from '../../../apps/snowflake-local/src/types/literal.js';
import { duckType } from '../../../apps/snowflake-local/src/types/physical.js';
import {
  ARRAY,
  binary,
  DATE,
  OBJECT,
  REAL,
  text,
  time,
  timestamp,
  VARIANT,
} from '../../../apps/snowflake-local/src/types/snow-type.js';
import type { Emitted } from '../../../apps/snowflake-local/src/types/typed.js';
import { context } from '../types/engine.js';

/** A zone with an offset, so that templates are built in full. */
export const sampleSession = context({ TIMEZONE: 'America/New_York' });

const constants: readonly Emitted[] = [
  textLiteral('day'),
  textLiteral('Monday'),
  textLiteral('YYYY'),
  textLiteral('999.9'),
  textLiteral('UTF-8'),
  textLiteral('BASE64'),
  numberLiteral('1'),
  numberLiteral('2'),
  numberLiteral('512'),
  realLiteral('1e3'),
  booleanLiteral(true),
];

/** Columns of the table `c`, one of each type and form. */
export const sampleColumns: readonly Emitted[] = [
  ...[
    text(),
    REAL,
    DATE,
    time(),
    timestamp('timestamp_ntz'),
    timestamp('timestamp_ltz'),
    timestamp('timestamp_tz'),
  ].map((type) => typedNull(type)),
  ...[VARIANT, OBJECT, ARRAY, binary()].map((type) => typedNull(type)),
  typedNull(time(), 'time_nanos'),
  typedNull(timestamp('timestamp_ntz'), 'timestamp_nanos'),
  typedNull(timestamp('timestamp_tz'), 'timestamp_tz_nanos'),
  numberLiteral('12345678901234567890.12'),
  numberLiteral('1.5'),
  numberLiteral('1'),
  { ...numberLiteral('1'), type: { kind: 'fixed', precision: 38, scale: 0 } as const },
].map((value, index) => {
  const { literal: _, ...bare } = value;
  return { ...bare, nullable: true, sql: `c.v${index}` };
});

export const sampleTable = `CREATE TEMP TABLE c(${sampleColumns
  .map(({ type, physical }, index) => `v${index} ${duckType(type, physical)}`)
  .join(', ')})`;

const samples = [...constants, ...sampleColumns];
const few = samples.filter((_, index) => index % 3 === 0);

/** Lists of arguments of a length: enough of them to meet every branch, few enough to try. */
function* argumentLists(length: number): Generator<readonly Emitted[]> {
  const [word = numberLiteral('1'), one = word] = [constants[0], constants[6]];
  if (length === 0) return yield [];
  for (const first of samples) {
    if (length === 1) yield [first];
    else for (const second of length === 2 ? samples : few) yield [first, second, ...constants.slice(6, 4 + length)];
  }
  for (const last of samples) yield [...Array.from({ length: length - 1 }, () => word), last];
  for (const last of samples) yield [...Array.from({ length: length - 1 }, () => one), last];
  for (const last of samples) yield [word, ...Array.from({ length: length - 2 }, () => one), last].slice(0, length);
}

export interface Sample {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly value: Emitted;
}

/** Calls of every function with every list of arguments that it takes, in full. */
export const functionSamples = (): readonly Sample[] => functionNames().flatMap(samplesOf);

function samplesOf(name: string): readonly Sample[] {
  const spec = lookupFunction(name);
  if (spec === undefined) throw new Error(`${name} is in the table`);
  const order = [{ value: numberLiteral('1'), descending: false, nullsFirst: false }];
  const found: Sample[] = [];
  for (let length = spec.arity.least; length <= Math.min(spec.arity.most, spec.arity.least + 4, 8); length += 1) {
    for (const args of argumentLists(length)) {
      try {
        const over = spec.window === 'required' ? { over: '(ORDER BY v0)' } : {};
        found.push({ name, kind: spec.kind, value: callFunction(spec, { name, args, order, ...over }, sampleSession) });
      } catch {
        // Arguments of wrong types, or no constant where there must be one.
      }
    }
  }
  return found;
}
