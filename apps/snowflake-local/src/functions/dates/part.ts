import { compilationError } from '../../errors.js';
import type { Emitted } from '../../types/typed.js';
import { constantText } from '../constant.js';
import type { Call } from '../registry.js';

/** Parts that DATEADD, DATEDIFF and DATE_TRUNC take, the largest first. */
export type Unit =
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

/** Parts that DATE_PART and EXTRACT take besides. */
export type Part =
  | Unit
  | 'dayofweek'
  | 'dayofweekiso'
  | 'dayofyear'
  | 'weekiso'
  | 'yearofweek'
  | 'yearofweekiso'
  | 'epoch_second'
  | 'epoch_millisecond'
  | 'epoch_microsecond'
  | 'epoch_nanosecond'
  | 'timezone_hour'
  | 'timezone_minute';

const UNITS: Readonly<Record<Unit, string>> = {
  year: 'y yy yyy yyyy yr years yrs',
  quarter: 'q qtr qtrs quarters',
  month: 'mm mon mons months',
  week: 'w wk weekofyear woy wy weeks',
  day: 'd dd days dayofmonth',
  hour: 'h hh hr hours hrs',
  minute: 'm mi min minutes mins',
  second: 's sec seconds secs',
  millisecond: 'ms msec milliseconds',
  microsecond: 'us usec microseconds',
  nanosecond: 'ns nsec nanosec nsecond nanoseconds nanosecs nseconds',
};

const OTHERS: Readonly<Record<Exclude<Part, Unit>, string>> = {
  dayofweek: 'weekday dow dw',
  dayofweekiso: 'weekday_iso dow_iso dw_iso',
  dayofyear: 'yearday doy dy',
  weekiso: 'week_iso weekofyeariso weekofyear_iso',
  yearofweek: '',
  yearofweekiso: '',
  epoch_second: 'epoch epoch_seconds',
  epoch_millisecond: 'epoch_milliseconds',
  epoch_microsecond: 'epoch_microseconds',
  epoch_nanosecond: 'epoch_nanoseconds',
  timezone_hour: 'tzh',
  timezone_minute: 'tzm',
};

const byName = <Name extends string>(table: Readonly<Record<Name, string>>): ReadonlyMap<string, Name> => {
  const names = new Map<string, Name>();
  for (const name in table) {
    for (const alias of [name, ...table[name].split(' ')]) names.set(alias, name);
  }
  return names;
};

const UNIT_BY_NAME = byName(UNITS);
const PART_BY_NAME: ReadonlyMap<string, Part> = new Map<string, Part>([...byName(OTHERS), ...UNIT_BY_NAME]);

/** @throws SqlError 001045 naming a word that is no part of a date, or one that this function does not take. */
export const unitOf = (value: Emitted, call: Call): Unit => named(UNIT_BY_NAME, value, call);
export const partOf = (value: Emitted, call: Call): Part => named(PART_BY_NAME, value, call);

function named<Name>(names: ReadonlyMap<string, Name>, value: Emitted, call: Call): Name {
  const word = constantText(value, 'date part', call);
  const found = names.get(word.toLowerCase());
  if (found !== undefined) return found;
  throw compilationError(
    '001045',
    '22023',
    `'${word}' is not a valid date/time component for function ${call.name}`,
    call.position,
  );
}

/** Whether the unit is a day or longer: a DATE stays a DATE. */
export const isOfDays = (unit: Unit): boolean => ['year', 'quarter', 'month', 'week', 'day'].includes(unit);
