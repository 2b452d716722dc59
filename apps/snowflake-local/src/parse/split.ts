import type { Span } from './ast.js';
import { tokenize } from './lexer.js';
import type { Token } from './token.js';

/**
 * Cuts a text into its statements at the semicolons that are in no block; blanks and comments alone are no statement.
 * Only tokens are looked at, so that an error in one statement does not hide those before it.
 */
export function splitStatements(text: string, tokens: readonly Token[] = tokenize(text)): readonly Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < tokens.length; ) {
    const end = statementEnd(tokens, at);
    const first = tokens[at];
    const last = tokens[end - 1];
    if (end > at && first && last) spans.push({ start: first.start, end: last.end });
    at = end + 1;
  }
  return spans;
}

/** Index of the semicolon or the end behind the statement that starts at `from`. */
function statementEnd(tokens: readonly Token[], from: number): number {
  const start = bodyOfProcedure(tokens, from) ?? from;
  const inBlock = isWord(tokens[start], 'DECLARE') || opensBlock(tokens, start);
  let depth = isWord(tokens[start], 'DECLARE') ? 1 : 0;
  // DECLARE and the BEGIN that follows it are closed by one END.
  let declaring = depth === 1;
  let starts = true;
  for (let at = start; ; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'end') return at;
    if (isSymbol(token, ';') && depth === 0) return at;
    if (!inBlock) continue;
    if (declaring && isWord(token, 'BEGIN')) declaring = false;
    else depth += depthChange(tokens, at, starts);
    starts = startsNext(token);
  }
}

/** Where the block starts that a CREATE PROCEDURE or a task is given as it is, and not as a text. */
function bodyOfProcedure(tokens: readonly Token[], from: number): number | undefined {
  if (!isWord(tokens[from], 'CREATE', 'ALTER')) return undefined;
  let isProcedure = false;
  for (let at = from; !isSymbol(tokens[at], ';'); at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'end') return undefined;
    if (isWord(token, 'PROCEDURE', 'TASK')) isProcedure = true;
    if (isProcedure && isWord(token, 'AS') && isWord(tokens[at + 1], 'DECLARE', 'BEGIN')) return at + 1;
  }
  return undefined;
}

/** What `token` opens or closes in a block. `starts`: whether a statement of the block can start here. */
function depthChange(tokens: readonly Token[], at: number, starts: boolean): number {
  const token = tokens[at];
  if (isWord(token, 'END')) return -1;
  // The word behind END says again what is closed.
  if (isWord(tokens[at - 1], 'END')) return 0;
  if (isWord(token, 'CASE')) return 1;
  if (!starts) return 0;
  if (isWord(token, 'REPEAT') && isSymbol(tokens[at + 1], '(')) return 0;
  return isWord(token, 'IF', 'FOR', 'WHILE', 'REPEAT', 'LOOP') || opensBlock(tokens, at) ? 1 : 0;
}

const startsNext = (token: Token): boolean =>
  isSymbol(token, ';') || isWord(token, 'BEGIN', 'THEN', 'ELSE', 'DO', 'LOOP', 'REPEAT');

/** BEGIN opens a block unless what follows makes it the start of a transaction. */
function opensBlock(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  const isTransaction = isWord(next, 'TRANSACTION', 'WORK', 'NAME') || isSymbol(next, ';') || next?.kind === 'end';
  return isWord(tokens[at], 'BEGIN') && !isTransaction;
}

const isSymbol = (token: Token | undefined, value: string): boolean =>
  token?.kind === 'symbol' && token.value === value;

const isWord = (token: Token | undefined, ...values: readonly string[]): boolean =>
  token?.kind === 'word' && values.includes(token.value);
