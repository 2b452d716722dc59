import type { Decimal } from '../../values/decimal.js';
import type { SnowDate } from '../../values/snow-date.js';
import type { SnowTime } from '../../values/snow-time.js';
import type { SnowTimestamp } from '../../values/snow-timestamp.js';
import type { Numeric } from '../../values/value.js';

/**
 * When a function gives NULL: `strict` where an argument is NULL, `nullable` perhaps always, `certain` never; `same` gives a value of
 * its first argument's own type, `same of last` of its last one's, `average` what averages of that type are.
 */
export type Rule = 'strict' | 'nullable' | 'certain' | 'same' | 'same or null' | 'same of last' | 'average';

declare const value: unique symbol;

/** What a function gives, for the compiler only. */
export interface Result<V, R extends Rule> {
  readonly rule: R;
  readonly [value]?: V;
}

const result = <V, R extends Rule>(rule: R): Result<V, R> => Object.freeze({ rule });

export const SAME = result<never, 'same'>('same');
export const SAME_OR_NULL = result<never, 'same or null'>('same or null');
export const SAME_OF_LAST = result<never, 'same of last'>('same of last');
export const AVERAGE = result<never, 'average'>('average');

export const TEXT = result<string, 'strict'>('strict');
export const WHOLE = result<bigint, 'strict'>('strict');
export const NUMBER = result<Numeric, 'strict'>('strict');
export const FLOAT = result<number, 'strict'>('strict');
export const TRUTH = result<boolean, 'strict'>('strict');
export const DATE = result<SnowDate, 'strict'>('strict');
export const BYTES = result<Uint8Array, 'strict'>('strict');

export const TEXT_OR_NULL = result<string, 'nullable'>('nullable');
export const WHOLE_OR_NULL = result<bigint, 'nullable'>('nullable');
export const NUMBER_OR_NULL = result<Numeric, 'nullable'>('nullable');
export const DECIMAL_OR_NULL = result<Decimal, 'nullable'>('nullable');
export const FLOAT_OR_NULL = result<number, 'nullable'>('nullable');
export const TRUTH_OR_NULL = result<boolean, 'nullable'>('nullable');
export const DATE_OR_NULL = result<SnowDate, 'nullable'>('nullable');
export const TIME_OR_NULL = result<SnowTime, 'nullable'>('nullable');
export const MOMENT_OR_NULL = result<SnowTimestamp, 'nullable'>('nullable');
export const BYTES_OR_NULL = result<Uint8Array, 'nullable'>('nullable');
export const VECTOR_OR_NULL = result<readonly number[], 'nullable'>('nullable');

export const A_TEXT = result<string, 'certain'>('certain');
export const A_WHOLE = result<bigint, 'certain'>('certain');
export const A_NUMBER = result<Numeric, 'certain'>('certain');
export const A_FLOAT = result<number, 'certain'>('certain');
export const A_TRUTH = result<boolean, 'certain'>('certain');
export const A_DATE = result<SnowDate, 'certain'>('certain');
export const A_TIME = result<SnowTime, 'certain'>('certain');
export const A_MOMENT = result<SnowTimestamp, 'certain'>('certain');
