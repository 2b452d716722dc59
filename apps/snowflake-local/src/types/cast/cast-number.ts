import { once, quoteText } from '../duck-text.js';
import { wholeDigits } from '../forms.js';
import { digitsOf, exactNumber } from '../literal.js';
import { constantBytes, fixedBytes } from '../number-bytes.js';
import { duckType, type Physical } from '../physical.js';
import { raise } from '../raise.js';
import { type FixedType, MAX_PRECISION, REAL } from '../snow-type.js';
import type { Emitted } from '../typed.js';

/**
 * A NUMBER or FLOAT as NUMBER(p,s): rounded half away from zero. A value that does not fit stops the statement.
 * Integers stay in BIGINT where they are certain to fit.
 */
export function numberToFixed(value: Emitted, type: FixedType): Emitted {
  if (value.type.kind === 'fixed') {
    const constant = constantOf(value, type);
    if (constant !== undefined) return constant;
    if (value.physical === 'bigint' && type.scale === 0 && wholeDigits(value) <= type.precision) {
      return { sql: value.sql, type, physical: 'bigint', nullable: value.nullable };
    }
    if (isWithin(value.type, type)) return { ...made(value, type), sql: checked(value.sql, type) };
  }
  const fitting = `DECIMAL(${type.precision},${type.scale})`;
  const sql = once([value.sql], (v) => {
    const refused = raise('number_out_of_range', `'${outOfRange(value, type)}' || ${shownNumber(v, value)}`, fitting);
    return wholeInteger(`coalesce(TRY_CAST(${v} AS ${fitting}), CASE WHEN ${v} IS NOT NULL THEN ${refused} END)`, type);
  });
  return { ...made(value, type), sql };
}

const made = (value: Emitted, type: FixedType): Omit<Emitted, 'sql'> => ({
  type,
  physical: formOf(type),
  nullable: value.nullable,
});

/** Whether all values of one NUMBER, rounded to the scale of another, are values of the other. */
const isWithin = (from: FixedType, to: FixedType): boolean =>
  from.precision - from.scale + (from.scale > to.scale ? 1 : 0) <= to.precision - to.scale;

/** Snowflake names the form that the value has on its way: that of the type, or of a larger value. */
function outOfRange(value: Emitted, type: FixedType): string {
  const bytes = Math.max(fixedBytes(type), value.type.kind === 'fixed' ? valueBytes(value, value.type) : 0);
  const { precision, scale } = type;
  const nulls = value.nullable ? 'nullable' : 'not null';
  return `Number out of representable range: type FIXED[SB${bytes}](${precision},${scale}){${nulls}}, value `;
}

const valueBytes = (value: Emitted, type: FixedType): number =>
  value.literal?.kind === 'number' ? constantBytes(value.literal.digits) : fixedBytes(type);

const shownNumber = (v: string, { type }: Emitted): string =>
  type.kind === 'real'
    ? `replace(replace(printf('%.6g', ${v}), '-nan', 'nan'), '+inf', 'inf')`
    : `CAST(${v} AS VARCHAR)`;

/** Text as NUMBER(p,s). DuckDB takes underscores between digits, Snowflake does not. */
export function textToFixed(value: Emitted, type: FixedType): Emitted {
  const text = value.literal?.kind === 'text' ? value.literal.value.trim() : undefined;
  if (text !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) {
    const constant = roundedConstant(text, type);
    if (constant !== undefined) return constant;
  }
  return {
    sql: once([value.sql], (v) => digitsToFixed(v, type)),
    type,
    physical: formOf(type),
    nullable: value.nullable,
  };
}

/** DuckDB reads a text as a 128-bit decimal thirty times slower than as a 64-bit one, which is enough for most texts. */
function digitsToFixed(text: string, type: FixedType): string {
  const exact = wholeInteger(readNumber(text, `DECIMAL(${type.precision},${type.scale})`), type);
  const whole = 17 - type.scale;
  if (type.precision <= 18 || whole < 1) return exact;
  const short = checked(`CAST(${text} AS DECIMAL(18,${type.scale}))`, type);
  return `CASE WHEN regexp_full_match(${text}, '[+-]?\\d{1,${whole}}(\\.\\d*)?') THEN ${short} ELSE ${exact} END`;
}

