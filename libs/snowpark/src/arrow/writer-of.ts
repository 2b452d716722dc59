import {
  Binary,
  Bool,
  DateDay,
  Decimal,
  Float64,
  Int64,
  Struct,
  TimeNanosecond,
  TimestampNanosecond,
  Utf8,
} from 'apache-arrow';
import type { ResultColumn } from '../values/result-column.js';
import { arrowType, isWideInteger } from './arrow-type.js';
import type { ColumnWriter } from './column-writer.js';
import { DayWriter, MomentWriter, ZonedWriter } from './moment-writers.js';
import { FlagWriter, RealWriter, WholeWriter } from './number-writers.js';
import { TextWriter } from './text-writer.js';

/**
 * What writes the cells of a column in the type that `arrowType` says.
 *
 * @param mayWiden an integer column of any declared length begins as Int64, and becomes Decimal128 with the first value that needs it
 */
export function writerOf(column: ResultColumn, mayWiden: boolean): ColumnWriter {
  if (mayWiden && isWideInteger(column)) return new WholeWriter(column, new Int64(), true);
  const type = arrowType(column);
  if (type instanceof Int64 || type instanceof Decimal) return new WholeWriter(column, type, false);
  if (type instanceof Utf8 || type instanceof Binary) return new TextWriter(column, type);
  if (type instanceof Float64) return new RealWriter(column, type);
  if (type instanceof Bool) return new FlagWriter(column, type);
  if (type instanceof DateDay) return new DayWriter(column, type);
  if (type instanceof TimeNanosecond || type instanceof TimestampNanosecond) return new MomentWriter(column, type);
  if (type instanceof Struct) return new ZonedWriter(column, type);
  throw new TypeError(`Nothing writes a column of type ${type}.`);
}
