import { callFunction, functionNames, lookupFunction } from '../../../apps/snowflake-local/src/functions/lookup.js';
import type { FunctionKind } from '../../../apps/snowflake-local/src/functions/registry.js';
import { sortItem } from '../../../apps/snowflake-local/src/functions/sort-item.js';
import {
  booleanLiteral,
  numberLiteral,
  realLiteral,
  textLiteral,
  typedNull,
} from '../../../apps/snowflake-local/src/types/literal.js';
import { duckType } from '../../../apps/snowflake-local/src/types/physical.js';
import { shapeType } from '../../../apps/snowflake-local/src/types/shape/cast-shape.js';
import {
  ARRAY,
  binary,
  DATE,
  fixed,
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
  textLiteral('SNAPPY'),
  textLiteral('INET'),
  numberLiteral('1'),
  numberLiteral('2'),
  numberLiteral('512'),
  realLiteral('1e3'),
  booleanLiteral(true),
  {
    sql: `CAST('{"1": 1}' AS JSON)`,
    type: { kind: 'object', map: { key: fixed(38), value: { type: fixed(38), nullable: true } } },
    physical: 'json',
    nullable: false,
  },
  {
    sql: `CAST('[1,2]' AS JSON)`,
    type: { kind: 'array', element: { type: REAL, nullable: false }, dimension: 2 },
    physical: 'json',
    nullable: false,
  },
  ...(['GEOGRAPHY', 'GEOMETRY'] as const).map(
    (shape): Emitted => ({
      sql: `CAST('{"coordinates":[1,2],"type":"Point"}' AS JSON)`,
      type: shapeType(shape),
      physical: 'json',
      nullable: false,
    }),
  ),
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

const tz = (at: string, minutes: number): string => `struct_pack("at" := ${at}, minutes := ${minutes}::SMALLINT)`;
const nanos = (micros: string): string => `struct_pack(micros := ${micros}, rest := 7::SMALLINT)`;
const rowOf = (
  text: string,
  real: string,
  day: string,
  moment: string,
  json: readonly [string, string, string],
  numbers: readonly string[],
): string => {
  const at = `TIMESTAMP '${moment}'`;
  const clock = `TIME '23:59:59.999999'`;
  const values = [
    `'${text}'`,
    `${real}::DOUBLE`,
    `DATE '${day}'`,
    clock,
    at,
    at,
    tz(at, -570),
    ...json.map((value) => `'${value}'::JSON`),
    `'\\x00\\xFF'::BLOB`,
    nanos(clock),
    nanos(at),
    tz(nanos(at), 840),
    ...numbers,
  ];
  return `SELECT ${sampleColumns.map(({ type, physical }, index) => `CAST(${values[index]} AS ${duckType(type, physical)}) AS v${index}`).join(', ')}`;
};

/** Rows of `c`: usual values, and values at the ends of their ranges. */
export const sampleRows: readonly (readonly [string, string])[] = [
  [
    'usual values',
    rowOf(
      '12',
      '0.5',
      '2024-02-29',
      '2024-02-29 12:34:56.789',
      ['"x"', '{"a": 1}', '[1, 2]'],
      ["'-3.25'", "'1.5'", '3', '5'],
    ),
  ],
  [
    'the highest values',
    rowOf(
      '9999-12-31',
      "'inf'",
      '9999-12-31',
      '9999-12-31 23:59:59.999999',
      ['99999999999999999999999999999999999999', '{}', '[]'],
      ["'99999999999999999999.99'", "'9.9'", '9', '9223372036854775807'],
    ),
  ],
  [
    'the lowest values',
    rowOf(
      '',
      "'-1e308'",
      '0001-01-01',
      '0001-01-01 00:00:00',
      ['null', '{"a": null}', '[null]'],
      ["'-99999999999999999999.99'", "'-9.9'", '-9', '-9223372036854775808'],
    ),
  ],
  [
    'zeros',
    rowOf('a(', "'nan'", '1970-01-01', '1970-01-01 00:00:00', ['0', '{"": ""}', '[[]]'], ["'0'", "'0'", '0', '0']),
  ],
];

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
  for (const same of samples) yield Array.from({ length }, () => same);
  for (const last of samples) yield [word, ...Array.from({ length: length - 2 }, () => one), last].slice(0, length);
}

export interface Sample {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly args: readonly Emitted[];
  readonly value: Emitted;
}

/** Calls of every function with every list of arguments that it takes, in full. */
export const functionSamples = (): readonly Sample[] => functionNames().flatMap(samplesOf);

/** Stands for a column that holds the value of another window. */
const nest = ({ type, physical }: Emitted): Emitted => {
  const { literal: _, ...value } = typedNull(type, physical);
  return value;
};

function samplesOf(name: string): readonly Sample[] {
  const spec = lookupFunction(name);
  if (spec === undefined) throw new Error(`${name} is in the table`);
  const order = [sortItem(numberLiteral('1'), { descending: false, nullsFirst: false }, sampleSession)];
  const found: Sample[] = [];
  for (let length = spec.arity.least; length <= Math.min(spec.arity.most, spec.arity.least + 4, 8); length += 1) {
    for (const args of argumentLists(length)) {
      try {
        const over = spec.window?.required === true ? { over: '(ORDER BY v0)', nest } : {};
        found.push({
          name,
          kind: spec.kind,
          args,
          value: callFunction(spec, { name, args, order, ...over }, sampleSession),
        });
      } catch {
        // Arguments of wrong types, or no constant where there must be one.
      }
    }
  }
  return found;
}
