import { quoteText } from './duck-text.js';
import { duckType, narrowForm, type Physical } from './physical.js';
import { failure } from './raise.js';
import { requireText } from './sized.js';
import { BOOLEAN, fixed, MAX_PRECISION, REAL, type SnowType, text } from './snow-type.js';
import type { Emitted } from './typed.js';

/** NULL as written. Its type gives way to that of whatever it meets. */
export const nullLiteral = (): Emitted => ({ ...typedNull(text()), literal: { kind: 'null' } });

/** NULL of a known type, in the given or the narrow form. */
export const typedNull = (type: SnowType, physical: Physical = narrowForm(type)): Emitted => ({
  sql: `CAST(NULL AS ${duckType(type, physical)})`,
  type,
  physical,
  nullable: true,
  literal: { kind: 'null' },
});

export const booleanLiteral = (value: boolean): Emitted => ({
  sql: String(value),
  type: BOOLEAN,
  physical: 'boolean',
  nullable: false,
  literal: { kind: 'boolean', value },
});

/** @throws SqlError 100078 for more than a VARCHAR holds. */
export function textLiteral(value: string): Emitted {
  requireText(value);
  return {
    sql: quoteText(value),
    type: text(Math.max(1, charactersIn(value))),
    physical: 'varchar',
    nullable: false,
    literal: { kind: 'text', value },
  };
}

/** A pair of surrogates is one. */
function charactersIn(value: string): number {
  if (!/[\udc00-\udfff]/.test(value)) return value.length;
  let pairs = 0;
  for (let at = 0; at < value.length; at += 1) if ((value.charCodeAt(at) & 0xfc00) === 0xdc00) pairs += 1;
  return value.length - pairs;
}

/**
 * A number as written: `1`, `-1.50`, `.5`, `1e10`. Of more than 38 digits the last ones behind the point are rounded away;
 * an exponent moves the point, and what then has more than 38 digits is a FLOAT.
 * @throws SqlError 100039 for more than 38 digits in front of the point.
 */
export function numberLiteral(written: string): Emitted {
  const plain = withoutExponent(written);
  if (plain === undefined) return realLiteral(written);
  const { negative, whole, fraction } = digitsOf(plain);
  const precision = Math.max(1, whole.length) + fraction.length;
  if (precision > MAX_PRECISION) {
    const rounded = roundedToFit(whole, fraction);
    if (rounded !== undefined) return numberLiteral(`${negative ? '-' : ''}${rounded}`);
    throw failure('text_out_of_range', `Numeric value '${written}' is out of range`);
  }
  const digits = `${negative ? '-' : ''}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return exactNumber(digits, fixed(precision, fraction.length));
}

/** A number of 38 digits, rounded half away from zero; undefined where more than that stand in front of the point. */
function roundedToFit(whole: string, fraction: string): string | undefined {
  const scale = MAX_PRECISION - Math.max(1, whole.length);
  if (scale < 0 || fraction === '') return undefined;
  const kept = BigInt(`${whole}${fraction.slice(0, scale)}` || '0');
  const digits = String((fraction[scale] ?? '0') >= '5' ? kept + 1n : kept).padStart(scale + 1, '0');
  const point = digits.length - scale;
  // A carry may make it one digit longer.
  return point > MAX_PRECISION ? undefined : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The same number in plain digits; undefined where it has an exponent and takes more digits than a NUMBER has. */
function withoutExponent(written: string): string | undefined {
  const match = /^([+-]?)(\d*)\.?(\d*)[eE]([+-]?\d+)$/.exec(written);
  if (match === null) return written;
  const [, sign = '', whole = '', fraction = '', power = ''] = match;
  const exponent = Number(power);
  if (Math.abs(exponent) > MAX_PRECISION) return undefined;
  const before = '0'.repeat(Math.max(0, -exponent - whole.length));
  const after = '0'.repeat(Math.max(0, exponent - fraction.length));
  const digits = `${before}${whole}${fraction}${after}`;
  const point = before.length + whole.length + exponent;
  const moved = digitsOf(`${digits.slice(0, point)}.${digits.slice(point)}`);
  const isNumber = Math.max(1, moved.whole.length) + moved.fraction.length <= MAX_PRECISION;
  return isNumber ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}` : undefined;
}

/** Plain decimal digits as a value of `type`, which they fit. */
export function exactNumber(digits: string, type: Extract<SnowType, { kind: 'fixed' }>): Emitted {
  const physical = type.scale === 0 && fitsBigint(digits) ? 'bigint' : 'decimal';
  return {
    sql: `CAST(${physical === 'bigint' ? digits : quoteText(digits)} AS ${duckType(type, physical)})`,
    type,
    physical,
    nullable: false,
    literal: { kind: 'number', digits },
  };
}

/** A FLOAT; `written` is anything that reads as one, `inf`, `-inf` and `NaN` included. */
export const realLiteral = (written: string): Emitted => ({
  sql: `CAST(${quoteText(written)} AS DOUBLE)`,
  type: REAL,
  physical: 'double',
  nullable: false,
  literal: { kind: 'number', digits: written },
});

/** Splits plain decimal digits, leading zeros of the whole part left out. */
export function digitsOf(written: string): { negative: boolean; whole: string; fraction: string } {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(written);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (match === null || whole + fraction === '')
    throw failure('not_a_number', `Numeric value '${written}' is not recognized`);
  return { negative: sign === '-', whole: whole.replace(/^0+/, ''), fraction };
}

/** Fewer digits always fit. */
const SURE_DIGITS = 18;

const fitsBigint = (digits: string): boolean =>
  digits.length <= SURE_DIGITS || BigInt.asIntN(64, BigInt(digits)) === BigInt(digits);
