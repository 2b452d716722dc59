import { once } from '../../types/duck-text.js';
import { micros, rest } from '../../types/forms.js';
import { typedNull } from '../../types/literal.js';
import { toTimestamp } from '../../types/moment/cast-moment.js';
import { wallOf } from '../../types/moment/moment-parts.js';
import { zoneNamed } from '../../types/moment/zone.js';
import { onceOf } from '../../types/once-of.js';
import { fixed, timestamp } from '../../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../../types/typed.js';
import { arg, define, wrongTypes } from '../define.js';
import { any, dateOrTimestamp, moment } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';
import { wholeOf } from '../results.js';
import { isOfDays, type Unit, unitOf } from './part.js';
import { startOfWeek } from './week.js';

/** Boundaries of the unit that lie between two moments: 23:59 and 00:01 are one day and one hour apart. */
function difference(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const unit = unitOf(arg(args, 0), call);
  const [from, to] = besideTime(arg(args, 1), arg(args, 2));
  if ((from.type.kind === 'time') !== (to.type.kind === 'time')) throw wrongTypes(call);
  if (unit === 'nanosecond') return nanos(from, to, context);
  const [a, b] = from.type.kind === 'time' ? [micros(from), micros(to)] : [clock(from, context), clock(to, context)];
  return wholeOf(
    once([a, b], (x, y) => between(unit, x, y, from.type.kind === 'time', context)),
    [from, to],
  );
}

/** A NULL beside a TIME is one. */
function besideTime(from: Emitted, to: Emitted): readonly [Emitted, Emitted] {
  if (from.type.kind === 'time' && isNullLiteral(to)) return [from, typedNull(from.type)];
  return to.type.kind === 'time' && isNullLiteral(from) ? [typedNull(to.type), to] : [from, to];
}

function between(unit: Unit, from: string, to: string, isTime: boolean, context: FunctionContext): string {
  // Two times are of one day.
  if (isTime && isOfDays(unit)) return `CASE WHEN ${from} IS NOT NULL AND ${to} IS NOT NULL THEN 0 END`;
  if (unit === 'week') {
    const monday = (wall: string) => `CAST(${startOfWeek(wall, context)} AS DATE)`;
    return `((${monday(to)} - ${monday(from)}) // 7)`;
  }
  return `date_diff('${unit}', ${from}, ${to})`;
}

/** What both show on the session's clock; a TIMESTAMP_NTZ and a DATE show what they say. */
function clock(value: Emitted, context: FunctionContext): string {
  const zone = zoneNamed(context.timezone);
  if (value.type.kind === 'date') return `CAST(${value.sql} AS TIMESTAMP)`;
  if (value.type.kind !== 'timestamp_tz') return wallOf(value, zone);
  return once([micros(value)], (instant) => zone.wallOf(instant));
}

function nanos(from: Emitted, to: Emitted, context: FunctionContext): Emitted {
  const whole = (value: Emitted): Emitted =>
    value.type.kind === 'date' ? toTimestamp(value, timestamp('timestamp_ntz'), context) : value;
  return onceOf([whole(from), whole(to)], (a, b) => {
    if (a === undefined || b === undefined) throw new Error('two moments');
    const count = (value: Emitted) => `(CAST(epoch_us(${micros(value)}) AS HUGEINT) * 1000 + ${rest(value)})`;
    return {
      sql: `CAST((${count(b)} - ${count(a)}) AS DECIMAL(38,0))`,
      type: fixed(38),
      physical: 'decimal',
      nullable: from.nullable || to.nullable,
    };
  });
}

/** Whole months where the days are the same or both the last of their month, else a 31st part for each day. */
function monthsBetween(args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted {
  const [a, b] = [clock(arg(args, 0), context), clock(arg(args, 1), context)];
  const last = (wall: string) => `CAST(${wall} AS DATE) = last_day(CAST(${wall} AS DATE))`;
  const sql = once([a, b], (x, y) => {
    const months = `((year(${x}) - year(${y})) * 12 + month(${x}) - month(${y}))`;
    const even = `day(${x}) = day(${y}) OR (${last(x)} AND ${last(y)})`;
    const ofMonth = (wall: string) => `(epoch_us(${wall}) - epoch_us(date_trunc('month', ${wall})))`;
    const fraction = `(${ofMonth(x)} - ${ofMonth(y)}) / (31 * 86400000000.0)`;
    return `CAST(${months} + CASE WHEN ${even} THEN 0 ELSE ${fraction} END AS DECIMAL(38,6))`;
  });
  return { sql, type: fixed(38, 6), physical: 'decimal', nullable: arg(args, 0).nullable || arg(args, 1).nullable };
}

export const DATE_DIFF: readonly FunctionSpec[] = [
  define({
    names: ['DATEDIFF', 'DATE_DIFF', 'TIMEDIFF', 'TIMESTAMPDIFF'],
    params: [any, moment, moment],
    words: [0],
    apply: difference,
  }),
  define({ names: ['MONTHS_BETWEEN'], params: [dateOrTimestamp, dateOrTimestamp], apply: monthsBetween }),
];
