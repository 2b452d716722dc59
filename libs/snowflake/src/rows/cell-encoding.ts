import type { ResultColumn, SnowflakeTypeName } from '@firn/snowpark';

/**
 * How the bytes of one wire cell become the bytes of one JSON cell.
 * Small integers, because a chunk of a million cells switches on them in a tight loop and they cross to a thread.
 */
export const Encoding = {
  /** The JSON string as it came: text, semi-structured JSON text, hex, decimals that a double would round. */
  text: 0,
  /** NUMBER(p, 0): a JSON number within ±(2^53 − 1), else the digits as text. */
  integer: 1,
  /** FLOAT: a JSON number, and `NaN`, `inf`, `-inf` as text. */
  real: 2,
  boolean: 3,
  /** Days since 1970-01-01 → `YYYY-MM-DD`. */
  date: 4,
  /** Seconds since midnight → `HH:MM:SS[.f]`. */
  time: 5,
  /** Seconds since the epoch, wall clock read as UTC → `YYYY-MM-DDTHH:MM:SS[.f]`. */
  timestampNtz: 6,
  /** Seconds since the epoch → the same in UTC with `Z`. */
  timestampLtz: 7,
  /** UTC seconds, a blank, offset minutes + 1440 → wall clock of that offset with `±HH:MM`. */
  timestampTz: 8,
} as const;
export type Encoding = (typeof Encoding)[keyof typeof Encoding];

/** What a scanner needs to know of one column; plain data, so that it crosses to a thread. */
export interface ColumnEncoding {
  readonly encoding: Encoding;
  /** Fraction digits of a time or timestamp, 0 to 9. */
  readonly scale: number;
}

const BY_TYPE: Readonly<Record<Exclude<SnowflakeTypeName, 'fixed'>, Encoding>> = {
  real: Encoding.real,
  decfloat: Encoding.text,
  text: Encoding.text,
  boolean: Encoding.boolean,
  date: Encoding.date,
  time: Encoding.time,
  timestamp_ntz: Encoding.timestampNtz,
  timestamp_ltz: Encoding.timestampLtz,
  timestamp_tz: Encoding.timestampTz,
  variant: Encoding.text,
  object: Encoding.text,
  array: Encoding.text,
  map: Encoding.text,
  binary: Encoding.text,
  vector: Encoding.text,
  geography: Encoding.text,
  geometry: Encoding.text,
  file: Encoding.text,
  interval_year_month: Encoding.text,
  interval_day_time: Encoding.text,
};

export const columnEncoding = (column: ResultColumn): ColumnEncoding => ({
  encoding:
    column.type === 'fixed' ? ((column.scale ?? 0) === 0 ? Encoding.integer : Encoding.text) : BY_TYPE[column.type],
  scale: column.scale ?? 0,
});
