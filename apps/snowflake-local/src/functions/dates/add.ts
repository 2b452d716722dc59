import { once } from '../../types/duck-text.js';
import { hasNanos, micros, minutes, nanosStruct, rest, toForm, tzStruct, unlessNull } from '../../types/forms.js';
import { toTimestamp } from '../../types/moment/cast-moment.js';
import { changeWall } from '../../types/moment/moment-parts.js';
import { zoneNamed } from '../../types/moment/zone.js';
import { wideForm } from '../../types/physical.js';
import { DATE, isTimestamp, timestamp } from '../../types/snow-type.js';
import type { Emitted, ValueContext } from '../../types/typed.js';
import { arg, define } from '../define.js';
import { any, dateOrTimestamp, moment, whole } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';
import { isOfDays, type Unit, unitOf } from './part.js';

const INTERVAL: Readonly<Record<Exclude<Unit, 'nanosecond'>, (n: string) => string>> = {
  year: (n) => `to_years(${n})`,
  quarter: (n) => `to_months(3 * ${n})`,
  month: (n) => `to_months(${n})`,
  week: (n) => `to_days(7 * ${n})`,
  day: (n) => `to_days(${n})`,
  hour: (n) => `to_hours(${n})`,
  minute: (n) => `to_minutes(${n})`,
  second: (n) => `to_microseconds(1000000 * ${n})`,
  millisecond: (n) => `to_microseconds(1000 * ${n})`,
  microsecond: (n) => `to_microseconds(${n})`,
};

/** `count` as DuckDB's interval makers take it: INTEGER for days and longer, BIGINT below. */
const countOf = (unit: Unit, count: string): string =>
  `CAST(${count} AS ${isOfDays(unit) || unit === 'hour' ? 'INTEGER' : 'BIGINT'})`;

/**
 * `value` moved by whole units. A DATE stays one for days and longer and becomes a TIMESTAMP_NTZ below; a TIME goes round
 * the clock. Days and longer move the wall clock, hours and shorter the instant.
 */
function addUnits(value: Emitted, unit: Unit, count: Emitted, context: ValueContext): Emitted {
  const nullable = value.nullable || count.nullable;
  if (value.type.kind === 'date') {
    if (!isOfDays(unit)) return addUnits(toTimestamp(value, timestamp('timestamp_ntz'), context), unit, count, context);
    const sql = `CAST((${value.sql} + ${intervalOf(unit, count.sql)}) AS DATE)`;
    return { sql, type: DATE, physical: 'date', nullable };
  }
  if (unit === 'nanosecond') return { ...addNanos(value, count.sql), nullable };
  if (value.type.kind === 'time') return { ...moved(value, unit, count.sql), nullable };
  if (!isOfDays(unit)) return { ...moved(value, unit, count.sql), nullable };
  const move = (wall: string, n: string) => `(${wall} + ${intervalOf(unit, n)})`;
  return { ...value, sql: changeWall(value, zoneNamed(context.timezone), [count.sql], move), nullable };
}

function intervalOf(unit: Unit, count: string): string {
  if (unit === 'nanosecond') throw new Error('an interval has no nanoseconds');
  return INTERVAL[unit](countOf(unit, count));
}

/** The microseconds moved, everything beside them kept. */
function moved(value: Emitted, unit: Unit, count: string): Emitted {
  const { literal: _, ...bare } = value;
  if (value.physical === 'time' || value.physical === 'timestamp')
    return { ...bare, sql: `(${value.sql} + ${intervalOf(unit, count)})` };
  const sql = once([value.sql, count], (v, n) => {
    const named = { ...value, sql: v };
    const point = `(${micros(named)} + ${intervalOf(unit, n)})`;
    return `(${unlessNull(`(${point})`, held(named, point, rest(named)))})`;
  });
  return { ...bare, sql };
}

function addNanos(value: Emitted, count: string): Emitted {
  const { literal: _, ...bare } = value;
  const physical = wideForm(value.type);
  const wide = hasNanos(physical) ? physical : value.physical;
  const from: Emitted = { ...value, sql: toForm(value, value.type, wide), physical: wide };
  const sql = once([from.sql, count], (v, n) => {
    const named = { ...from, sql: v };
    const total = `(${rest(named)} + CAST(${n} AS BIGINT))`;
    const below = `((${total} % 1000 + 1000) % 1000)`;
    const point = `(${micros(named)} + to_microseconds((${total} - ${below}) // 1000))`;
    return `(${unlessNull(`(${point})`, held(named, point, below))})`;
  });
  return { ...bare, sql, physical: wide };
}

function held(value: Emitted, point: string, below: string): string {
  const at = hasNanos(value.physical) ? nanosStruct(point, below) : point;
  return value.type.kind === 'timestamp_tz' ? tzStruct(at, minutes(value.sql)) : at;
}

/** Like DATEADD of months, but the last day of a month stays the last day. */
function addMonths(args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted {
  const [value, count] = [arg(args, 0), arg(args, 1)];
  const move = (wall: string, n: string) => {
    const to = `(${wall} + to_months(CAST(${n} AS INTEGER)))`;
    const isLast = `CAST(${wall} AS DATE) = last_day(CAST(${wall} AS DATE))`;
    return `CASE WHEN ${isLast} THEN last_day(CAST(${to} AS DATE)) + (${to} - date_trunc('day', ${to})) ELSE ${to} END`;
  };
  const nullable = value.nullable || count.nullable;
  if (isTimestamp(value.type))
    return { ...value, sql: changeWall(value, zoneNamed(context.timezone), [count.sql], move), nullable };
  return { sql: `CAST(${once([value.sql, count.sql], move)} AS DATE)`, type: DATE, physical: 'date', nullable };
}

export const DATE_ADD: readonly FunctionSpec[] = [
  define({
    names: ['DATEADD', 'DATE_ADD', 'TIMEADD', 'TIMESTAMPADD'],
    params: [any, whole, moment],
    words: [0],
    apply: (args, call, context) => addUnits(arg(args, 2), unitOf(arg(args, 0), call), arg(args, 1), context),
  }),
  define({ names: ['ADD_MONTHS'], params: [dateOrTimestamp, whole], apply: addMonths }),
];
