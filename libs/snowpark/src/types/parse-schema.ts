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
  DayTimeIntervalType,
  DecFloatType,
  DecimalType,
  DoubleType,
  FileType,
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
  YearMonthIntervalType,
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
  ['FILE', FileType],
  ['INTERVAL_YEAR_TO_MONTH', YearMonthIntervalType],
  ['INTERVAL_DAY_TO_SECOND', DayTimeIntervalType],
]);

const PARSE_TYPE = signature('parseType', required('text', TEXT));
const PARSE_SCHEMA = signature('parseSchema', required('text', TEXT));

const TYPE = /^\s*([A-Za-z_]+(?:\s+PRECISION)?)\s*(?:\(\s*([^()]*)\)\s*)?$/i;

/** `array<…>`, `map<…>`, `struct<…>`. */
const NESTED = /^\s*(array|map|struct|object)\s*<([\s\S]*)>\s*$/i;

/**
 * A type as text: `int`, `decimal(10, 2)`, `varchar(20)`, `vector(float, 3)`, `array<int>`. What is between `<` and `>` must be types as well, and
 * says what the elements are meant to be: in Snowflake the column is an ARRAY or an OBJECT.
 *
 * @throws UsageError that names an unknown type.
 */
export function parseType(text: string): DataType;
export function parseType(...given: readonly unknown[]): DataType {
  const [text] = PARSE_TYPE.read(given);
  const nested = NESTED.exec(text);
  if (nested !== null) return semiStructured(text, nested);
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

function semiStructured(text: string, [, word = '', inner = '']: RegExpExecArray): DataType {
  const parts = splitAtCommas(inner);
  if (word.toLowerCase() === 'array') {
    if (parts.length !== 1) throw unknownType(text);
    parseType(inner.replace(NOT_NULL, ''));
    return ArrayType;
  }
  if (word.toLowerCase() === 'map') {
    const [key, value] = parts;
    if (parts.length !== 2 || key === undefined || value === undefined) throw unknownType(text);
    parseType(key);
    parseType(value.replace(NOT_NULL, ''));
    return ObjectType;
  }
  parseSchema(inner);
  return ObjectType;
}

const NOT_NULL = /\s+NOT\s+NULL\s*$/i;

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

/** Commas in brackets and quotes belong to a type or a name. */
function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: sign, index } of text.matchAll(/"(?:[^"]|"")*"|[(<)>,]/g)) {
    if (sign === '(' || sign === '<') depth += 1;
    else if (sign === ')' || sign === '>') depth -= 1;
    else if (sign === ',' && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, text.slice(from)];
}
