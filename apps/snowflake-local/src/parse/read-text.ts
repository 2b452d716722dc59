import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Span, Statement } from './ast.js';
import { tokenizeInTurns } from './lexer.js';
import { parseStatement } from './parse.js';
import { splitStatements } from './split.js';
import type { Token } from './token.js';

/** A longer text is read in several turns of the event loop. Shorter ones take a few milliseconds in all. */
const LONGEST_OF_A_TURN = 32_768;

/** A text that has been read, so that nobody need read it again. */
export interface ReadText {
  readonly tokens: readonly Token[];
  readonly pieces: readonly Span[];
  /** null where there are several statements, or none. */
  readonly statement: Statement | null;
}

export const isLong = (text: string): boolean => text.length > LONGEST_OF_A_TURN;

/**
 * Cuts a text and parses it if it is one statement, with the event loop free in between and afterwards.
 *
 * @throws SqlError as `parseStatement` does.
 */
export async function readInTurns(text: string): Promise<ReadText> {
  const tokens = await tokenizeInTurns(text);
  const pieces = splitStatements(text, tokens);
  await nextTurn();
  const statement = pieces.length === 1 ? parseStatement(text, tokens) : null;
  await nextTurn();
  return { tokens, pieces, statement };
}
