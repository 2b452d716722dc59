import { asDecimal } from './cast/cast-number.js';
import { once } from './duck-text.js';
import { wholeDigits } from './forms.js';
import { raise } from './raise.js';
import { type FixedType, MAX_PRECISION, typeText } from './snow-type.js';
import type { Emitted } from './typed.js';

/**
 * Exact products, quotients and remainders of NUMBERs, rounded half away from zero to the scale that Snowflake gives
 * them. DuckDB divides decimals as doubles and has no more than 38 digits for an intermediate result, so quotients are
 * computed on integers, and what does not fit there goes to a function written in JavaScript.
 */
export function multiply(left: Emitted, right: Emitted, type: FixedType): Emitted {
  const [a, b] = [operand(left), operand(right)];
  if (type.scale === 0 && a.digits + b.digits <= 18 && left.physical === 'bigint' && right.physical === 'bigint') {
    return { sql: `(${left.sql} * ${right.sql})`, type, physical: 'bigint', nullable: true };
  }
  const exactScale = a.scale + b.scale;
  const direct = (x: string, y: string) => decimal(product(x, y, a.digits + b.digits, a), type);
  // Only where digits are rounded away can a legal product need more of them on the way.
  if (exactScale === type.scale || (exactScale <= 38 && a.digits + b.digits <= 38)) {
    return result(direct(a.sql, b.sql), type);
  }
  const slow = (x: string, y: string) => decimal(`sf_multiply(${text(x)}, ${text(y)}, ${type.scale})`, type);
  const room = 37 - exactScale;
  if (room <= 0) return result(slow(a.sql, b.sql), type);
  const fits = (x: string, y: string) => `abs(CAST(${x} AS DOUBLE) * CAST(${y} AS DOUBLE)) < 1e${room}`;
  return result(
    once([a.sql, b.sql], (x, y) => `CASE WHEN ${fits(x, y)} THEN ${direct(x, y)} ELSE ${slow(x, y)} END`),
    type,
  );
}

/** Division by zero stops the statement. */
export function divide(left: Emitted, right: Emitted, type: FixedType): Emitted {
  const [a, b] = [operand(left), operand(right)];
  const shift = type.scale + b.scale - a.scale;
  const body = (x: string, y: string) => {
    const arms: string[] = [];
    for (const { wide, digits } of INTEGERS) {
      // Digits before the point that leave room for the scaled integers, and for twice as much while rounding.
      const room = {
        a: Math.min(digits - a.scale - shift, 37 - 2 * a.scale),
        b: Math.min(digits - b.scale, 37 - 2 * b.scale),
      };
      const computed = quotient(x, y, a, b, shift, type, wide);
      const isCertain = a.digits - a.scale <= room.a && b.digits - b.scale <= room.b;
      if (isCertain) return arms.length === 0 ? computed : `CASE ${arms.join(' ')} ELSE ${computed} END`;
      if (room.a > 0 && room.b > 0) arms.push(`WHEN ${below(x, room.a)} AND ${below(y, room.b)} THEN ${computed}`);
    }
    const slow = decimal(`sf_divide(${text(x)}, ${text(y)}, ${type.scale})`, type);
    return arms.length === 0 ? slow : `CASE ${arms.join(' ')} ELSE ${slow} END`;
  };
  return result(
    once([a.plain, b.plain], (x, y) => unlessZero(y, body(x, y), decimalType(type))),
    type,
  );
}

/** The faster the narrower: 128-bit division takes twenty times as long. */
const INTEGERS = [
  { wide: 'BIGINT', digits: 18 },
  { wide: 'HUGEINT', digits: 37 },
] as const;

const below = (x: string, digits: number): string => {
  const limit = digits <= 18 ? `CAST(1e${digits} AS BIGINT)` : `CAST('1e${digits}' AS DECIMAL(38,0))`;
  return `${x} > - ${limit} AND ${x} < ${limit}`;
};

/**
 * `left` divided by a whole number that is not zero, cut to `scale` digits after the point, which are at most three
 * more than those of `left`. The digits are divided as integers; a dividend too long for more of them gets zeros.
 */
export function cutQuotient(left: Emitted, right: Emitted, scale: number): Emitted {
  const own = operand(left).scale;
  const more = 10n ** BigInt(scale - own);
  const sql = once([asDecimal(left, MAX_PRECISION, own), `CAST(${right.sql} AS HUGEINT)`], (x, y) => {
    const unit = `CAST(${10n ** BigInt(own)} AS HUGEINT)`;
    const part =
      own === 0 ? '' : ` + CAST((${x} - trunc(${x})) * CAST('1e${own}' AS DECIMAL(${own + 1},0)) AS HUGEINT)`;
    const digits = `(CAST(trunc(${x}) AS HUGEINT) * ${unit}${part})`;
    return `CASE WHEN abs(${x}) < 1e${34 - own} THEN ${digits} * ${more} // ${y} ELSE ${digits} // ${y} * ${more} END`;
  });
  const type = { kind: 'fixed', precision: MAX_PRECISION, scale } as const;
  return result(decimal(`CAST(${sql} AS DECIMAL(38,0)) * CAST('1e-${scale}' AS ${oneDigit(scale)})`, type), type);
}

