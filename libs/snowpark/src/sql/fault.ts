import { UsageError } from '../errors.js';
import { isQuery } from './is-query.js';
import { lex, type Token } from './tokens.js';

/**
 * What keeps SQL of a caller from standing inside a statement, or null: whatever is open at its end would take in what follows,
 * and what closes or ends more than it began would leave its place.
 */
export function expressionFault(text: string): string | null {
  let before: Token | null = null;
  let cases = 0;
  const fault = firstFault(text, (token, depth) => {
    const outside = depth === 0 && token.kind === 'word' && !isMember(before);
    if (outside && token.text === 'CASE') cases += 1;
    if (outside && token.text === 'END') cases -= 1;
    const judged =
      token.kind === 'sign'
        ? signFault(token, depth, before, text)
        : outside
          ? clauseFault(token.text, before?.text, cases > 0)
          : null;
    before = token;
    return judged;
  });
  return fault ?? (before === null ? 'there is no expression in it' : null);
}

function signFault({ text, at }: Token, depth: number, before: Token | null, whole: string): string | null {
  if (text === ';' || text === '->>') return `a statement ends at its "${text}"`;
  // Values are numbered over the whole statement: a place of its own would take the value of another.
  if (
    text === '?' ||
    (text === ':' && before?.kind !== 'string' && before?.text !== ':' && /[0-9]/.test(whole[at + 1] ?? ''))
  ) {
    return `no value is bound to its "${text}": write the value, or combine columns and lit(…)`;
  }
  // Snowflake reads 1FROM as two words.
  const stuck = /^[0-9.]+([A-Z]+)$/i.exec(text)?.[1]?.toUpperCase();
  if (stuck !== undefined && CLAUSES.has(stuck)) return `its ${stuck} begins another clause`;
  return text === ',' && depth === 0 ? 'a comma makes it several: one expression is one text' : null;
}

/** Reserved words that begin what follows an expression: outside of brackets, none of them is part of one. */
const CLAUSES: ReadonlySet<string> = new Set(
  'SELECT FROM WHERE GROUP HAVING QUALIFY ORDER UNION INTERSECT MINUS EXCEPT INTO JOIN WHEN'.split(' '),
);

/** `1 WHERE FALSE` would add to the statement that it stands in. */
function clauseFault(word: string, before: string | undefined, inCase: boolean): string | null {
  if (!CLAUSES.has(word)) return null;
  if (word === 'WHEN' && inCase) return null;
  // a IS DISTINCT FROM b, LISTAGG(a) WITHIN GROUP (ORDER BY b)
  if ((word === 'FROM' && before === 'DISTINCT') || (word === 'GROUP' && before === 'WITHIN')) return null;
  return `its ${word} begins another clause: a subquery stands in brackets`;
}

/** Behind these a word is a name: `value:from`, `t.union`. */
const isMember = (before: Token | null): boolean => before?.kind === 'sign' && /^[.:]$/.test(before.text);

/** The same for a whole statement of the caller's. A query has one statement, a block may have many. */
export function statementFault(text: string): string | null {
  const query = isQuery(text);
  let ended = false;
  return firstFault(
    text,
    (token) => {
      const end = token.kind === 'sign' && token.text === ';';
      if (query && ended && !end) return 'another statement follows its ";"';
      ended ||= end;
      return null;
    },
    true,
  );
}

/** @throws UsageError invalid_argument for SQL that is no whole expression. */
export const checkExpression = (text: string): void => refuse('expression', text, expressionFault(text));

/** @throws UsageError invalid_argument for SQL that is no whole statement. */
export const checkStatement = (text: string): void => refuse('statement', text, statementFault(text));

function refuse(what: string, text: string, fault: string | null): void {
  if (fault === null) return;
  const shown = text.length <= 60 ? text : `${text.slice(0, 60)}…`;
  throw new UsageError('invalid_argument', `The ${what} ${shown} is not whole: ${fault}.`);
}

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const OPENING: ReadonlySet<string> = new Set(Object.values(CLOSING));

type Judge = (token: Token, depth: number) => string | null;

function firstFault(text: string, judge: Judge, mayEndInComment = false): string | null {
  const open: string[] = [];
  let before: Token | null = null;
  for (const token of lex(text)) {
    const fault = openFault(token, mayEndInComment) ?? bracketFault(token, open) ?? strayEnd(token, before);
    if (fault !== null) return fault;
    before = token;
    const judged = token.kind === 'comment' ? null : judge(token, open.length);
    if (judged !== null) return judged;
  }
  const left = open.at(-1);
  return left === undefined ? null : `its "${left}" is not closed`;
}

function openFault({ kind, text, closed }: Token, mayEndInComment: boolean): string | null {
  if (kind === 'comment') {
    if (text.startsWith('/*')) {
      if (!closed) return 'its comment is not closed';
      return text.includes('/*', 2) ? 'comments do not nest' : null;
    }
    return closed || mayEndInComment
      ? null
      : 'it ends in a comment, which would hide what follows: end the line, or use /* … */';
  }
  return closed ? null : `its ${kind === 'name' ? 'quoted name' : 'text in quotes'} is not closed`;
}

function bracketFault({ kind, text }: Token, open: string[]): string | null {
  if (kind !== 'sign') return null;
  if (OPENING.has(text)) open.push(text);
  const opening = CLOSING[text];
  return opening === undefined || open.pop() === opening ? null : `its "${text}" closes nothing`;
}

/** The end of a comment that did not begin: another lexer may see a comment where this one saw none. */
const strayEnd = ({ kind, text, at }: Token, before: Token | null): string | null =>
  kind === 'sign' && text === '/' && before?.text === '*' && before.end === at
    ? 'a comment ends that did not begin'
    : null;
