import { compilationError, syntaxError } from '../../errors.js';
import type { Expression, FrameBound, IntervalLiteral } from '../../parse/ast.js';
import { numberLiteral } from '../../types/literal.js';
import type { Frame } from '../frame.js';
import { intervalParts } from './interval.js';

/** No window has more rows. */
const MOST_ROWS = 9_223_372_036_854_775_807n;

/** How far a bound is from the current row, for telling which of two comes first; `side` decides what no bound may be. */
export function boundRank(bound: FrameBound, side: 'from' | 'to', frame: Frame): number {
  switch (bound.kind) {
    case 'unbounded_preceding':
      return side === 'from' ? Number.NEGATIVE_INFINITY : Number.NaN;
    case 'unbounded_following':
      return side === 'to' ? Number.POSITIVE_INFINITY : Number.NaN;
    case 'current_row':
      return 0;
    default: {
      const { offset } = bound;
      const size = offset.kind === 'interval' ? intervalSize(offset, frame) : Number(offsetDigits(offset, frame));
      return bound.kind === 'preceding' ? -size : size;
    }
  }
}

/** The digits of an offset, which is an unsigned constant. */
export function offsetDigits(offset: Expression, frame: Frame): string {
  const literal = CONSTANTS.has(offset.kind) ? frame.bind(offset).literal : undefined;
  const digits = literal?.kind === 'number' ? literal.digits : undefined;
  if (digits !== undefined && /^\d+(\.\d+)?$/.test(digits)) return digits;
  const [first = ''] = /^(?:\w+|.)/.exec(frame.textOf(offset)) ?? [];
  throw syntaxError(first, frame.positionOf(offset));
}

const CONSTANTS: ReadonlySet<Expression['kind']> = new Set(['number', 'bind', 'session_variable', 'host_variable']);

/** An offset of ROWS: a whole number. */
export function rowOffset(offset: Expression, frame: Frame): string {
  const digits = offset.kind === 'interval' ? '' : offsetDigits(offset, frame);
  if (!/^\d+$/.test(digits)) throw syntaxError(frame.textOf(offset), frame.positionOf(offset));
  const rows = BigInt(digits);
  return numberLiteral(String(rows > MOST_ROWS ? MOST_ROWS : rows)).sql;
}

/** Days of the units whose length the calendar decides are those of an average one. */
const SECONDS: Readonly<Record<string, number>> = {
  YEAR: 31_556_952,
  QUARTER: 7_889_238,
  MONTH: 2_629_746,
  WEEK: 604_800,
  DAY: 86_400,
  HOUR: 3_600,
  MINUTE: 60,
  SECOND: 1,
  MILLISECOND: 1e-3,
  MICROSECOND: 1e-6,
  NANOSECOND: 1e-9,
};

/** About how many seconds an interval has. */
function intervalSize(literal: IntervalLiteral, frame: Frame): number {
  const sizes = intervalParts(literal, frame).map(({ amount, unit }) => {
    const seconds = SECONDS[unit] ?? SECONDS[unit.replace(/S$/, '')];
    if (seconds !== undefined && !amount.startsWith('-')) return Number(amount) * seconds;
    throw compilationError('001072', '22023', `Invalid interval '${literal.value}'.`, frame.positionOf(literal));
  });
  return sizes.reduce((total, size) => total + size, 0);
}
