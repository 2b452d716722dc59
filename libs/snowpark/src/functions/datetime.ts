import { Column, constant, toExpr } from '../column.js';
import { columnExpr } from '../plan/column-ref.js';
import type { AnyColumn } from '../shape/shape.js';
import type { ArgReads, ArgType, ColumnArg, NullOf, Reads } from '../shape/values.js';
import type { SnowDate } from '../values/snow-date.js';
import type { SnowTime } from '../values/snow-time.js';
import type { SnowTimestamp } from '../values/snow-timestamp.js';
import { call, ofColumn, ofColumnAndValue, ofNothing } from './define.js';

/** The units of date arithmetic. Words of SQL, so the list is closed. */
export type DatePart =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond'
  | 'nanosecond';

type ExtractPart =
  | DatePart
  | 'dayofweek'
  | 'dayofweekiso'
  | 'dayofyear'
  | 'weekiso'
  | 'yearofweek'
  | 'yearofweekiso'
  | 'epoch_second'
  | 'epoch_millisecond'
  | 'epoch_nanosecond';
type Count = number | bigint | AnyColumn;

export const currentDate = ofNothing<SnowDate>('CURRENT_DATE');
export const currentTime = ofNothing<SnowTime>('CURRENT_TIME');
export const currentTimestamp = ofNothing<SnowTimestamp>('CURRENT_TIMESTAMP');
export const sysdate = ofNothing<SnowTimestamp>('SYSDATE');

export const year = ofColumn<bigint>('YEAR');
export const quarter = ofColumn<bigint>('QUARTER');
export const month = ofColumn<bigint>('MONTH');
export const weekOfYear = ofColumn<bigint>('WEEKOFYEAR');
export const dayOfMonth = ofColumn<bigint>('DAYOFMONTH');
export const dayOfWeek = ofColumn<bigint>('DAYOFWEEK');
export const dayOfYear = ofColumn<bigint>('DAYOFYEAR');
export const hour = ofColumn<bigint>('HOUR');
export const minute = ofColumn<bigint>('MINUTE');
export const second = ofColumn<bigint>('SECOND');
export const dayName = ofColumn<string>('DAYNAME');
export const monthName = ofColumn<string>('MONTHNAME');

export const datePart = <const A extends ColumnArg>(
  part: ExtractPart,
  column: A,
): Column<bigint | NullOf<ArgType<A>>, string, ArgReads<A>> =>
  new Column(call('DATE_PART', [constant(part), columnExpr(column)]));

/** The start of the unit that the moment is in. A DATE stays a DATE. */
export const dateTrunc = <const A extends ColumnArg>(
  part: DatePart,
  column: A,
): Column<ArgType<A>, string, ArgReads<A>> => new Column(call('DATE_TRUNC', [constant(part), columnExpr(column)]));

export const dateAdd = <const A extends ColumnArg, const B extends Count>(
  part: DatePart,
  amount: B,
  column: A,
): Column<ArgType<A>, string, ArgReads<A> | Reads<B>> =>
  new Column(call('DATEADD', [constant(part), toExpr(amount), columnExpr(column)]));

/** How many borders of the unit lie between, from the first to the second. */
export const dateDiff = <const A extends ColumnArg, const B extends ColumnArg>(
  part: DatePart,
  from: A,
  to: B,
): Column<bigint | null, string, ArgReads<A> | ArgReads<B>> =>
  new Column(call('DATEDIFF', [constant(part), columnExpr(from), columnExpr(to)]));

export const addMonths = <const A extends ColumnArg, const B extends Count>(
  column: A,
  months: B,
): Column<ArgType<A>, string, ArgReads<A> | Reads<B>> =>
  new Column(call('ADD_MONTHS', [columnExpr(column), toExpr(months)]));
export const monthsBetween = <const A extends ColumnArg, const B extends ColumnArg>(
  a: A,
  b: B,
): Column<number | null, string, ArgReads<A> | ArgReads<B>> =>
  new Column(call('MONTHS_BETWEEN', [columnExpr(a), columnExpr(b)]));
export const lastDay = ofColumn<SnowDate>('LAST_DAY');
export const nextDay = ofColumnAndValue<SnowDate, string | AnyColumn>('NEXT_DAY');

export const dateFromParts = (year: Count, month: Count, day: Count): Column<SnowDate | null, string, never> =>
  new Column(call('DATE_FROM_PARTS', [toExpr(year), toExpr(month), toExpr(day)]));

/** The same instant, or wall clock, in another zone; zones by their IANA names. */
export const convertTimezone = <const A extends ColumnArg>(
  target: string,
  column: A,
  source?: string,
): Column<SnowTimestamp | null, string, ArgReads<A>> =>
  new Column(
    call('CONVERT_TIMEZONE', [...(source === undefined ? [] : [toExpr(source)]), toExpr(target), columnExpr(column)]),
  );
