import { lex } from './tokens.js';

/** How many values a statement has places for: `?` outside of texts, names and comments. */
export function countPlaceholders(statement: string): number {
  let places = 0;
  for (const { kind, text } of lex(statement)) if (kind === 'sign' && text === '?') places += 1;
  return places;
}
