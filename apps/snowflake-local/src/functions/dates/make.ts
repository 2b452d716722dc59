import { wrongArgumentCount } from '../../errors.js';
import { coerceTo } from '../../types/cast/cast.js';
import { once } from '../../types/duck-text.js';
import { hasNanos, micros, nanosStruct, rest, unlessNull } from '../../types/forms.js';
import { assemble, fromWall } from '../../types/moment/moment-parts.js';
import { zoneNamed, zoneOf } from '../../types/moment/zone.js';
import { type Physical, wideForm } from '../../types/physical.js';
import { DATE, type TimestampKind, time, timestamp } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { arg, define, wrongTypes } from '../define.js';
import { any, textual, whole } from '../parameters.js';
import type { FunctionContext, FunctionSpec } from '../registry.js';

const nullable = (args: readonly Emitted[]): boolean => args.some((value) => value.nullable);

/** Months and days outside their range count on from there: month 13 is January of the next year, day 0 the day before. */
const dateSql = (year: string, month: string, day: string): string =>
  `CAST(make_date(CAST(${year} AS BIGINT), 1, 1) + to_months(CAST(${month} - 1 AS INTEGER)) + to_days(CAST(${day} - 1 AS INTEGER)) AS DATE)`;

/** Microseconds that hours, minutes and seconds make, each outside its range too if need be. */
const clockMicros = (hour: string, minute: string, second: string): string =>
  `((${hour} * 3600 + ${minute} * 60 + ${second}) * 1000000)`;

function timeFromParts(args: readonly Emitted[]): Emitted {
  const [h, m, s, ns] = args.map((value) => value.sql);
  const sql = once([h ?? '', m ?? '', s ?? '', ns ?? '0'], (hour, minute, second, nanos) => {
    const total = `(${clockMicros(hour, minute, second)} + ${nanos} // 1000)`;
    const clock = `CAST(make_timestamp(CAST((${total} % 86400000000 + 86400000000) % 86400000000 AS BIGINT)) AS TIME)`;
    return ns === undefined ? clock : `(${unlessNull(`(${total})`, nanosStruct(clock, `${nanos} % 1000`))})`;
  });
  return { sql, type: time(), physical: ns === undefined ? 'time' : 'time_nanos', nullable: nullable(args) };
}

/** (year, month, day, hour, minute, second [, nanosecond [, zone]]) or (date, time). */
const timestampFromParts =
  (kind: TimestampKind) =>
  (args: readonly Emitted[], context: FunctionContext): Emitted => {
    const zone = args[7] === undefined ? zoneNamed(context.timezone) : zoneOf(arg(args, 7).sql);
    const type = timestamp(kind);
    const { wall, below, names } = args.length === 2 ? ofDateAndTime(args, context) : ofNumbers(args);
    const physical: Physical =
      below === undefined ? (kind === 'timestamp_tz' ? 'timestamp_tz' : 'timestamp') : wideForm(type);
    const sql = once(names, (...n) => {
      const point = wall(n);
      const held = assemble(fromWall(point, below?.(n) ?? '0', zone), type, physical);
      return physical === 'timestamp' ? held : `(${unlessNull(`(${point})`, held)})`;
    });
    return { sql, type, physical, nullable: nullable(args) };
  };

interface Pieces {
  readonly names: readonly string[];
  readonly wall: (names: readonly string[]) => string;
  /** Nanoseconds beyond the microsecond, where there can be some. */
  readonly below?: (names: readonly string[]) => string;
}

function ofNumbers(args: readonly Emitted[]): Pieces {
  const names = args.slice(0, 7).map((value) => value.sql);
  const hasNs = args[6] !== undefined;
  const wall = ([y = '', mo = '', d = '', h = '', mi = '', s = '', ns = '0']: readonly string[]) =>
    `(CAST(${dateSql(y, mo, d)} AS TIMESTAMP) + to_microseconds(CAST(${clockMicros(h, mi, s)} + ${ns} // 1000 AS BIGINT)))`;
  return hasNs ? { names, wall, below: (n) => `${n[6] ?? '0'} % 1000` } : { names, wall };
}

function ofDateAndTime(args: readonly Emitted[], context: FunctionContext): Pieces {
  const [day, clock] = [coerceTo(arg(args, 0), DATE, context), coerceTo(arg(args, 1), time(), context)];
  const clockNamed = (names: readonly string[]): Emitted => ({ ...clock, sql: names[1] ?? '' });
  const pieces: Pieces = { names: [day.sql, clock.sql], wall: (n) => `(${n[0] ?? ''} + ${micros(clockNamed(n))})` };
  return hasNanos(clock.physical) ? { ...pieces, below: (n) => rest(clockNamed(n)) } : pieces;
}

/** Two arguments or six and more: three to five are too few for the long form. */
const maker = (names: [string, ...string[]], kind: TimestampKind): FunctionSpec =>
  define({
    names,
    params: [any, any],
    optional: [whole, whole, whole, whole, whole, textual],
    apply(args, call, context) {
      const { length } = args;
      if (length > 2 && length < 6) throw wrongArgumentCount(call.text ?? call.name, 6, length, call.position);
      const numbers = args.map((value, index) => (length > 2 && index < 2 ? whole(value, context) : value));
      return timestampFromParts(kind)(
        numbers.map((value) => {
          if (value === undefined) throw wrongTypes(call);
          return value;
        }),
        context,
      );
    },
  });

export const DATE_MAKE: readonly FunctionSpec[] = [
  define({
    names: ['DATE_FROM_PARTS', 'DATEFROMPARTS'],
    params: [whole, whole, whole],
    apply: (args) => ({
      sql: dateSql(arg(args, 0).sql, arg(args, 1).sql, arg(args, 2).sql),
      type: DATE,
      physical: 'date',
      nullable: nullable(args),
    }),
  }),
  define({
    names: ['TIME_FROM_PARTS', 'TIMEFROMPARTS'],
    params: [whole, whole, whole],
    optional: [whole],
    apply: timeFromParts,
  }),
  maker(
    ['TIMESTAMP_FROM_PARTS', 'TIMESTAMPFROMPARTS', 'TIMESTAMP_NTZ_FROM_PARTS', 'TIMESTAMPNTZFROMPARTS'],
    'timestamp_ntz',
  ),
  maker(['TIMESTAMP_LTZ_FROM_PARTS', 'TIMESTAMPLTZFROMPARTS'], 'timestamp_ltz'),
  maker(['TIMESTAMP_TZ_FROM_PARTS', 'TIMESTAMPTZFROMPARTS'], 'timestamp_tz'),
];
