import { required, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import { UsageError } from '../errors.js';
import type { Field } from '../plan/plan.js';
import { realName } from '../sql/identifier.js';
import {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DecFloatType,
  DecimalType,
  DoubleType,
  GeographyType,
  GeometryType,
  LongType,
  ObjectType,
  StringType,
  TimestampLtzType,
  TimestampNtzType,
  TimestampTzType,
  TimeType,
  VarcharType,
  VariantType,
  VectorType,
} from './data-type.js';

const WORDS: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ...['STRING', 'STR', 'TEXT', 'VARCHAR', 'CHAR'].map((word): [string, DataType] => [word, StringType]),
  ...['BOOLEAN', 'BOOL'].map((word): [string, DataType] => [word, BooleanType]),
  ...['INT', 'INTEGER', 'LONG', 'BIGINT', 'SMALLINT', 'SHORT', 'TINYINT', 'BYTEINT', 'BYTE'].map(
    (word): [string, DataType] => [word, LongType],
  ),
  ...['NUMBER', 'DECIMAL', 'NUMERIC'].map((word): [string, DataType] => [word, DecimalType(38, 0)]),
  ...['FLOAT', 'DOUBLE', 'REAL', 'DOUBLE PRECISION'].map((word): [string, DataType] => [word, DoubleType]),
  ['DECFLOAT', DecFloatType],
  ...['BINARY', 'VARBINARY'].map((word): [string, DataType] => [word, BinaryType]),
  ['DATE', DateType],
  ['TIME', TimeType],
  ...['TIMESTAMP', 'TIMESTAMP_NTZ', 'DATETIME'].map((word): [string, DataType] => [word, TimestampNtzType]),
  ['TIMESTAMP_LTZ', TimestampLtzType],
  ['TIMESTAMP_TZ', TimestampTzType],
  ['VARIANT', VariantType],
  ['ARRAY', ArrayType],
  ...['OBJECT', 'MAP'].map((word): [string, DataType] => [word, ObjectType]),
  ['GEOGRAPHY', GeographyType],
  ['GEOMETRY', GeometryType],
]);

const PARSE_TYPE = signature('parseType', required('text', TEXT));
const PARSE_SCHEMA = signature('parseSchema', required('text', TEXT));

const TYPE = /^\s*([A-Za-z_]+(?:\s+PRECISION)?)\s*(?:\(\s*([^()]*)\)\s*)?$/i;

/** A type as text: `int`, `decimal(10, 2)`, `varchar(20)`, `vector(float, 3)`. @throws UsageError that names an unknown type. */
export function parseType(text: string): DataType;
export function parseType(...given: readonly unknown[]): DataType {
  const [text] = PARSE_TYPE.read(given);
  const [, word, list] = TYPE.exec(text) ?? [];
  const name = word?.toUpperCase().replace(/\s+/g, ' ') ?? '';
  const numerals = list?.split(',').map((argument) => argument.trim()) ?? [];
  if (name === 'VECTOR') return vector(text, numerals);
  const type = WORDS.get(name);
  const numbers = numerals.map(Number);
  if (type === undefined || numerals.some((number) => !/^\d+$/.test(number))) throw unknownType(text);
  if (numerals.length === 0) return type;
  if (type.kind === 'string' && numbers.length === 1) return VarcharType(numbers[0] ?? 1);
  if (type.kind === 'decimal' && numbers.length <= 2) return sized(text, numbers[0] ?? 38, numbers[1] ?? 0);
  if ((type.kind === 'time' || type.kind === 'timestamp') && numbers.length === 1) return type;
  throw unknownType(text);
}

function sized(text: string, precision: number, scale: number): DataType {
  if (precision < 1 || precision > 38 || scale > 37 || scale > precision) throw unknownType(text);
  return DecimalType(precision, scale);
}

function vector(text: string, [element, dimension]: readonly string[]): DataType {
  const word = element?.toLowerCase();
  const size = Number(dimension);
  if ((word !== 'int' && word !== 'float') || !Number.isInteger(size) || size < 1) throw unknownType(text);
  return VectorType(word, size);
}

const unknownType = (text: string): UsageError =>
  new UsageError('unknown_type', `No type ${text.trim()}. There are ${[...WORDS.keys(), 'VECTOR'].join(', ')}.`);

const FIELD = /^\s*("(?:[^"]|"")+"|[^\s"]+)\s+(.+?)(\s+NOT\s+NULL)?\s*$/i;

/** A schema as text: `a int, b decimal(10, 2) not null`. */
export function parseSchema(text: string): readonly Field[];
export function parseSchema(...given: readonly unknown[]): readonly Field[] {
  const [text] = PARSE_SCHEMA.read(given);
  return Object.freeze(
    splitAtCommas(text).map((part) => {
      const [, name, type, notNull] = FIELD.exec(part) ?? [];
      if (name === undefined || type === undefined) {
        throw new UsageError(
          'unknown_type',
          `Not a column of a schema: '${part.trim()}'. Write name type, as in a int, b varchar(20) not null.`,
        );
      }
      return Object.freeze({ name: realName(name), type: parseType(type), nullable: notNull === undefined });
    }),
  );
}

/** Commas in parentheses and quotes belong to a type or a name. */
const splitAtCommas = (text: string): readonly string[] => text.match(/(?:\([^)]*\)|"(?:[^"]|"")*"|[^,])+/g) ?? [];
