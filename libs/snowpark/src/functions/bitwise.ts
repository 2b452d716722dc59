import { call, constant } from '../column.js';
import { frozen } from '../plan/frozen.js';
import type { Expr } from '../plan/plan.js';
import { compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { NUMBER, WHOLE } from './declare/results.js';

const padSide = p.mayBeText<[padSide?: 'LEFT' | 'RIGHT']>('padSide');

/**
 * The bits that both have.
 *
 * @example
 * ```ts
 * import { bitand, lit } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(bitand(lit(6), lit(3)).as('v')).first())?.get('V')); // → 2n
 * ```
 */
export const bitand = define('bitand', NUMBER, ...p.two<'numbers or bytes'>(), padSide);
export const bitor = define('bitor', NUMBER, ...p.two<'numbers or bytes'>(), padSide);
export const bitxor = define('bitxor', NUMBER, ...p.two<'numbers or bytes'>(), padSide);
export const bitnot = define('bitnot', NUMBER, p.numbersOrBytes);
export const bitshiftleft = define('bitshiftleft', NUMBER, p.numbers, p.count);
export const bitshiftright = define('bitshiftright', NUMBER, p.numbers, p.count);

const minus = (left: Expr, right: Expr): Expr => frozen({ kind: 'binary', op: 'minus', left, right });

/** Shifts to the right with zeroes from the left, as a number of 64 bits: what sign bits came in is masked out. */
export const bitshiftrightUnsigned = compose(
  'bitshiftrightUnsigned',
  NUMBER,
  (column, count) => {
    const kept = call('BITNOT', call('BITSHIFTLEFT', constant(-1), minus(constant(64), count)));
    const shifted = call('BITAND', call('BITSHIFTRIGHT', column, count), kept);
    return call('IFF', frozen({ kind: 'binary', op: 'eq', left: count, right: constant(0) }), column, shifted);
  },
  p.numbers,
  p.count,
);
/** One bit, from the lowest one as 0. */
export const getbit = define('getbit', WHOLE, p.numbers, p.count);
export const bitmapBitPosition = define('bitmapBitPosition', WHOLE, p.numbers);
export const bitmapBucketNumber = define('bitmapBucketNumber', WHOLE, p.numbers);
