import { compilationError } from '../../errors.js';
import { coerceTo } from '../cast/cast.js';
import { asDecimal, toReal } from '../cast/cast-number.js';
import { numericFor } from '../common-type.js';
import { decfloatArithmetic, isDecfloat } from '../decfloat.js';
import { divide, divideReals, multiply, remainder } from '../exact.js';
import { wholeDigits } from '../forms.js';
import { exactNumber, typedNull } from '../literal.js';
import { changeByDays, daysBetween } from '../moment/moment-arithmetic.js';
import type { Physical } from '../physical.js';
import { DECFLOAT, type FixedType, fixed, isTimestamp, MAX_PRECISION, REAL, typeText } from '../snow-type.js';
import { type Emitted, isNullLiteral, type ValueContext } from '../typed.js';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

export const isArithmetic = (operator: string): operator is ArithmeticOperator => /^[-+*/%]$/.test(operator);

/**
 * Numbers by Snowflake's rules of precision and scale, FLOAT where one side is; DATE ± whole days, DATE - DATE.
 * Texts become numbers first, and VARIANTs FLOATs.
 * @throws SqlError 001044 for operands that the operator does not take.
 */
export function arithmetic(
  operator: ArithmeticOperator,
  left: Emitted,
  right: Emitted,
  context: ValueContext,
): Emitted {
  const moments = momentArithmetic(operator, left, right, context);
  if (moments !== undefined) return moments;
  if (isDecfloat(left.type) || isDecfloat(right.type)) {
    return decfloatArithmetic(
      operator,
      toDecfloat(left, right, operator, context),
      toDecfloat(right, left, operator, context),
    );
  }
  const a = toNumber(left, right, operator, context);
  const b = toNumber(right, left, operator, context);
  const nullable = left.nullable || right.nullable;
  if (a.type.kind === 'fixed' && b.type.kind === 'fixed') {
    if (isNullLiteral(a) || isNullLiteral(b)) return typedNull(resultType(operator, a.type, b.type));
    return { ...exact(operator, a, b), nullable };
  }
  return { ...real(operator, toReal(a).sql, toReal(b).sql), nullable };
}

/** `-value`. */
export function negate(value: Emitted, context: ValueContext): Emitted {
  if (isDecfloat(value.type))
    return decfloatArithmetic('-', coerceTo(exactNumber('0', fixed(1)), DECFLOAT, context), value);
  const number = toNumber(value, value, '-', context);
  if (number.literal?.kind === 'number' && number.type.kind === 'fixed') {
    const { digits } = number.literal;
    return exactNumber(
      digits.startsWith('-') ? digits.slice(1) : /^[0.]+$/.test(digits) ? digits : `-${digits}`,
      number.type,
    );
  }
  const { literal: _, ...rest } = number;
  // -2^63 is the one BIGINT without its negative.
  const wide = number.physical === 'bigint' && wholeDigits(number) > 18;
  if (!wide || number.type.kind !== 'fixed') return { ...rest, sql: `(- ${number.sql})` };
  return {
    ...rest,
    sql: `(- ${asDecimal(number, MAX_PRECISION, 0)})`,
    type: fixed(MAX_PRECISION),
    physical: 'decimal',
  };
}

function exact(operator: ArithmeticOperator, left: Emitted, right: Emitted): Emitted {
  switch (operator) {
    case '+':
    case '-':
      return sum(operator, left, right);
    case '*':
      return multiply(left, right, resultType('*', fixedOf(left), fixedOf(right)));
    case '/':
      return divide(left, right, resultType('/', fixedOf(left), fixedOf(right)));
    case '%':
      return remainder(left, right, resultType('%', fixedOf(left), fixedOf(right)));
    default:
      return unreachable(operator);
  }
}

/** BIGINT while no sum of the operands as they are held can leave it, else DECIMAL, which checks its 38 digits itself. */
function sum(operator: '+' | '-', left: Emitted, right: Emitted): Emitted {
  const type = resultType(operator, fixedOf(left), fixedOf(right));
  const narrow = type.scale === 0 && Math.max(wholeDigits(left), wholeDigits(right)) <= 17;
  const physical: Physical = narrow && left.physical === 'bigint' && right.physical === 'bigint' ? 'bigint' : 'decimal';
  if (physical === 'bigint') return { sql: `(${left.sql} ${operator} ${right.sql})`, type, physical, nullable: true };
  const [a, b] = [left, right].map((side) => asDecimal(side, type.precision, type.scale));
  const sql = `CAST((${a} ${operator} ${b}) AS DECIMAL(${type.precision},${type.scale}))`;
  return { sql, type, physical, nullable: true };
}

