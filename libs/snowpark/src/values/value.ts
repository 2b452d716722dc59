import type { Decimal } from './decimal.js';
import type { SnowDate } from './snow-date.js';
import type { SnowTime } from './snow-time.js';
import type { SnowTimestamp } from './snow-timestamp.js';

/**
 * What a cell is in JavaScript, by column type: NUMBER with scale 0 a bigint whatever its size, NUMBER with scale and DECFLOAT
 * a Decimal, FLOAT a number, TEXT a string, BOOLEAN a boolean, DATE, TIME and TIMESTAMP the classes here, BINARY bytes, VECTOR
 * an array of numbers; VARIANT, OBJECT, ARRAY, MAP, GEOGRAPHY and GEOMETRY their JSON as text; NULL null.
 */
export type Value =
  | bigint
  | number
  | Decimal
  | string
  | boolean
  | SnowDate
  | SnowTime
  | SnowTimestamp
  | Uint8Array
  | readonly number[]
  | null;

/** Whatever SQL calls a number. Text against a date is no comparison, a bigint against a Decimal is one. */
export type Numeric = bigint | number | Decimal;
