import { once } from '../duck-text.js';
import { hasNanos, nanosStruct, unlessNull } from '../forms.js';
import type { Physical } from '../physical.js';
import { DATE, isTimestamp, type SnowType, type TimestampType, time, timestamp } from '../snow-type.js';
import type { Emitted, ValueContext } from '../typed.js';
import { assemble, type MomentParts, partsOf } from './moment-parts.js';
import { scaled } from './moment-scale.js';
import { zoneNamed } from './zone.js';

/** A DATE or timestamp as a timestamp of another kind or scale. */
export function toTimestamp(value: Emitted, type: TimestampType, context: ValueContext): Emitted {
  const zone = zoneNamed(context.timezone);
  if (value.type.kind === type.kind) return scaled({ ...value, type: { ...type, scale: scaleOf(value.type) } }, type);
  const wide = hasNanos(value.physical);
  const physical = formOf(type, wide);
  const sql =
    physical === 'timestamp' && value.type.kind !== 'timestamp_tz'
      ? assemble(partsOf(value, zone), type, physical)
      : once([value.sql], (v) => `(${unlessNull(v, assemble(partsOf({ ...value, sql: v }, zone), type, physical))})`);
  return scaled({ sql, type: { ...type, scale: scaleOf(value.type) }, physical, nullable: value.nullable }, type);
}

/** A timestamp's day, on its own wall clock. */
export const timestampToDate = (value: Emitted, context: ValueContext): Emitted => ({
  sql: once([value.sql], (v) => `CAST(${partsOf({ ...value, sql: v }, zoneNamed(context.timezone)).wall} AS DATE)`),
  type: DATE,
  physical: 'date',
  nullable: value.nullable,
});

/** A timestamp's time of day, on its own wall clock. */
export function timestampToTime(value: Emitted, scale: number, context: ValueContext): Emitted {
  const physical = hasNanos(value.physical) ? 'time_nanos' : 'time';
  const sql = once([value.sql], (v) => {
    const parts = partsOf({ ...value, sql: v }, zoneNamed(context.timezone));
    const clock = `CAST(${parts.wall} AS TIME)`;
    return physical === 'time' ? clock : `(${unlessNull(v, nanosStruct(clock, parts.rest))})`;
  });
  return scaled({ sql, type: time(scaleOf(value.type)), physical, nullable: value.nullable }, time(scale));
}

/** Seconds since 1970, or a power of ten of them, as a timestamp. `scale`: 0 seconds, 3 milliseconds, 9 nanoseconds. */
export function numberToTimestamp(value: Emitted, scale: number, type: TimestampType, context: ValueContext): Emitted {
  const zone = zoneNamed(context.timezone);
  const digits = value.type.kind === 'fixed' ? value.type.scale : 9;
  const wide = digits + scale > 6;
  const physical = formOf(type, wide);
  const nanos = `CAST(CAST(${value.sql} AS DECIMAL(38,9)) * ${10 ** (9 - scale)} AS HUGEINT)`;
  const sql = once([nanos], (n) => {
    const below = `((${n} % 1000 + 1000) % 1000)`;
    const point = `make_timestamp(CAST((${n} - ${below}) // 1000 AS BIGINT))`;
    const parts: MomentParts = {
      // A number of seconds is the instant; a TIMESTAMP_NTZ shows it in UTC.
      wall: point,
      instant: point,
      rest: below,
      minutes: zone.minutesAt(point),
    };
    return `(${unlessNull(n, assemble(parts, type, physical))})`;
  });
  return scaled({ sql, type: timestamp(type.kind), physical, nullable: value.nullable }, type);
}

const scaleOf = (type: SnowType): number => (isTimestamp(type) ? type.scale : 0);

function formOf(type: TimestampType, wide: boolean): Physical {
  if (type.kind === 'timestamp_tz') return wide ? 'timestamp_tz_nanos' : 'timestamp_tz';
  return wide ? 'timestamp_nanos' : 'timestamp';
}
