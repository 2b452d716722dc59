import { Decimal as Base } from 'decimal.js';

/**
 * A NUMBER with scale, exact. Arithmetic keeps 80 significant digits, more than the product of two NUMBER(38, s) needs, and
 * text never falls into exponent form within NUMBER's range.
 */
export const Decimal = Base.clone({ precision: 80, toExpNeg: -80, toExpPos: 80, rounding: Base.ROUND_HALF_UP });
export type Decimal = Base;

/** Also recognises a decimal.js value that was made outside this library. */
export const isDecimal = (value: unknown): value is Decimal => Base.isDecimal(value);
