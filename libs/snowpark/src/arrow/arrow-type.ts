import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int32,
  Int64,
  Struct,
  TimeNanosecond,
  TimestampNanosecond,
  Utf8,
} from 'apache-arrow';
import { unreachable } from '../unreachable.js';
import type { ResultColumn } from '../values/result-column.js';

/** The longest integers that all fit into 64 bits. */
const INT64_DIGITS = 18;

/** Whether a column's type alone leaves open that a value needs more than 64 bits. */
export const isWideInteger = (column: ResultColumn): boolean =>
  column.type === 'fixed' && (column.scale ?? 0) === 0 && (column.precision ?? 38) > INT64_DIGITS;

export const WIDE_INTEGER = new Decimal(0, 38, 128);

/**
 * The Arrow type of a column: NUMBER with scale Decimal128, FLOAT Float64, DATE days, TIME and TIMESTAMP nanoseconds (LTZ in UTC;
 * TZ a struct of the instant and its offset in minutes), VARIANT, OBJECT, ARRAY and the rest their text. Integers of up to 18
 * digits are Int64, longer ones Decimal128.
 */
export function arrowType(column: ResultColumn): DataType {
  switch (column.type) {
    case 'fixed':
      if ((column.scale ?? 0) > 0) return new Decimal(column.scale ?? 0, column.precision ?? 38, 128);
      return isWideInteger(column) ? WIDE_INTEGER : new Int64();
    case 'real':
      return new Float64();
    case 'boolean':
      return new Bool();
    case 'date':
      return new DateDay();
    case 'time':
      return new TimeNanosecond();
    case 'timestamp_ntz':
      return new TimestampNanosecond();
    case 'timestamp_ltz':
      return new TimestampNanosecond('UTC');
    case 'timestamp_tz':
      return new Struct([
        new Field('instant', new TimestampNanosecond('UTC'), column.nullable),
        new Field('offsetMinutes', new Int32(), column.nullable),
      ]);
    case 'binary':
      return new Binary();
    case 'text':
    case 'decfloat':
    case 'variant':
    case 'object':
    case 'array':
    case 'map':
    case 'vector':
    case 'geography':
    case 'geometry':
    case 'file':
    case 'interval_year_month':
    case 'interval_day_time':
      return new Utf8();
    default:
      return unreachable(column.type);
  }
}

/** A column's Arrow field; the metadata says what Snowflake called the type. */
export function arrowField(column: ResultColumn, type: DataType): Field {
  const metadata = new Map([['logicalType', column.type.toUpperCase()]]);
  if (column.precision !== null) metadata.set('precision', String(column.precision));
  if (column.scale !== null) metadata.set('scale', String(column.scale));
  return new Field(column.name, type, column.nullable, metadata);
}
