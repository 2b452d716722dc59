import { UsageError } from '../errors.js';
import { isQuery } from './is-query.js';
import { lex, type Token } from './tokens.js';

/**
 * What keeps SQL of a caller from standing inside a statement, or null: whatever is open at its end would take in what follows,
 * and what closes or ends more than it began would leave its place.
 */
export function expressionFault(text: string): string | null {
  let some = false;
  const fault = firstFault(text, (token, depth) => {
    some = true;
    if (token.kind !== 'sign') return null;
    if (token.text === ';' || token.text === '->>') return `a statement ends at its "${token.text}"`;
    return token.text === ',' && depth === 0 ? 'a comma makes it several: one expression is one text' : null;
  });
  return fault ?? (some ? null : 'there is no expression in it');
}

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
