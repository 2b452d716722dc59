import type { Expression } from '../ast.js';
import type { Reader } from '../reader.js';

export const isQueryStart = (reader: Reader): boolean => reader.isWord('SELECT', 'WITH');

/** Whether a query goes on behind one of its operands in parentheses. */
export const isQueryContinued = (reader: Reader): boolean =>
  reader.isWord('UNION', 'INTERSECT', 'EXCEPT', 'MINUS', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH');

/**
 * `(SELECT ...)`, `(a)`, `(a, b)`. A query in more parentheses than it needs is read once: what an inner pair gave
 * becomes the first operand when a set operator follows, since reading it again would double the work at every level.
 */
export function parseParenthesis(reader: Reader): Expression {
  const { start } = reader;
  reader.enter();
  reader.expectSymbol('(');
  const inner = isQueryStart(reader) ? parseSubquery(reader) : parseItems(reader);
  reader.expectSymbol(')');
  reader.leave();
  return { ...inner, ...reader.since(start) };
}

function parseSubquery(reader: Reader): Expression {
  const { start } = reader;
  return { kind: 'subquery', query: reader.grammar.query(reader), ...reader.since(start) };
}

function parseItems(reader: Reader): Expression {
  const { start } = reader;
  const first = reader.grammar.expression(reader);
  if (first.kind === 'subquery' && isQueryContinued(reader)) {
    return { kind: 'subquery', query: reader.grammar.continueQuery(reader, first.query), ...reader.since(start) };
  }
  if (!reader.isSymbol(',')) return first;
  const items = [first];
  while (reader.acceptSymbol(',')) items.push(reader.grammar.expression(reader));
  return { kind: 'row', items, ...reader.since(start) };
}
