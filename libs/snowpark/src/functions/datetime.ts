import { COLUMN, constantOf, constantOrColumn, TEXT_VALUE, WHOLE_VALUE } from '../arguments/columns.js';
import { word } from '../arguments/scalars.js';
import { required, signature } from '../arguments/signature.js';
import { type Column, call, constant } from '../column.js';
import { literalOf } from '../local-data/literal-of.js';
import { frozen } from '../plan/frozen.js';
import type { AnyColumn } from '../shape/shape.js';
import type { ArgReads, ColumnArg } from '../shape/values.js';
import { TimestampNtzType } from '../types/data-type.js';
import type { SnowTimestamp } from '../values/snow-timestamp.js';
import { DATE_PARTS, type DatePart, EXTRACT_PARTS, type ExtractPart } from './declare/date-parts.js';
import { called, callOf, compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import {
  A_DATE,
  A_MOMENT,
  A_TIME,
  DATE,
  DATE_OR_NULL,
  FLOAT_OR_NULL,
  MOMENT_OR_NULL,
  SAME,
  SAME_OF_LAST,
  TEXT,
  TEXT_OR_NULL,
  TIME_OR_NULL,
  WHOLE,
} from './declare/results.js';

export const currentDate = define('currentDate', A_DATE);
export const currentTime = define('currentTime', A_TIME);
export const currentTimestamp = define('currentTimestamp', A_MOMENT);
export const getdate = define('getdate', A_MOMENT);
export const localtime = define('localtime', A_TIME);
export const localtimestamp = define(
  'localtimestamp',
  A_MOMENT,
  p.mayBeWhole<[fractionDigits?: number]>('fractionDigits'),
);
/** The moment in UTC. */
export const sysdate = define('sysdate', A_MOMENT);
export const systimestamp = define('systimestamp', A_MOMENT);

export const year = define('year', WHOLE, p.dates);
export const quarter = define('quarter', WHOLE, p.dates);
export const month = define('month', WHOLE, p.dates);
export const weekofyear = define('weekofyear', WHOLE, p.dates);
export const day = define('day', WHOLE, p.dates);
export const dayofmonth = define('dayofmonth', WHOLE, p.dates);
export const dayofweek = define('dayofweek', WHOLE, p.dates);
export const dayofyear = define('dayofyear', WHOLE, p.dates);
export const hour = define('hour', WHOLE, p.datesOrTimes);
export const minute = define('minute', WHOLE, p.datesOrTimes);
export const second = define('second', WHOLE, p.datesOrTimes);
export const dayname = define('dayname', TEXT, p.dates);
export const monthname = define('monthname', TEXT, p.dates);

const part = p.must<[part: DatePart], 'constant'>('part', constantOf(word(DATE_PARTS)));
const zone = p.must<[zone: p.Text], 'value of texts'>('zone', TEXT_VALUE);

export const datePart = define(
  'datePart',
  WHOLE,
  p.must<[part: ExtractPart], 'constant'>('part', constantOf(word(EXTRACT_PARTS))),
  p.datesOrTimes,
);
/** The start of the unit that the moment is in. A DATE stays a DATE. */
export const dateTrunc = define('dateTrunc', SAME_OF_LAST, part, p.datesOrTimes);
export const dateadd = define('dateadd', SAME_OF_LAST, part, p.count, p.datesOrTimes);
/**
 * How many borders of the unit lie between, from the first to the second.
 *
 * @example
 * ```ts
 * import { datediff, lit, toDate } from '@firn/snowpark';
 *
 * const frame = session.range(1).select(datediff('day', toDate(lit('2020-02-28')), toDate(lit('2020-03-01'))).as('v'));
 * console.log((await frame.first())?.get('V')); // → 2n
 * ```
 */
export const datediff = define('datediff', WHOLE, part, ...p.two<'dates or times'>());
/** Days later. */
export const dateAdd = compose(
  'dateAdd',
  SAME,
  (column, days) => call('DATEADD', constant('day'), days, column),
  p.dates,
  p.count,
);
/** Days earlier. */
export const dateSub = compose(
  'dateSub',
  SAME,
  (column, days) => call('DATEADD', constant('day'), frozen({ kind: 'unary', op: 'negate', operand: days }), column),
  p.dates,
  p.count,
);
/** Days from the second to the first. */
export const daydiff = compose(
  'daydiff',
  WHOLE,
  (to, from) => call('DATEDIFF', constant('day'), from, to),
  ...p.two<'dates'>(),
);
export const addMonths = define('addMonths', SAME, p.dates, p.count);
export const monthsBetween = define('monthsBetween', FLOAT_OR_NULL, ...p.two<'dates'>());
/** The last day of the month, or of another unit. */
export const lastDay = define(
  'lastDay',
  DATE,
  p.dates,
  p.may<[part?: DatePart | AnyColumn], 'value of texts'>('part', constantOrColumn(word(DATE_PARTS))),
);
/** The next one, or the one before, of that day of the week. */
export const nextDay = define('nextDay', DATE, p.dates, p.text);
export const previousDay = define('previousDay', DATE, p.dates, p.text);

/** The same instant, or wall clock, in another zone; zones by their IANA names. */
export const convertTimezone = compose(
  'convertTimezone',
  MOMENT_OR_NULL,
  (target, column, source) => callOf('CONVERT_TIMEZONE', [source, target, column]),
  p.must<[target: p.Text], 'value of texts'>('target', TEXT_VALUE),
  p.dates,
  p.may<[source?: p.Text], 'value of texts'>('source', TEXT_VALUE),
);
/** A wall clock of UTC, as one of the zone. */
export const fromUtcTimestamp = compose(
  'fromUtcTimestamp',
  MOMENT_OR_NULL,
  (column, to) => call('CONVERT_TIMEZONE', constant('UTC'), to, column),
  p.dates,
  zone,
);
/** A wall clock of the zone, as one of UTC. */
export const toUtcTimestamp = compose(
  'toUtcTimestamp',
  MOMENT_OR_NULL,
  (column, from) => call('CONVERT_TIMEZONE', from, constant('UTC'), column),
  p.dates,
  zone,
);
/** Seconds since 1970 as a moment, or as text in a format. */
export const fromUnixtime = compose(
  'fromUnixtime',
  MOMENT_OR_NULL,
  (column, format) => {
    const moment = call('TO_TIMESTAMP', column);
    return format === undefined ? moment : call('TO_CHAR', moment, format);
  },
  p.numbers,
  p.format,
);
/** Seconds since 1970. */
export const unixTimestamp = compose(
  'unixTimestamp',
  WHOLE,
  (column, format) => call('DATE_PART', constant('epoch_second'), callOf('TO_TIMESTAMP', [column, format])),
  p.column,
  p.format,
);
/** A moment, or what reads as one, as text; NULL for what does not. */
export const dateFormat = compose(
  'dateFormat',
  TEXT_OR_NULL,
  (column, format) => {
    const read = frozen({ kind: 'cast', operand: call('TO_CHAR', column), type: TimestampNtzType, attempt: true });
    return call('TO_CHAR', read, format);
  },
  p.column,
  p.text,
);

const yearPart = p.must<[year: p.Count], 'value of numbers'>('year', WHOLE_VALUE);
const monthPart = p.must<[month: p.Count], 'value of numbers'>('month', WHOLE_VALUE);
const dayPart = p.must<[day: p.Count], 'value of numbers'>('day', WHOLE_VALUE);
const hourPart = p.must<[hour: p.Count], 'value of numbers'>('hour', WHOLE_VALUE);
const minutePart = p.must<[minute: p.Count], 'value of numbers'>('minute', WHOLE_VALUE);
const secondPart = p.must<[second: p.Count], 'value of numbers'>('second', WHOLE_VALUE);
const nanoseconds = p.may<[nanoseconds?: p.Count], 'value of numbers'>('nanoseconds', WHOLE_VALUE, literalOf(0));
const zonePart = p.may<[zone?: p.Text], 'value of texts'>('zone', TEXT_VALUE);
const MOMENT_PARTS = [yearPart, monthPart, dayPart, hourPart, minutePart, secondPart, nanoseconds] as const;

export const dateFromParts = define('dateFromParts', DATE_OR_NULL, yearPart, monthPart, dayPart);
export const timeFromParts = define('timeFromParts', TIME_OR_NULL, hourPart, minutePart, secondPart, nanoseconds);
export const timestampLtzFromParts = define('timestampLtzFromParts', MOMENT_OR_NULL, ...MOMENT_PARTS);
export const timestampTzFromParts = define('timestampTzFromParts', MOMENT_OR_NULL, ...MOMENT_PARTS, zonePart);

/** From numbers, or from a date and a time: two columns. */
function fromParts(js: string, name: string) {
  const ofDateAndTime = signature(js, required('date', COLUMN), required('time', COLUMN));
  const ofNumbers = signature(js, ...MOMENT_PARTS);
  function defined<const A extends ColumnArg, const B extends ColumnArg>(
    date: A,
    time: B,
  ): Column<SnowTimestamp | null, string, ArgReads<A> | ArgReads<B>>;
  function defined(
    year: p.Count,
    month: p.Count,
    day: p.Count,
    hour: p.Count,
    minute: p.Count,
    second: p.Count,
    nanoseconds?: p.Count,
  ): Column<SnowTimestamp | null, string, never>;
  function defined(...given: readonly unknown[]) {
    return called(name, given.length === 2 ? ofDateAndTime.read(given) : ofNumbers.read(given));
  }
  return defined;
}
export const timestampFromParts = fromParts('timestampFromParts', 'TIMESTAMP_FROM_PARTS');
export const timestampNtzFromParts = fromParts('timestampNtzFromParts', 'TIMESTAMP_NTZ_FROM_PARTS');
