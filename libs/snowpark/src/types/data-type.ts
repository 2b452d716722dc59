import { wrong } from '../arguments/reader.js';
import { whole, word } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import type { Decimal } from '../values/decimal.js';
import type { SnowDate } from '../values/snow-date.js';
import type { SnowTime } from '../values/snow-time.js';
import type { SnowTimestamp, TimestampKind } from '../values/snow-timestamp.js';

/** A column type, as plain frozen data. */
export type DataType =
  | { readonly kind: 'null' }
  | { readonly kind: 'string'; readonly length: number | null }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'double' }
  | { readonly kind: 'decfloat' }
  | { readonly kind: 'binary' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time'; readonly scale?: FractionDigits }
  | { readonly kind: 'timestamp'; readonly zone: TimestampKind; readonly scale?: FractionDigits }
  | { readonly kind: 'variant' }
  | { readonly kind: 'array'; readonly element?: ElementType }
  | { readonly kind: 'object'; readonly fields?: readonly ObjectField[] }
  | { readonly kind: 'map'; readonly key: DataType; readonly value: ElementType }
  | { readonly kind: 'vector'; readonly element: 'int' | 'float'; readonly dimension: number }
  | { readonly kind: 'geography' }
  | { readonly kind: 'geometry' }
  | { readonly kind: 'file' }
  | { readonly kind: 'interval'; readonly span: 'year_month' | 'day_time' };

/** Digits of a second, 0 to 8; absent where there are nine, as many as Snowflake keeps. */
type FractionDigits = number;

/** What the items of a structured ARRAY are, or the values of a MAP. */
export interface ElementType {
  readonly type: DataType;
  readonly nullable: boolean;
}

/** A key of a structured OBJECT. It keeps its case, in quotes or without. */
export interface ObjectField extends ElementType {
  readonly name: string;
}

declare const valueOfType: unique symbol;

/** A `DataType` that tells the compiler what its values are in JavaScript. The mark exists in types only. */
export type SqlType<V> = DataType & { readonly [valueOfType]?: V };
export type ValueOf<T> = T extends SqlType<infer V> ? V : never;

/** Snowflake's longest text and vector, its most digits. */
const VARCHAR = signature('VarcharType', required('length', whole(1, 134_217_728)));
const DECIMAL = signature('DecimalType', optional('precision', whole(1, 38), 38), optional('scale', whole(0, 37), 0));
const VECTOR = signature(
  'VectorType',
  required('element', word(['int', 'float'])),
  required('dimension', whole(1, 4_096)),
);

/** Snowflake keeps nine digits of a second where a type does not say fewer. */
export const NANOSECOND_DIGITS = 9;

/** What is known to be right: constants, and what Snowflake said. */
export const type = <V>(data: DataType): SqlType<V> => Object.freeze(data);

/** The type of a column that holds nothing but NULL; Snowflake shows it as text. */
export const NullType = type<null>({ kind: 'null' });
export const StringType = type<string>({ kind: 'string', length: null });
/** VARCHAR(length), in characters. */
export function VarcharType(length: number): SqlType<string>;
export function VarcharType(...given: readonly unknown[]): SqlType<string> {
  const [length] = VARCHAR.read(given);
  return type({ kind: 'string', length });
}
export const BooleanType = type<boolean>({ kind: 'boolean' });
/** NUMBER(38, 0). Snowflake's integer words all mean this one type. */
export const LongType = type<bigint>({ kind: 'integer' });
export const IntegerType = LongType;
/** NUMBER(precision, scale): a bigint with scale 0, a Decimal with any other. */
export function DecimalType<const Scale extends number = 0>(
  precision?: number,
  scale?: Scale,
): SqlType<Scale extends 0 ? bigint : Decimal>;
export function DecimalType(...given: readonly unknown[]): SqlType<Decimal> {
  const [precision, scale] = DECIMAL.read(given);
  if (scale > precision)
    throw wrong({ call: 'DecimalType', name: 'scale' }, `at most the precision, ${precision}`, scale);
  return type({ kind: 'decimal', precision, scale });
}
export const DoubleType = type<number>({ kind: 'double' });
export const FloatType = DoubleType;
export const DecFloatType = type<Decimal>({ kind: 'decfloat' });
export const BinaryType = type<Uint8Array>({ kind: 'binary' });
export const DateType = type<SnowDate>({ kind: 'date' });
export const TimeType = type<SnowTime>({ kind: 'time' });
export const TimestampNtzType = type<SnowTimestamp>({ kind: 'timestamp', zone: 'ntz' });
export const TimestampLtzType = type<SnowTimestamp>({ kind: 'timestamp', zone: 'ltz' });
export const TimestampTzType = type<SnowTimestamp>({ kind: 'timestamp', zone: 'tz' });
/** The type of a moment, with so many digits of a second. */
export const withFraction = (moment: SqlType<SnowTime | SnowTimestamp>, scale: number | null): DataType =>
  (moment.kind !== 'time' && moment.kind !== 'timestamp') || scale === null || scale >= NANOSECOND_DIGITS
    ? moment
    : type({ ...moment, scale });
/** TIMESTAMP without more means TIMESTAMP_NTZ, Snowflake's own default. */
export const TimestampType = TimestampNtzType;
export const VariantType = type<string>({ kind: 'variant' });
export const ArrayType = type<string>({ kind: 'array' });
export const ObjectType = type<string>({ kind: 'object' });
export const MapType = ObjectType;
export function VectorType(element: 'int' | 'float', dimension: number): SqlType<readonly number[]>;
export function VectorType(...given: readonly unknown[]): SqlType<readonly number[]> {
  const [element, dimension] = VECTOR.read(given);
  return type({ kind: 'vector', element, dimension });
}
export const GeographyType = type<string>({ kind: 'geography' });
export const GeometryType = type<string>({ kind: 'geometry' });
export const FileType = type<string>({ kind: 'file' });
export const YearMonthIntervalType = type<string>({ kind: 'interval', span: 'year_month' });
export const DayTimeIntervalType = type<string>({ kind: 'interval', span: 'day_time' });
