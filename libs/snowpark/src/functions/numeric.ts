import { call, constant } from '../column.js';
import { frozen } from '../plan/frozen.js';

import { compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_FLOAT, FLOAT, NUMBER, SAME, TEXT, WHOLE } from './declare/results.js';

export const abs = define('abs', SAME, p.numbers);
export const ceil = define('ceil', SAME, p.numbers);
export const floor = define('floor', SAME, p.numbers);
/**
 * Rounds half away from zero to `scale` fraction digits, before the point if it is negative.
 *
 * @example
 * ```ts
 * import { Decimal, lit, round } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(round(lit(new Decimal('2.55')), 1).as('v')).first())?.get('V')); // → 2.6
 * ```
 */
export const round = define('round', SAME, p.numbers, p.scale);
/** Rounds half to the even neighbour. */
export const bround = compose(
  'bround',
  SAME,
  (column, scale) => call('ROUND', column, scale, constant('HALF_TO_EVEN')),
  p.numbers,
  p.wholeOrColumn<[scale: p.Whole]>('scale'),
);
/** Cuts towards zero. */
export const trunc = define('trunc', SAME, p.numbers, p.scale);
/** A number as text with this many fraction digits, half to the even neighbour. */
export const formatNumber = compose(
  'formatNumber',
  TEXT,
  (column, digits) =>
    frozen({
      kind: 'cast',
      operand: call('ROUND', column, digits, constant('HALF_TO_EVEN')),
      type: TEXT_TYPE,
      attempt: false,
    }),
  p.numbers,
  p.wholeOrColumn<[digits: p.Whole]>('digits'),
);
export const sign = define('sign', NUMBER, p.numbers);
export const signum = define(['signum', 'SIGN'], NUMBER, p.numbers);
export const negate = compose('negate', SAME, (operand) => frozen({ kind: 'unary', op: 'negate', operand }), p.numbers);

export const sqrt = define('sqrt', FLOAT, p.numbers);
export const cbrt = define('cbrt', FLOAT, p.numbers);
export const square = define('square', FLOAT, p.numbers);
export const exp = define('exp', FLOAT, p.numbers);
export const pow = define(['pow', 'POWER'], FLOAT, p.numbers, p.amount);
/** Of a column, or of a number. */
export const ln = define('ln', FLOAT, p.numbersOrAmount);
/** To the base given first. */
export const log = define('log', FLOAT, p.amount, p.numbers);
export const log2 = compose('log2', FLOAT, (column) => call('LOG', constant(2), column), p.numbers);
export const log10 = compose('log10', FLOAT, (column) => call('LOG', constant(10), column), p.numbers);
/** The natural logarithm of one more than the value. */
export const log1p = compose(
  'log1p',
  FLOAT,
  (left) => call('LN', frozen({ kind: 'binary', op: 'plus', left, right: constant(1) })),
  p.numbers,
);
export const factorial = define('factorial', WHOLE, p.numbers);
export const mod = define('mod', NUMBER, p.numbers, p.amount);
/** 0 for a division by zero. */
export const div0 = define('div0', NUMBER, p.numbers, p.amount);
/** 0 for a division by zero or by NULL. */
export const div0null = define('div0null', NUMBER, p.numbers, p.amount);
/** NULL for a division by zero. */
export const divnull = compose(
  'divnull',
  NUMBER,
  (left, divisor) => frozen({ kind: 'binary', op: 'divide', left, right: call('NULLIFZERO', divisor) }),
  p.numbers,
  p.amount,
);
/** The number of the bucket, from 1, in which the value lies. */
export const widthBucket = define('widthBucket', WHOLE, p.numbersOrDates, p.amount, p.amount, p.count);
/** Partition transforms of Iceberg tables. */
export const bucket = define('bucket', WHOLE, p.wholeOrColumn<[buckets: p.Whole]>('buckets', 1), p.column);
export const truncate = define('truncate', TEXT, p.wholeOrColumn<[width: p.Whole]>('width', 1), p.column);

export const pi = define('pi', A_FLOAT);
export const degrees = define('degrees', FLOAT, p.numbers);
export const radians = define('radians', FLOAT, p.numbers);
export const sin = define('sin', FLOAT, p.numbers);
export const cos = define('cos', FLOAT, p.numbers);
export const tan = define('tan', FLOAT, p.numbers);
export const cot = define('cot', FLOAT, p.numbers);
export const asin = define('asin', FLOAT, p.numbers);
export const acos = define('acos', FLOAT, p.numbers);
export const atan = define('atan', FLOAT, p.numbers);
export const atan2 = define('atan2', FLOAT, ...p.yx);
export const sinh = define('sinh', FLOAT, p.numbers);
export const cosh = define('cosh', FLOAT, p.numbers);
export const tanh = define('tanh', FLOAT, p.numbers);
export const asinh = define('asinh', FLOAT, p.numbers);
export const acosh = define('acosh', FLOAT, p.numbers);
export const atanh = define('atanh', FLOAT, p.numbers);
/** Kilometres between two points of the Earth, from degrees. */
export const haversine = define('haversine', FLOAT, p.numbers, p.numbers, p.numbers, p.numbers);

const TEXT_TYPE = frozen({ kind: 'string', length: null });