const NUMBER = '\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*';

/** Tried, and refused here: what DuckDB says of a text that it cannot read does not tell where the text ends. */
function readNumber(text: string, type: string): string {
  const message = (end: string) => `'Numeric value ''' || ${text} || ''' ${end}'`;
  const refused =
    `CASE WHEN ${text} IS NULL THEN NULL WHEN regexp_full_match(${text}, ${quoteText(NUMBER)})` +
    ` THEN ${raise('text_out_of_range', message('is out of range'), type)}` +
    ` ELSE ${raise('not_a_number', message('is not recognized'), type)} END`;
  const short = type === 'DOUBLE' ? '' : `TRY_CAST(${shortened(text)} AS ${type}), `;
  return `coalesce(CASE WHEN NOT contains(${text}, '_') THEN TRY_CAST(${text} AS ${type}) END, ${short}${refused})`;
}

/** DuckDB reads no text of more digits than it keeps: those that no rounding looks at are left out. NULL where none are. */
const shortened = (text: string): string =>
  `nullif(regexp_extract(${text}, ${quoteText(`^\\s*([+-]?[0-9]*\\.[0-9]{${MAX_PRECISION}})[0-9]+\\s*$`)}, 1), '')`;

export const booleanToFixed = (value: Emitted, type: FixedType): Emitted => ({
  sql: checked(`CAST(${value.sql} AS TINYINT)`, type),
  type,
  physical: formOf(type),
  nullable: value.nullable,
});

export const toReal = (value: Emitted): Emitted => ({
  sql: value.type.kind === 'real' ? value.sql : `CAST(${value.sql} AS DOUBLE)`,
  type: REAL,
  physical: 'double',
  nullable: value.nullable,
});

/** Text as FLOAT: digits with or without exponent, `inf`, `-inf` and `NaN` in any case. */
export const textToReal = (value: Emitted): Emitted => ({
  sql: once([value.sql], (v) => readNumber(v, 'DOUBLE')),
  type: REAL,
  physical: 'double',
  nullable: value.nullable,
});

/** The digits of a written number, rounded to the scale of `type`; undefined where they do not fit it. */
function roundedConstant(written: string, type: FixedType): Emitted | undefined {
  const { negative, whole, fraction } = digitsOf(written);
  // Most constants are whole numbers already.
  if (fraction === '' && type.scale === 0 && whole !== '' && whole.length <= type.precision) {
    return exactNumber(negative ? `-${whole}` : whole, type);
  }
  const kept = BigInt(`${whole}${fraction.slice(0, type.scale).padEnd(type.scale, '0')}` || '0');
  const rounded = (fraction[type.scale] ?? '0') >= '5' ? kept + 1n : kept;
  const digits = String(rounded).padStart(type.scale + 1, '0');
  if (rounded >= 10n ** BigInt(type.precision)) return undefined;
  const point = digits.length - type.scale;
  const text = type.scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return exactNumber(negative && rounded !== 0n ? `-${text}` : text, type);
}

/** A DECIMAL that holds the value exactly, as arithmetic takes it. */
export const asDecimal = (value: Emitted, precision: number, scale: number): string =>
  value.type.kind === 'fixed' && duckType(value.type, value.physical) === `DECIMAL(${precision},${scale})`
    ? value.sql
    : `CAST(${value.sql} AS DECIMAL(${precision},${scale}))`;

const formOf = (type: FixedType): Physical => (type.scale === 0 && type.precision <= 18 ? 'bigint' : 'decimal');

const checked = (sql: string, type: FixedType): string =>
  wholeInteger(`CAST(${sql} AS DECIMAL(${type.precision},${type.scale}))`, type);

/** A DECIMAL of `type` in the form that the type is held in. */
const wholeInteger = (decimal: string, type: FixedType): string =>
  formOf(type) === 'bigint' ? `CAST(${decimal} AS BIGINT)` : decimal;

function constantOf(value: Emitted, type: FixedType): Emitted | undefined {
  return value.literal?.kind === 'number' ? roundedConstant(value.literal.digits, type) : undefined;
}
