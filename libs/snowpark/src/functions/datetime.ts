import { COLUMN, constantOf, TEXT_VALUE, WHOLE_VALUE } from '../arguments/columns.js';
import { word } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import type { Column } from '../column.js';
import type { AnyColumn } from '../shape/shape.js';
import type { ArgReads, ArgType, ColumnArg, NullOf, Reads } from '../shape/values.js';
import type { SnowDate } from '../values/snow-date.js';
import type { SnowTime } from '../values/snow-time.js';
import type { SnowTimestamp } from '../values/snow-timestamp.js';
import { called, ofColumn, ofColumnAndValue, ofNothing } from './define.js';

const DATE_PARTS = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
  'nanosecond',
] as const;

/** The units of date arithmetic. Words of SQL, so the list is closed. */
export type DatePart = (typeof DATE_PARTS)[number];

const EXTRACT_PARTS = [
  ...DATE_PARTS,
  'dayofweek',
  'dayofweekiso',
  'dayofyear',
  'weekiso',
  'yearofweek',
  'yearofweekiso',
  'epoch_second',
  'epoch_millisecond',
  'epoch_nanosecond',
] as const;

type ExtractPart = (typeof EXTRACT_PARTS)[number];
type Count = number | bigint | AnyColumn;

export const currentDate = ofNothing<SnowDate>('currentDate', 'CURRENT_DATE');
export const currentTime = ofNothing<SnowTime>('currentTime', 'CURRENT_TIME');
export const currentTimestamp = ofNothing<SnowTimestamp>('currentTimestamp', 'CURRENT_TIMESTAMP');
export const sysdate = ofNothing<SnowTimestamp>('sysdate', 'SYSDATE');

export const year = ofColumn<bigint>('year', 'YEAR');
export const quarter = ofColumn<bigint>('quarter', 'QUARTER');
export const month = ofColumn<bigint>('month', 'MONTH');
export const weekOfYear = ofColumn<bigint>('weekOfYear', 'WEEKOFYEAR');
export const dayOfMonth = ofColumn<bigint>('dayOfMonth', 'DAYOFMONTH');
export const dayOfWeek = ofColumn<bigint>('dayOfWeek', 'DAYOFWEEK');
export const dayOfYear = ofColumn<bigint>('dayOfYear', 'DAYOFYEAR');
export const hour = ofColumn<bigint>('hour', 'HOUR');
export const minute = ofColumn<bigint>('minute', 'MINUTE');
export const second = ofColumn<bigint>('second', 'SECOND');
export const dayName = ofColumn<string>('dayName', 'DAYNAME');
export const monthName = ofColumn<string>('monthName', 'MONTHNAME');

export function datePart<const A extends ColumnArg>(
  part: ExtractPart,
  column: A,
): Column<bigint | NullOf<ArgType<A>>, string, ArgReads<A>>;
export function datePart(...given: readonly unknown[]) {
  return called('DATE_PART', DATE_PART.read(given));
}

/** The start of the unit that the moment is in. A DATE stays a DATE. */
export function dateTrunc<const A extends ColumnArg>(
  part: DatePart,
  column: A,
): Column<ArgType<A>, string, ArgReads<A>>;
export function dateTrunc(...given: readonly unknown[]) {
  return called('DATE_TRUNC', DATE_TRUNC.read(given));
}

export function dateAdd<const A extends ColumnArg, const B extends Count>(
  part: DatePart,
  amount: B,
  column: A,
): Column<ArgType<A>, string, ArgReads<A> | Reads<B>>;
export function dateAdd(...given: readonly unknown[]) {
  return called('DATEADD', DATE_ADD.read(given));
}

/** How many borders of the unit lie between, from the first to the second. */
export function dateDiff<const A extends ColumnArg, const B extends ColumnArg>(
  part: DatePart,
  from: A,
  to: B,
): Column<bigint | null, string, ArgReads<A> | ArgReads<B>>;
export function dateDiff(...given: readonly unknown[]) {
  return called('DATEDIFF', DATE_DIFF.read(given));
}

export function addMonths<const A extends ColumnArg, const B extends Count>(
  column: A,
  months: B,
): Column<ArgType<A>, string, ArgReads<A> | Reads<B>>;
export function addMonths(...given: readonly unknown[]) {
  return called('ADD_MONTHS', ADD_MONTHS.read(given));
}
export function monthsBetween<const A extends ColumnArg, const B extends ColumnArg>(
  a: A,
  b: B,
): Column<number | null, string, ArgReads<A> | ArgReads<B>>;
export function monthsBetween(...given: readonly unknown[]) {
  return called('MONTHS_BETWEEN', MONTHS_BETWEEN.read(given));
}
export const lastDay = ofColumn<SnowDate>('lastDay', 'LAST_DAY');
export const nextDay = ofColumnAndValue<SnowDate, string | AnyColumn>('nextDay', 'NEXT_DAY', TEXT_VALUE);

export function dateFromParts(year: Count, month: Count, day: Count): Column<SnowDate | null, string, never>;
export function dateFromParts(...given: readonly unknown[]) {
  return called('DATE_FROM_PARTS', DATE_FROM_PARTS.read(given));
}

/** The same instant, or wall clock, in another zone; zones by their IANA names. */
export function convertTimezone<const A extends ColumnArg>(
  target: string,
  column: A,
  source?: string,
): Column<SnowTimestamp | null, string, ArgReads<A>>;
export function convertTimezone(...given: readonly unknown[]) {
  const [target, of, source] = CONVERT_TIMEZONE.read(given);
  return called('CONVERT_TIMEZONE', [source, target, of]);
}

const part = required('part', constantOf(word(DATE_PARTS)));
const of = required('column', COLUMN);
const DATE_PART = signature('datePart', required('part', constantOf(word(EXTRACT_PARTS))), of);
const DATE_TRUNC = signature('dateTrunc', part, of);
const DATE_ADD = signature('dateAdd', part, required('amount', WHOLE_VALUE), of);
const DATE_DIFF = signature('dateDiff', part, required('from', COLUMN), required('to', COLUMN));
const ADD_MONTHS = signature('addMonths', of, required('months', WHOLE_VALUE));
const MONTHS_BETWEEN = signature('monthsBetween', required('a', COLUMN), required('b', COLUMN));
const DATE_FROM_PARTS = signature(
  'dateFromParts',
  required('year', WHOLE_VALUE),
  required('month', WHOLE_VALUE),
  required('day', WHOLE_VALUE),
);
const CONVERT_TIMEZONE = signature(
  'convertTimezone',
  required('target', TEXT_VALUE),
  of,
  optional('source', TEXT_VALUE),
);
