import { compilationError } from '../../errors.js';
import type { Expression, Query } from '../../parse/ast.js';
import type { Frame } from '../frame.js';

/** LIMIT and OFFSET as digits; null for none. */
export interface Bounds {
  readonly limit: string | null;
  readonly offset: string | null;
}

export const NO_BOUNDS: Bounds = { limit: null, offset: null };

/** Both are constants, known while the statement is compiled: a literal, a bind or a variable. NULL is no limit. */
export const bindBounds = (query: Pick<Query, 'limit' | 'offset'>, frame: Frame): Bounds => ({
  limit: query.limit === undefined ? null : rowCount(query.limit, 'LIMIT', frame),
  offset: query.offset === undefined ? null : rowCount(query.offset, 'OFFSET', frame),
});

export function rowCount(expression: Expression, clause: string, frame: Frame): string | null {
  const { literal } = frame.bind(expression);
  if (literal?.kind === 'null') return null;
  const digits = literal?.kind === 'number' ? literal.digits : literal?.kind === 'text' ? literal.value : '';
  if (/^\d{1,18}$/.test(digits)) return digits;
  const written = frame.textOf(expression);
  throw compilationError(
    '001011',
    '42601',
    `Invalid row count '${written}' in ${clause} clause`,
    frame.positionOf(expression),
  );
}
