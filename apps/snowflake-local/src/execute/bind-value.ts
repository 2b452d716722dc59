import type { SnowType } from '../types/snow-type.js';
import type { BindColumn } from './bind-column.js';

/** Wire types of a bound value. It is only how the value is written: the statement converts it to what it needs. */
export type BindType =
  | 'FIXED'
  | 'REAL'
  | 'DECFLOAT'
  | 'TEXT'
  | 'BOOLEAN'
  | 'DATE'
  | 'TIME'
  | 'TIMESTAMP_NTZ'
  | 'TIMESTAMP_LTZ'
  | 'TIMESTAMP_TZ'
  | 'BINARY'
  | 'VARIANT'
  | 'OBJECT'
  | 'ARRAY'
  | 'MAP'
  | 'ANY';

/**
 * One `?` of a statement, by position.
 *
 * Values: DATE is milliseconds since 1970, TIME nanoseconds since midnight, TIMESTAMP_NTZ and _LTZ nanoseconds since
 * 1970, TIMESTAMP_TZ those with a blank and the offset in minutes plus 1440, BINARY hex, the rest as written; a DATE,
 * TIME or TIMESTAMP may also come as ISO text. null is SQL NULL.
 */
export interface BindValue {
  readonly type: BindType;
  readonly value: string | null;
  /** The structured type of an OBJECT, ARRAY or MAP, where its client tells it. */
  readonly structure?: SnowType;
  /** Set for an array bind, all of the same length; `value` is then its first. */
  readonly column?: BindColumn;
}
