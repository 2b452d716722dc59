import { lex } from './tokens.js';

/** How many values a statement has places for: `?` outside of texts, names and comments. */
export const countPlaceholders = (statement: string): number => splitAtPlaceholders(statement).length - 1;

/** The text before, between and after the places. */
export function splitAtPlaceholders(statement: string): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const { kind, text, at } of lex(statement)) {
    if (kind !== 'sign' || text !== '?') continue;
    pieces.push(statement.slice(from, at));
    from = at + 1;
  }
  return [...pieces, statement.slice(from)];
}
