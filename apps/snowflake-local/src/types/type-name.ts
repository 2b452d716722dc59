import { compilationError, unsupported } from '../errors.js';
import {
  ARRAY,
  BOOLEAN,
  binary,
  DATE,
  fixed,
  MAX_BINARY_LENGTH,
  MAX_PRECISION,
  MAX_TEXT_LENGTH,
  OBJECT,
  REAL,
  type SnowType,
  type TimestampKind,
  text,
  time,
  timestamp,
  VARIANT,
} from './snow-type.js';

type Reader = (name: string, args: readonly number[], mapping: TimestampKind) => SnowType;

const number: Reader = (name, args) => {
  const precision = atMost(name, 'precision', args[0] ?? MAX_PRECISION, 1, MAX_PRECISION);
  return fixed(precision, atMost(name, 'scale', args[1] ?? 0, 0, Math.min(37, precision)));
};
const characters: Reader = (name, args) => text(atMost(name, 'length', args[0] ?? MAX_TEXT_LENGTH, 1, 134_217_728));
const oneCharacter: Reader = (name, args) => characters(name, [args[0] ?? 1], 'timestamp_ntz');
const bytes: Reader = (name, args) => binary(atMost(name, 'length', args[0] ?? MAX_BINARY_LENGTH, 1, 67_108_864));
const fractionDigits = (name: string, args: readonly number[]) => atMost(name, 'precision', args[0] ?? 9, 0, 9);
const clock: Reader = (name, args) => time(fractionDigits(name, args));
const instant =
  (kind: TimestampKind): Reader =>
  (name, args) =>
    timestamp(kind, fractionDigits(name, args));
const mapped: Reader = (name, args, mapping) => timestamp(mapping, fractionDigits(name, args));
const plain =
  (type: SnowType): Reader =>
  (name, args) => {
    if (args.length > 0) throw badType(name, 'takes no length or precision');
    return type;
  };
const integer: Reader = (name, args) => plain(fixed(MAX_PRECISION))(name, args, 'timestamp_ntz');

const named = (reader: Reader, ...names: readonly string[]): [string, Reader][] => names.map((name) => [name, reader]);

const READERS: ReadonlyMap<string, Reader> = new Map([
  ...named(number, 'NUMBER', 'DECIMAL', 'DEC', 'NUMERIC'),
  ...named(integer, 'INT', 'INTEGER', 'BIGINT', 'SMALLINT', 'TINYINT', 'BYTEINT'),
  ...named(plain(REAL), 'FLOAT', 'FLOAT4', 'FLOAT8', 'DOUBLE', 'DOUBLE PRECISION', 'REAL'),
  ...named(characters, 'VARCHAR', 'STRING', 'TEXT', 'NVARCHAR', 'NVARCHAR2', 'CHAR VARYING', 'NCHAR VARYING'),
  ...named(oneCharacter, 'CHAR', 'CHARACTER', 'NCHAR'),
  ...named(bytes, 'BINARY', 'VARBINARY'),
  ...named(plain(BOOLEAN), 'BOOLEAN', 'BOOL'),
  ...named(plain(DATE), 'DATE'),
  ...named(clock, 'TIME'),
  ...named(mapped, 'TIMESTAMP'),
  ...named(instant('timestamp_ntz'), 'TIMESTAMP_NTZ', 'TIMESTAMPNTZ', 'TIMESTAMP WITHOUT TIME ZONE', 'DATETIME'),
  ...named(instant('timestamp_ltz'), 'TIMESTAMP_LTZ', 'TIMESTAMPLTZ', 'TIMESTAMP WITH LOCAL TIME ZONE'),
  ...named(instant('timestamp_tz'), 'TIMESTAMP_TZ', 'TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE'),
  ...named(plain(VARIANT), 'VARIANT'),
  ...named(plain(OBJECT), 'OBJECT'),
  ...named(plain(ARRAY), 'ARRAY'),
]);

/** Types of Snowflake's that are known and not held here. */
const REFUSED = new Set(['GEOGRAPHY', 'GEOMETRY', 'VECTOR', 'MAP', 'DECFLOAT', 'FILE', 'UUID', 'INTERVAL', 'XML']);

/**
 * The type that `name` (any spelling, any case, words parted by single blanks) with its arguments stands for.
 * @param mapping what a bare TIMESTAMP is: session parameter TIMESTAMP_TYPE_MAPPING
 * @throws SqlError naming a type that is unknown, unsupported or out of its limits.
 */
export function typeFromName(
  name: string,
  args: readonly number[],
  mapping: TimestampKind = 'timestamp_ntz',
): SnowType {
  const key = name.toUpperCase();
  const reader = READERS.get(key);
  if (reader !== undefined) return reader(key, args, mapping);
  if (REFUSED.has(key)) throw unsupported(`data type ${key}`);
  throw compilationError('002040', '42601', `Unsupported data type '${key}'.`);
}

function atMost(name: string, what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw badType(name, `${what} ${value} is not between ${least} and ${most}`);
}

const badType = (name: string, detail: string) =>
  compilationError('002040', '42601', `invalid data type '${name}': ${detail}.`);
