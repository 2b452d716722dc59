import type { Identifier } from '../ast.js';
import type { Reader } from '../reader.js';

/** The columns that an INSERT names behind its table; none where it names none, or where the parenthesis begins its query. */
export function parseInsertColumns(reader: Reader): readonly Identifier[] {
  if (!reader.isSymbol('(') || isQueryInParentheses(reader)) return [];
  return reader.parenthesised(() => reader.anyName());
}

/** `INSERT INTO t (SELECT ...)`: the parenthesis holds no column list. */
function isQueryInParentheses(reader: Reader): boolean {
  let distance = 0;
  while (reader.isSymbol('(', distance)) distance += 1;
  return reader.isWordAhead(distance, 'SELECT', 'WITH');
}
