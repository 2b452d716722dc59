import { compilationError, SqlError, unsupported } from '../errors.js';
import { shapeType } from './shape/cast-shape.js';
import {
  ARRAY,
  BOOLEAN,
  binary,
  DATE,
  DECFLOAT,
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

const MOST_CHARACTERS = 134_217_728;
const MOST_BYTES = 67_108_864;

type Reader = (name: string, args: readonly number[], mapping: TimestampKind) => SnowType;

const number: Reader = (_name, args) => {
  const precision = within('number precision', args[0] ?? MAX_PRECISION, 0, MAX_PRECISION);
  const scale = within('number scale', args[1] ?? 0, 0, MAX_PRECISION - 1, 1);
  if (scale > precision) throw new BadWidth(`invalid data type specification (${scale}>${precision})`, null);
  // Snowflake has it, for zeros alone.
  if (precision === 0) throw unsupported('NUMBER(0)');
  return fixed(precision, scale);
};
const characters: Reader = (_name, args) =>
  text(within('character length', args[0] ?? MAX_TEXT_LENGTH, 1, MOST_CHARACTERS));
const oneCharacter: Reader = (name, args) => characters(name, [args[0] ?? 1], 'timestamp_ntz');
const bytes: Reader = (_name, args) => binary(within('binary length', args[0] ?? MAX_BINARY_LENGTH, 1, MOST_BYTES));
const fractionDigits = (family: string, args: readonly number[]) => within(`${family} scale`, args[0] ?? 9, 0, 9);
const clock: Reader = (_name, args) => time(fractionDigits('time', args));
const instant =
  (kind: TimestampKind): Reader =>
  (_name, args) =>
    timestamp(kind, fractionDigits('timestamp', args));
const mapped: Reader = (_name, args, mapping) => timestamp(mapping, fractionDigits('timestamp', args));
const plain =
  (type: SnowType): Reader =>
  (name, args) => {
    if (args.length > 0) throw badType(name, 'takes no length or precision');
    return type;
  };
/** Its 38 digits may be written. */
const decimalFloat: Reader = (_name, args) => {
  within('number precision', args[0] ?? MAX_PRECISION, MAX_PRECISION, MAX_PRECISION);
  return DECFLOAT;
};
const integer: Reader = (name, args) => plain(fixed(MAX_PRECISION))(name, args, 'timestamp_ntz');

const named = (reader: Reader, ...names: readonly string[]): [string, Reader][] => names.map((name) => [name, reader]);

const READERS: ReadonlyMap<string, Reader> = new Map([
  ...named(number, 'NUMBER', 'DECIMAL', 'DEC', 'NUMERIC'),
  ...named(integer, 'INT', 'INTEGER', 'BIGINT', 'SMALLINT', 'TINYINT', 'BYTEINT'),
  ...named(plain(REAL), 'FLOAT', 'FLOAT4', 'FLOAT8', 'DOUBLE', 'DOUBLE PRECISION', 'REAL'),
  ...named(decimalFloat, 'DECFLOAT'),
  ...named(
    characters,
    'VARCHAR',
    'STRING',
    'TEXT',
    'NVARCHAR',
    'NVARCHAR2',
    'CHAR VARYING',
    'CHARACTER VARYING',
    'NCHAR VARYING',
  ),
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
  ...named(plain(shapeType('GEOGRAPHY')), 'GEOGRAPHY'),
  ...named(plain(shapeType('GEOMETRY')), 'GEOMETRY'),
]);

/** Types of Snowflake's that are known and not held here. */
const REFUSED = new Set(['VECTOR', 'MAP', 'FILE', 'UUID', 'INTERVAL', 'XML']);

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

/** A length, precision or scale that a type cannot have. Snowflake points at the number, or at nothing. */
export class BadWidth extends SqlError {
  constructor(
    readonly detail: string,
    /** Which of the type's arguments, from 0; null: none in particular. */
    readonly argument: number | null,
  ) {
    super('002040', '42601', `SQL compilation error:\n${detail}`);
  }
}

function within(what: string, value: number, least: number, most: number, argument = 0): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const [given, first, last] = [value, least, most].map((number) => number.toLocaleString('en-US'));
  throw new BadWidth(`Invalid ${what}: ${given}. Must be between ${first} and ${last}.`, argument);
}

const badType = (name: string, detail: string) =>
  compilationError('002040', '42601', `invalid data type '${name}': ${detail}.`);
