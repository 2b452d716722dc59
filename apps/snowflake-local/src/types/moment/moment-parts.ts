import { once } from '../duck-text.js';
import { hasNanos, micros, minutes, nanosStruct, rest, tzStruct, unlessNull } from '../forms.js';
import type { Physical } from '../physical.js';
import { isTimestamp, type TimestampType, typeText } from '../snow-type.js';
import type { Emitted } from '../typed.js';
import { minusMinutes, plusMinutes, type Zone } from './zone.js';

/** A point in time taken apart: DuckDB expressions that are NULL together, or not at all. */
export interface MomentParts {
  /** Of the wall clock that the value shows. */
  readonly wall: string;
  readonly instant: string;
  /** Nanoseconds beyond the microsecond; '0' where the form has none. */
  readonly rest: string;
  readonly minutes: string;
}

/** Parts of a DATE or a timestamp. The value's text may be repeated: hand in a name (`once`). */
export function partsOf(value: Emitted, zone: Zone): MomentParts {
  const point = micros(value);
  switch (value.type.kind) {
    case 'date':
      return fromWall(`CAST(${point} AS TIMESTAMP)`, '0', zone);
    case 'timestamp_ntz':
      return fromWall(point, rest(value), zone);
    case 'timestamp_ltz':
      return { wall: zone.wallOf(point), instant: point, rest: rest(value), minutes: zone.minutesAt(point) };
    case 'timestamp_tz': {
      const offset = minutes(value.sql);
      return { wall: plusMinutes(point, offset), instant: point, rest: rest(value), minutes: offset };
    }
    default:
      throw new Error(`${typeText(value.type)} is no point in time`);
  }
}

/** Parts of what a wall clock shows, in `zone` where no offset is known. */
export function fromWall(wall: string, restSql: string, zone: Zone, offset?: string): MomentParts {
  if (offset !== undefined) return { wall, instant: minusMinutes(wall, offset), rest: restSql, minutes: offset };
  const instant = zone.instantOf(wall);
  return { wall, instant, rest: restSql, minutes: zone.minutesAt(instant) };
}

/** A timestamp of its parts, none of which is NULL, in a narrow or wide form of `type`. */
export function assemble(parts: MomentParts, type: TimestampType, physical: Physical): string {
  const point = type.kind === 'timestamp_ntz' ? parts.wall : parts.instant;
  const held = hasNanos(physical) ? nanosStruct(point, parts.rest) : point;
  return type.kind === 'timestamp_tz' ? tzStruct(held, parts.minutes) : held;
}

/** The wall clock of a DATE or timestamp as a DuckDB TIMESTAMP: what HOUR, DATE_TRUNC and formats look at. */
export function wallOf(value: Emitted, zone: Zone): string {
  if (value.type.kind !== 'timestamp_tz') return partsOf(value, zone).wall;
  return once([value.sql], (v) => partsOf({ ...value, sql: v }, zone).wall);
}

/**
 * `value` with `change` made to its wall clock, in the same type and form. NULL stays NULL.
 * `change` gets the wall clock and short names for `others`, and may use nothing else.
 */
export function changeWall(
  value: Emitted,
  zone: Zone,
  others: readonly string[],
  change: (wall: string, ...others: string[]) => string,
): string {
  if (!isTimestamp(value.type)) throw new Error(`${typeText(value.type)} is no timestamp`);
  const { type, physical } = value;
  if (physical === 'timestamp' && type.kind === 'timestamp_ntz') return once([value.sql, ...others], change);
  return once([value.sql, ...others], (v, ...names) => {
    const parts = partsOf({ ...value, sql: v }, zone);
    const offset = type.kind === 'timestamp_tz' ? parts.minutes : undefined;
    const changed = change(parts.wall, ...names);
    return `(${unlessNull(`(${changed})`, assemble(fromWall(changed, parts.rest, zone, offset), type, physical))})`;
  });
}
