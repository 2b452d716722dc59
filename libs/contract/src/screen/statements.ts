import type { Token } from '@firn/snowpark/internal';

/** A statement of a text that may hold several. */
export interface Statement {
  readonly tokens: readonly Token[];
  /** It is, or defines, a block: semicolons within it do not end it. */
  readonly isBlock: boolean;
  /** Stands behind `->>`, which chains statements to one. */
  readonly isChained: boolean;
}

/** Splits at the `;` that end statements, and at `->>`. Empty ones are left out. */
export function statementsOf(all: readonly Token[]): readonly Statement[] {
  const found: Statement[] = [];
  for (let from = 0, isChained = false; from < all.length; ) {
    const { end, isBlock } = endOf(all, from);
    if (end > from) found.push({ tokens: all.slice(from, end), isBlock, isChained });
    isChained = isSign(all[end], '->>');
    from = end + 1;
  }
  return found;
}

/** Statements within a block: what stands between semicolons and the words that are followed by a statement. */
export function* innerStatements(block: readonly Token[]): Generator<readonly Token[]> {
  let from = 0;
  for (const [index, token] of block.entries()) {
    if (!isSign(token, ';') && !LEADING.has(wordOf(token)) && !opensStatement(token, block[index + 1])) continue;
    if (index > from) yield block.slice(from, index);
    from = index + 1;
  }
  if (from < block.length) yield block.slice(from);
}

/** RESULTSET := (EXECUTE IMMEDIATE …), ASYNC (CREATE …) */
const opensStatement = (token: Token, next: Token | undefined): boolean =>
  isSign(token, '(') && IN_BRACKETS.has(wordOf(next));
/** Reserved words that begin a statement and no expression. */
const IN_BRACKETS: ReadonlySet<string> = new Set('EXECUTE CREATE ALTER DROP UNDROP GRANT REVOKE'.split(' '));

/** Words of a block that a statement may follow. */
const LEADING: ReadonlySet<string> = new Set(['BEGIN', 'THEN', 'ELSE', 'DO', 'LOOP', 'REPEAT', 'AS', 'EXCEPTION']);
/** Statements that may hold a block as their body. */
const DEFINING: ReadonlySet<string> = new Set(['CREATE', 'ALTER']);
/** END of these ends no BEGIN and no CASE. */
const ENDED_BY_NAME: ReadonlySet<string> = new Set(['IF', 'FOR', 'WHILE', 'LOOP', 'REPEAT']);

function endOf(all: readonly Token[], from: number): { readonly end: number; readonly isBlock: boolean } {
  const first = wordOf(all[from]);
  let isBlock = first === 'DECLARE';
  let isDeclaring = isBlock;
  let depth = 0;
  for (let at = from; at < all.length; at += 1) {
    const token = all[at];
    const word = wordOf(token);
    const begins = at === from || isBlock || (DEFINING.has(first) && ['AS', 'THEN'].includes(wordOf(all[at - 1])));
    if (begins && word === 'DECLARE') {
      isBlock = true;
      isDeclaring = true;
    } else if (begins && word === 'BEGIN' && mayBegin(all, at, from) && !beginsTransaction(all, at)) {
      isBlock = true;
      isDeclaring = false;
      depth += 1;
    } else if (depth > 0 && word === 'CASE' && wordOf(all[at - 1]) !== 'END') depth += 1;
    else if (depth > 0 && word === 'END' && !ENDED_BY_NAME.has(wordOf(all[at + 1]))) depth -= 1;
    else if (depth === 0 && !isDeclaring && (isSign(token, ';') || isSign(token, '->>'))) return { end: at, isBlock };
  }
  return { end: all.length, isBlock };
}

/** BEGIN opens a block only where a statement may begin. */
function mayBegin(all: readonly Token[], at: number, from: number): boolean {
  return at === from || isSign(all[at - 1], ';') || LEADING.has(wordOf(all[at - 1]));
}

/** BEGIN alone, BEGIN TRANSACTION, BEGIN WORK and BEGIN NAME x start a transaction; any other BEGIN a block. */
export function beginsTransaction(all: readonly Token[], at: number): boolean {
  const next = all[at + 1];
  return next === undefined || isSign(next, ';') || ['TRANSACTION', 'WORK', 'NAME'].includes(wordOf(next));
}

export const wordOf = (token: Token | undefined): string => (token?.kind === 'word' ? token.text : '');
const isSign = (token: Token | undefined, sign: string): boolean => token?.kind === 'sign' && token.text === sign;
