import { quoteText } from '../duck-text.js';

/**
 * Conversions between an instant and the wall clock of a zone, both as DuckDB TIMESTAMP. DuckDB's own TimeZone stays UTC
 * on every connection, so that nothing depends on which connection a statement gets.
 */
export interface Zone {
  wallOf(instant: string): string;
  instantOf(wall: string): string;
  /** Minutes east of UTC at `instant`, which may be repeated in the text. */
  minutesAt(instant: string): string;
}

const UTC: Zone = { wallOf: (instant) => instant, instantOf: (wall) => wall, minutesAt: () => 'CAST(0 AS SMALLINT)' };

const UTC_NAMES = new Set(['UTC', 'ETC/UTC', 'GMT', 'ETC/GMT']);

/** @param name an IANA name: session parameter TIMEZONE or an argument of CONVERT_TIMEZONE */
export function zoneNamed(name: string): Zone {
  return isUtc(name) ? UTC : zoneOf(quoteText(name));
}

export const isUtc = (name: string): boolean => UTC_NAMES.has(name.toUpperCase());

/** The zone whose name a DuckDB text expression gives. */
export function zoneOf(name: string): Zone {
  const wallOf = (instant: string) => `timezone(${name}, CAST(${instant} AS TIMESTAMPTZ))`;
  return {
    wallOf,
    instantOf: (wall) => `CAST(timezone(${name}, ${wall}) AS TIMESTAMP)`,
    minutesAt: (instant) => `CAST((epoch_us(${wallOf(instant)}) - epoch_us(${instant})) // 60000000 AS SMALLINT)`,
  };
}

/** Whether the engine knows the zone. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** `timestamp` moved by minutes, both DuckDB expressions. */
export const plusMinutes = (timestamp: string, minutes: string): string =>
  `(${timestamp} + to_minutes(CAST(${minutes} AS BIGINT)))`;
export const minusMinutes = (timestamp: string, minutes: string): string =>
  `(${timestamp} - to_minutes(CAST(${minutes} AS BIGINT)))`;
