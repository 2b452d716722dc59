import { unsupported } from '../../errors.js';
import { once } from '../../types/duck-text.js';
import { micros, toForm } from '../../types/forms.js';
import { changeWall, wallOf } from '../../types/moment/moment-parts.js';
import { zoneNamed } from '../../types/moment/zone.js';
import { narrowForm } from '../../types/physical.js';
import { raise } from '../../types/raise.js';
import { DATE, isTimestamp } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { constantText } from '../constant.js';
import { arg, define, wrongTypes } from '../define.js';
import { any, dateOrTimestamp, moment, textual, whole } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';
import { isOfDays, type Unit, unitOf } from './part.js';
import { startOfWeek } from './week.js';

/** `value` at the start of its unit, in its own type. Below a microsecond nothing is left. */
export function truncate(value: Emitted, unit: Unit, call: Call, context: FunctionContext): Emitted {
  if (unit === 'nanosecond') return value;
  if (value.type.kind === 'date') {
    if (!isOfDays(unit) || unit === 'day') return value;
    const sql = once([value.sql], (v) => `CAST(${start(`CAST(${v} AS TIMESTAMP)`, unit, context)} AS DATE)`);
    return { sql, type: DATE, physical: 'date', nullable: value.nullable };
  }
  if (value.type.kind === 'time') {
    if (isOfDays(unit)) throw wrongTypes(call);
    const sql = `CAST(date_trunc('${unit}', CAST('1970-01-01' AS DATE) + ${micros(value)}) AS TIME)`;
    return { sql, type: value.type, physical: 'time', nullable: value.nullable };
  }
  const physical = narrowForm(value.type);
  const narrow: Emitted = {
    sql: toForm(value, value.type, physical),
    type: value.type,
    physical,
    nullable: value.nullable,
  };
  return { ...narrow, sql: changeWall(narrow, zoneNamed(context.timezone), [], (wall) => start(wall, unit, context)) };
}

const start = (wall: string, unit: Unit, context: FunctionContext): string =>
  unit === 'week' ? startOfWeek(wall, context) : `date_trunc('${unit}', ${wall})`;

/** The last day of the month, or of another unit, as a DATE. */
function lastDay(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const unit = args[1] === undefined ? 'month' : unitOf(arg(args, 1), call);
  if (!isOfDays(unit) || unit === 'day') throw unsupported(`LAST_DAY of a ${unit}`, call.position);
  const wall = wallOf(arg(args, 0), zoneNamed(context.timezone));
  const length = unit === 'week' ? 'to_days(7)' : `to_months(${unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1})`;
  const sql = once([wall], (w) => `CAST(${start(w, unit, context)} + ${length} - to_days(1) AS DATE)`);
  return { sql, type: DATE, physical: 'date', nullable: arg(args, 0).nullable };
}

/** How the names of the days begin, Monday first, two letters each. */
const WEEKDAYS = 'motuwethfrsasu';

/** The next (or previous) day of the week that is not the day itself. */
function neighbour(direction: 1 | -1) {
  return (args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted => {
    const [value, name] = [arg(args, 0), arg(args, 1)];
    const wall = wallOf(value, zoneNamed(context.timezone));
    const day = once([`lower(left(ltrim(${name.sql}), 2))`], (letters) => {
      const place = `instr('${WEEKDAYS}', ${letters})`;
      return `CASE WHEN length(${letters}) = 2 AND ${place} % 2 = 1 THEN (${place} + 1) // 2 END`;
    });
    const sql = once([wall, day, name.sql], (w, index, written) => {
      const ahead = direction === 1 ? `(${index} - isodow(${w}) + 6) % 7 + 1` : `(isodow(${w}) - ${index} + 6) % 7 + 1`;
      const moved = `(CAST(${w} AS DATE) ${direction === 1 ? '+' : '-'} CAST(${ahead} AS INTEGER))`;
      const unknown = raise('bad_argument', `'Invalid day of week: ''' || ${written} || ''''`, 'DATE');
      return `CASE WHEN ${written} IS NULL OR ${w} IS NULL THEN NULL WHEN ${index} IS NULL THEN ${unknown} ELSE ${moved} END`;
    });
    return { sql, type: DATE, physical: 'date', nullable: value.nullable || name.nullable };
  };
}

/** Of any unit, in one slice: DuckDB's intervals count months in 32 bits. */
const MOST_SLICE = 100_000_000;

/** The slice of time that holds the value; slices are counted from 1970-01-01, those of weeks from its week. */
function timeSlice(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const unit = unitOf(arg(args, 2), call);
  const side = args[3] === undefined ? 'START' : constantText(arg(args, 3), '4', call).toUpperCase();
  if (unit === 'nanosecond') throw unsupported(`TIME_SLICE of a ${unit}`, call.position);
  if (side !== 'START' && side !== 'END') throw unsupported(`TIME_SLICE ... ${side}`, call.position);
  // Weeks are counted from the first day of the week that holds 1970-01-01.
  const epoch = `CAST('1970-01-01' AS TIMESTAMP)`;
  const origin = unit === 'week' ? startOfWeek(epoch, context) : epoch;
  const interval = (n: string) =>
    unit === 'quarter' ? `to_months(CAST(3 * ${n} AS INTEGER))` : `(CAST(${n} AS INTEGER) * INTERVAL 1 ${unit})`;
  const slice = (wall: string, n: string) => {
    const bucket = `time_bucket(${interval(n)}, ${wall}, ${origin})`;
    const taken = side === 'START' ? bucket : `(${bucket} + ${interval(n)})`;
    const refused = raise(
      'bad_argument',
      `'Slice length ' || ${n} || ' is not between 1 and ${MOST_SLICE}'`,
      'TIMESTAMP',
    );
    return `CASE WHEN ${n} IS NULL THEN NULL WHEN ${n} BETWEEN 1 AND ${MOST_SLICE} THEN ${taken} ELSE ${refused} END`;
  };
  const value = arg(args, 0);
  if (isTimestamp(value.type)) {
    const physical = narrowForm(value.type);
    const narrow: Emitted = {
      sql: toForm(value, value.type, physical),
      type: value.type,
      physical,
      nullable: value.nullable,
    };
    return { ...narrow, sql: changeWall(narrow, zoneNamed(context.timezone), [arg(args, 1).sql], slice) };
  }
  const sql = once([`CAST(${value.sql} AS TIMESTAMP)`, arg(args, 1).sql], (w, n) => `CAST(${slice(w, n)} AS DATE)`);
  return { sql, type: DATE, physical: 'date', nullable: value.nullable || arg(args, 1).nullable };
}

export const DATE_TRUNCATE: readonly FunctionSpec[] = [
  define({
    names: ['DATE_TRUNC'],
    params: [any, any],
    words: [0],
    apply: (args, call, context) => {
      const value = moment(arg(args, 1), context);
      if (value === undefined) throw wrongTypes(call);
      return truncate(value, unitOf(arg(args, 0), call), call, context);
    },
  }),
  define({ names: ['LAST_DAY'], params: [dateOrTimestamp], optional: [any], words: [1], apply: lastDay }),
  define({ names: ['NEXT_DAY'], params: [dateOrTimestamp, textual], apply: neighbour(1) }),
  define({ names: ['PREVIOUS_DAY'], params: [dateOrTimestamp, textual], apply: neighbour(-1) }),
  define({
    names: ['TIME_SLICE'],
    params: [dateOrTimestamp, whole, any],
    optional: [any],
    words: [2, 3],
    apply: timeSlice,
  }),
];
