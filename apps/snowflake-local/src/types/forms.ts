import { collationKey } from './collation.js';
import { once } from './duck-text.js';
import { duckType, type Physical } from './physical.js';
import { isSemiStructured, isTimestamp, type SnowType, typeText } from './snow-type.js';
import type { Emitted, Typed, ValueContext } from './typed.js';
import { variantKey } from './variant-key.js';

/** Digits before the point that a value of a NUMBER can have, as it is held. */
export function wholeDigits(value: Typed): number {
  if (value.type.kind !== 'fixed') throw new Error(`${typeText(value.type)} is no NUMBER`);
  const declared = value.type.precision - value.type.scale;
  return value.physical === 'bigint' ? Math.min(declared, 19) : declared;
}

/**
 * `value` in the form `physical` of `type`, whose kind it already has and whose values it fits.
 * Narrowing a `_nanos` form drops what is below a microsecond: check first.
 */
export function toForm(value: Emitted, type: SnowType, physical: Physical): string {
  const from = duckType(value.type, value.physical);
  const to = duckType(type, physical);
  if (from === to) return value.sql;
  switch (physical) {
    case 'time_nanos':
    case 'timestamp_nanos':
      return withRest(value.sql);
    case 'time':
    case 'timestamp':
      return typedMicros(value, value.sql);
    case 'timestamp_tz_nanos':
      return once([value.sql], (v) => unlessNull(v, tzStruct(withRest(at(v)), minutes(v))));
    case 'timestamp_tz':
      return once([value.sql], (v) => unlessNull(v, tzStruct(`struct_extract(${at(v)}, 'micros')`, minutes(v))));
    default:
      return `CAST(${value.sql} AS ${to})`;
  }
}

/** Whether the form has nanoseconds beside its microseconds. */
export const hasNanos = (physical: Physical): boolean =>
  physical === 'time_nanos' || physical === 'timestamp_nanos' || physical === 'timestamp_tz_nanos';

/** The instant, or the wall clock of a TIMESTAMP_NTZ, as a DuckDB TIMESTAMP without what is below a microsecond. */
export function micros(value: Emitted): string {
  if (value.type.kind === 'time' || isTimestamp(value.type)) {
    const point = value.type.kind === 'timestamp_tz' ? at(value.sql) : value.sql;
    if (hasNanos(value.physical)) return typedMicros(value, point);
    return value.type.kind === 'timestamp_tz' ? `CAST(${point} AS TIMESTAMP)` : point;
  }
  return value.sql;
}

/** With its type: DuckDB knows none of a part of a struct that it has found to be NULL. */
const typedMicros = (value: Emitted, point: string): string =>
  `CAST(struct_extract(${point}, 'micros') AS ${value.type.kind === 'time' ? 'TIME' : 'TIMESTAMP'})`;

/** Nanoseconds beyond the microsecond, 0 to 999. */
export function rest(value: Emitted): string {
  if (!hasNanos(value.physical)) return '0';
  return `struct_extract(${value.type.kind === 'timestamp_tz' ? at(value.sql) : value.sql}, 'rest')`;
}

/** Parts of a TIMESTAMP_TZ. */
export const at = (sql: string): string => `struct_extract(${sql}, 'at')`;
export const minutes = (sql: string): string => `struct_extract(${sql}, 'minutes')`;

/** A TIMESTAMP_TZ of its parts, neither of which is NULL. */
export const tzStruct = (atSql: string, minutesSql: string): string =>
  `struct_pack("at" := ${atSql}, minutes := CAST(${minutesSql} AS SMALLINT))`;

/** A `_nanos` form of its parts, neither of which is NULL. */
export const nanosStruct = (microsSql: string, restSql: string): string =>
  `struct_pack(micros := ${microsSql}, rest := CAST(${restSql} AS SMALLINT))`;

/** A STRUCT whose parts are NULL is not NULL itself: `name` decides. */
export const unlessNull = (name: string, sql: string): string => `CASE WHEN ${name} IS NOT NULL THEN ${sql} END`;

const withRest = (sql: string): string => once([sql], (v) => `(${unlessNull(v, nanosStruct(v, '0'))})`);

/**
 * What ORDER BY, GROUP BY, DISTINCT and comparisons look at: two equal instants differ in nothing but their offset, and
 * equal values of a VARIANT in their type or in how they are written.
 */
export function sortKey(value: Emitted, context: Pick<ValueContext, 'timezone'>): string {
  if (value.type.kind === 'timestamp_tz') return at(value.sql);
  if (value.type.kind === 'decfloat') return `sf_decfloat_key(${value.sql})`;
  if (value.type.kind === 'text' && value.type.collation !== undefined)
    return collationKey(value.sql, value.type.collation);
  return isSemiStructured(value.type) ? variantKey(value.sql, context) : value.sql;
}