/** The sign is that of the dividend. A divisor of zero stops the statement. */
export function remainder(left: Emitted, right: Emitted, type: FixedType): Emitted {
  if (left.physical === 'bigint' && right.physical === 'bigint') {
    const sql = once([left.sql, right.sql], (x, y) => unlessZero(y, `${x} % ${y}`, 'BIGINT'));
    return { sql, type, physical: 'bigint', nullable: true };
  }
  const sides = [left, right].map((side) => asDecimal(side, type.precision, type.scale));
  return result(
    once(sides, (x, y) => unlessZero(y ?? '', decimal(`${x} % ${y}`, type), decimalType(type))),
    type,
  );
}

/** FLOAT: zero as a divisor stops the statement, as for NUMBER. */
export const divideReals = (operator: '/' | '%', left: string, right: string): string =>
  once([left, right], (x, y) => unlessZero(y, `${x} ${operator} ${y}`, 'DOUBLE'));

export const unlessZero = (divisor: string, sql: string, type: string): string =>
  `CASE WHEN ${divisor} = 0 THEN ${raise('division_by_zero', "'Division by zero'", type)} ELSE ${sql} END`;

type Wide = (typeof INTEGERS)[number]['wide'];

interface Operand {
  readonly sql: string;
  /** The same without a cast: BIGINT where it is held so. */
  readonly plain: string;
  /** Significant digits as held, those of the scale included. */
  readonly digits: number;
  readonly scale: number;
}

function operand(value: Emitted): Operand {
  if (value.type.kind !== 'fixed') throw new Error(`${typeText(value.type)} is no NUMBER`);
  const { scale } = value.type;
  const digits = Math.max(1, wholeDigits(value) + scale);
  const sql = asDecimal(value, digits, scale);
  return { sql, plain: value.physical === 'bigint' ? value.sql : sql, digits, scale };
}

/** round(x * 10^(scale of the result) / y) on integers, as a decimal. */
function quotient(x: string, y: string, a: Operand, b: Operand, shift: number, type: FixedType, wide: Wide): string {
  const n = `(${integer(x, a, wide)} * CAST(${10n ** BigInt(shift)} AS ${wide}))`;
  const d = integer(y, b, wide);
  const rounded = once(
    [n, d],
    (p, q) => `CASE WHEN (${p} < 0) <> (${q} < 0) THEN - (${halfAway(p, q)}) ELSE ${halfAway(p, q)} END`,
  );
  const digits = wide === 'BIGINT' ? 18 : 38;
  return decimal(
    `CAST(${rounded} AS DECIMAL(${digits},0)) * CAST('1e-${type.scale}' AS ${oneDigit(type.scale)})`,
    type,
  );
}

const halfAway = (p: string, q: string): string => `(2 * abs(${p}) + abs(${q})) // (2 * abs(${q}))`;

/** The digits of a decimal as an integer, without its point. */
function integer(sql: string, { digits, scale }: Pick<Operand, 'digits' | 'scale'>, wide: Wide): string {
  if (scale === 0) return `CAST(${sql} AS ${wide})`;
  const unit = `CAST(${10n ** BigInt(scale)} AS DECIMAL(${scale + 1},0))`;
  return `CAST(${product(sql, unit, digits + scale + 1, { digits, scale })} AS ${wide})`;
}

/** DuckDB keeps a product of two decimals of up to 18 digits in 18, unless one of them is held in more. */
function product(left: string, right: string, digits: number, a: Pick<Operand, 'digits' | 'scale'>): string {
  if (digits <= 18 || a.digits > 18) return `${left} * ${right}`;
  return `CAST(${left} AS DECIMAL(19,${a.scale})) * ${right}`;
}

const oneDigit = (scale: number): string => `DECIMAL(${scale + 1},${scale})`;
const text = (sql: string): string => `CAST(${sql} AS VARCHAR)`;
const decimalType = (type: FixedType): string => `DECIMAL(${type.precision},${type.scale})`;
const decimal = (sql: string, type: FixedType): string => `CAST((${sql}) AS ${decimalType(type)})`;
const result = (sql: string, type: FixedType): Emitted => ({ sql, type, physical: 'decimal', nullable: true });