/** Precision and scale as Snowflake documents them for arithmetic operators. */
export function resultType(operator: ArithmeticOperator, left: FixedType, right: FixedType): FixedType {
  const [wholeLeft, wholeRight] = [left.precision - left.scale, right.precision - right.scale];
  const capped = (whole: number, scale: number) => fixed(Math.min(MAX_PRECISION, Math.max(1, whole + scale)), scale);
  switch (operator) {
    case '+':
    case '-':
      return capped(Math.max(wholeLeft, wholeRight) + 1, Math.max(left.scale, right.scale));
    case '*':
      return capped(wholeLeft + wholeRight, Math.min(left.scale + right.scale, Math.max(left.scale, right.scale, 12)));
    case '/':
      return capped(wholeLeft + right.scale, Math.max(left.scale, Math.min(left.scale + 6, 12)));
    case '%':
      return capped(Math.max(wholeLeft, wholeRight), Math.max(left.scale, right.scale));
    default:
      return unreachable(operator);
  }
}

function real(operator: ArithmeticOperator, left: string, right: string): Emitted {
  const made = (sql: string): Emitted => ({ sql, type: REAL, physical: 'double', nullable: true });
  return operator === '/' || operator === '%'
    ? made(divideReals(operator, left, right))
    : made(`(${left} ${operator} ${right})`);
}

/** DATE and timestamp ± days, DATE - DATE in days; undefined where neither side is one. */
function momentArithmetic(
  operator: ArithmeticOperator,
  left: Emitted,
  right: Emitted,
  context: ValueContext,
): Emitted | undefined {
  const isMoment = (value: Emitted) => value.type.kind === 'date' || isTimestamp(value.type);
  if (!isMoment(left) && !isMoment(right)) return undefined;
  if (operator === '-' && left.type.kind === 'date' && right.type.kind === 'date') return daysBetween(right, left);
  if ((operator === '+' || operator === '-') && isMoment(left) && !isMoment(right))
    return changeByDays(left, operator, right, context);
  if (operator === '+' && isMoment(right) && !isMoment(left)) return changeByDays(right, operator, left, context);
  throw badOperands(operator, left, right);
}

/** An operand of `operator` as a NUMBER or FLOAT; `other` stands on its other side. */
export function toNumber(value: Emitted, other: Emitted, operator: string, context: ValueContext): Emitted {
  switch (value.type.kind) {
    case 'fixed':
    case 'real':
    case 'decfloat':
      return value;
    case 'text': {
      const beside = numericFor(value, other.type.kind === 'fixed' ? other.type : fixed(1));
      return coerceTo(value, other.type.kind === 'real' || beside === undefined ? REAL : beside, context);
    }
    case 'variant':
      return coerceTo(value, REAL, context);
    case 'boolean':
      return coerceTo(value, fixed(1), context);
    default:
      throw badOperands(operator, value, other);
  }
}

/** A side of `operator` beside a DECFLOAT, to which every other number gives way. */
function toDecfloat(value: Emitted, other: Emitted, operator: string, context: ValueContext): Emitted {
  const number = value.type.kind === 'text' ? value : toNumber(value, other, operator, context);
  return coerceTo(number, DECFLOAT, context);
}

const fixedOf = (value: Emitted): FixedType => {
  if (value.type.kind !== 'fixed') throw new Error(`${typeText(value.type)} is no NUMBER`);
  return value.type;
};

const badOperands = (operator: string, left: Emitted, right: Emitted) =>
  compilationError(
    '001044',
    '42P13',
    `Invalid argument types for function '${operator}': (${typeText(left.type)}, ${typeText(right.type)})`,
  );

function unreachable(operator: never): never {
  throw new Error(`Unknown operator ${JSON.stringify(operator)}`);
}
