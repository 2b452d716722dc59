import { compilationError, type Position, SqlError } from '../errors.js';
import type { Span } from '../parse/ast.js';
import type { Frame } from './frame.js';

const CLAUSE_WORDS = { from: 'on', where: 'where' } as const;

/** Throws unless an aggregate may stand where `frame` is. */
export function refuseAggregate(what: string, node: Span, frame: Frame): void {
  const { clause } = frame;
  const position = frame.positionOf(node);
  if (frame.insideAggregate) {
    throw compilationError('002036', '42601', `Aggregate functions cannot be nested: [${what}].`, position);
  }
  if (clause === 'values') throw notAValue(what, position);
  if (clause !== 'where' && clause !== 'group' && clause !== 'from') return;
  if (clause === 'group') throw notAGroup(what, position);
  const message = `SQL compilation error:\nInvalid aggregate function in ${CLAUSE_WORDS[clause]} clause [${what}]`;
  throw new SqlError('002035', '42601', message, position);
}

/** Throws unless a window function may stand where `frame` is. */
export function refuseWindow(what: string, node: Span, frame: Frame): void {
  const { clause } = frame;
  const position = frame.positionOf(node);
  if (frame.insideWindow || frame.insideAggregate) {
    throw compilationError(
      '002036',
      '42601',
      `Window function [${what}] may not be nested inside another function.`,
      position,
    );
  }
  if (clause === 'values') throw notAValue(what, position);
  if (clause === 'select' || clause === 'qualify' || clause === 'order') return;
  if (clause === 'having') throw notAGroup(what, position);
  const detail = `Window function [${what}] appears outside of SELECT, QUALIFY, and ORDER BY clauses.`;
  throw new SqlError('002303', '42601', `SQL compilation error:\n${detail}`, position);
}

/** Snowflake tells no place, here and where a clause holds what it must not. */
export const notAGroup = (what: string, position: Position): SqlError =>
  new SqlError('000979', '42601', `SQL compilation error:\n[${what}] is not a valid group by expression`, position);

const notAValue = (what: string, position: Position): SqlError =>
  compilationError('002014', '22000', `Invalid expression [${what}] in VALUES clause`, position);

/**
 * Binds what an aggregate is computed over. Columns of a SELECT around it alone would make it one of that SELECT for
 * DuckDB, which has other rows.
 */
export function overOwnRows<T>(node: Span, frame: Frame, bind: () => T): T {
  const { ownNames, outerNames } = frame;
  const bound = bind();
  if (frame.outerNames > outerNames && frame.ownNames === ownNames) throw unsupportedSubquery(node, frame);
  return bound;
}

/** Binds what a window function is computed over: columns of its own SELECT. DuckDB has no correlated windows. */
export function overOwnColumns<T>(node: Span, frame: Frame, bind: () => T): T {
  const { outerNames } = frame;
  const bound = bind();
  if (frame.outerNames > outerNames) throw unsupportedSubquery(node, frame);
  return bound;
}

const unsupportedSubquery = (node: Span, frame: Frame): SqlError =>
  compilationError('002031', '42601', 'Unsupported subquery type cannot be evaluated', frame.positionOf(node));
