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
  type ElementType,
  FileType,
  GeographyType,
  GeometryType,
  LongType,
  NANOSECOND_DIGITS,
  type ObjectField,
  ObjectType,
  StringType,
  TimestampLtzType,
  TimestampNtzType,
  TimestampTzType,
  TimeType,
  type,
  VarcharType,
  VariantType,
  VectorType,
  withFraction,
  YearMonthIntervalType,
} from './data-type.js';

const WORDS: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ...['STRING', 'STR', 'TEXT', 'VARCHAR'].map((word): [string, DataType] => [word, StringType]),
  ['CHAR', VarcharType(1)],
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

/** `array<…>`, `map<…>`, `struct<…>`, and Snowflake's own `ARRAY(…)`, `MAP(…)`, `OBJECT(…)`. */
const NESTED = /^\s*(array|map|struct|object)\s*(?:<([\s\S]*)>|\(([\s\S]*)\))\s*$/i;

/** How deep types may lie in types. */
export const MOST_NESTED = 100;

/**
 * A type as text: `int`, `decimal(10, 2)`, `varchar(20)`, `timestamp_ntz(3)`, `vector(float, 3)`. `array(int)`, `map(varchar, int)` and `object(a int not
 * null)` are Snowflake's structured types. What is between `<` and `>`, as in `array<int>`, must be types as well, and says what the
 * elements are meant to be: in Snowflake the column is an ARRAY or an OBJECT.
 *
 * @throws UsageError that names an unknown type.
 */
export function parseType(text: string): DataType;
export function parseType(...given: readonly unknown[]): DataType {
  const [text] = PARSE_TYPE.read(given);
  return readType(text, 0);
}

function readType(text: string, depth: number): DataType {
  if (depth > MOST_NESTED) throw new UsageError('unknown_type', `Types lie deeper than ${MOST_NESTED} in each other.`);
  const nested = NESTED.exec(text);
  if (nested !== null) return nestedType(text, nested, depth + 1);
  const [, word, list] = TYPE.exec(text) ?? [];
  const name = word?.toUpperCase().replace(/\s+/g, ' ') ?? '';
  const numerals = list?.split(',').map((argument) => argument.trim()) ?? [];
  if (name === 'VECTOR') return vector(text, numerals);
  const known = WORDS.get(name);
  const numbers = numerals.map(Number);
  if (known === undefined || numerals.some((number) => !/^\d+$/.test(number))) throw unknownType(text);
  if (numerals.length === 0) return known;
  if (known.kind === 'string' && numbers.length === 1) return VarcharType(numbers[0] ?? 1);
  if (known.kind === 'decimal' && numbers.length <= 2) return sized(text, numbers[0] ?? 38, numbers[1] ?? 0);
  const [fraction] = numbers;
  if ((known.kind === 'time' || known.kind === 'timestamp') && numbers.length === 1 && fraction !== undefined) {
    if (fraction > NANOSECOND_DIGITS) throw unknownType(text);
    return withFraction(known, fraction);
  }
  throw unknownType(text);
}

function nestedType(text: string, [, word = '', loose, inner = loose ?? '']: RegExpExecArray, depth: number): DataType {
  const isStructured = loose === undefined;
  const parts = splitAtCommas(inner);
  switch (word.toLowerCase()) {
    case 'array': {
      if (parts.length !== 1) throw unknownType(text);
      const element = elementOf(inner, depth);
      return isStructured ? type({ kind: 'array', element }) : ArrayType;
    }
    case 'map': {
      const [first, second] = parts;
      if (parts.length !== 2 || first === undefined || second === undefined) throw unknownType(text);
      const key = partType(first, depth);
      const value = elementOf(second, depth);
      if (!isStructured) return ObjectType;
      if (!isMapKey(key)) throw unknownType(text);
      return type({ kind: 'map', key, value });
    }
    case 'object': {
      const fields = parts.map((part) => objectField(part, depth));
      return isStructured ? type({ kind: 'object', fields: Object.freeze(fields) }) : ObjectType;
    }
    default:
      if (isStructured) throw unknownType(text);
      for (const part of parts) objectField(part, depth);
      return ObjectType;
  }
}

/** Snowflake's maps have texts or whole numbers as keys. */
export const isMapKey = (key: DataType): boolean =>
  key.kind === 'string' || key.kind === 'integer' || (key.kind === 'decimal' && key.scale === 0);

/** A type within another one. NUMBER(38, 0) is what a LongType is written as. */
function partType(text: string, depth: number): DataType {
  const part = readType(text, depth);
  return part.kind === 'decimal' && part.precision === 38 && part.scale === 0 ? LongType : part;
}

function elementOf(text: string, depth: number): ElementType {
  const bare = text.replace(NOT_NULL, '');
  return Object.freeze({ type: partType(bare, depth), nullable: bare === text });
}

function objectField(part: string, depth: number): ObjectField {
  const field = fieldParts(part);
  return Object.freeze({ name: keyName(field.name), type: partType(field.type, depth), nullable: field.nullable });
}

/** A key of an OBJECT is the text of a key: it keeps its case, in quotes or without. */
const keyName = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);

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
      const { name, type, nullable } = fieldParts(part);
      return Object.freeze({ name: realName(name), type: readType(type, 0), nullable });
    }),
  );
}

function fieldParts(part: string): { readonly name: string; readonly type: string; readonly nullable: boolean } {
  const [, name, type, notNull] = FIELD.exec(part) ?? [];
  if (name !== undefined && type !== undefined) return { name, type, nullable: notNull === undefined };
  throw new UsageError(
    'unknown_type',
    `Not a column of a schema: '${part.trim()}'. Write name type, as in a int, b varchar(20) not null.`,
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
