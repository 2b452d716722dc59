import { lex, type Token } from './tokens.js';

/**
 * Whether a statement gives rows that another one can select from: its first word is SELECT, WITH or VALUES, behind any blanks,
 * comments and opening parentheses. `WITH name AS PROCEDURE` is a call.
 */
export function isQuery(statement: string): boolean {
  const rest = skipBlanks(statement, 0, true);
  const word = /^[A-Za-z]+/.exec(statement.slice(rest))?.[0].toUpperCase();
  if (word === 'WITH') return !/^WITH\s+(?:"[^"]*"|[\w$]+)\s+AS\s+PROCEDURE\b/i.test(statement.slice(rest));
  return word === 'SELECT' || word === 'VALUES';
}

/** The first word of a statement in upper case, behind blanks and comments. */
export function firstWord(statement: string): string {
  return /^[A-Za-z]+/.exec(statement.slice(skipBlanks(statement, 0, false)))?.[0].toUpperCase() ?? '';
}

const READING = new Set(['SELECT', 'WITH', 'VALUES', 'SHOW', 'DESCRIBE', 'DESC', 'LIST', 'LS', 'EXPLAIN']);

/** Whether a statement may change data. What is not known to read, writes. */
export const mayWrite = (statement: string): boolean =>
  !READING.has(firstWord(statement.slice(skipBlanks(statement, 0, true)))) ||
  (firstWord(statement) === 'WITH' && !isQuery(statement));

/** A statement without the semicolons at its end, safe to be followed by a parenthesis: a comment in its last line is ended. */
export function embeddable(statement: string): string {
  let last: Token | null = null;
  let ended = false;
  for (const token of lex(statement)) {
    if (token.text === ';') ended = true;
    else if (token.kind !== 'comment' || !ended) {
      ended = false;
      last = token;
    }
  }
  const body = statement.slice(0, last?.end ?? 0).trimStart();
  return last?.kind === 'comment' && !body.endsWith('*/') && !body.endsWith('\n') ? `${body}\n` : body;
}

function skipBlanks(statement: string, from: number, parentheses: boolean): number {
  let at = from;
  for (;;) {
    const rest = statement.slice(at);
    const blank = /^\s+/.exec(rest) ?? /^(?:--|\/\/)[^\n]*(?:\n|$)/.exec(rest) ?? /^\/\*[\s\S]*?(?:\*\/|$)/.exec(rest);
    const skipped = blank?.[0].length ?? (parentheses && rest.startsWith('(') ? 1 : 0);
    if (skipped === 0) return at;
    at += skipped;
  }
}
