import type { Token } from '@firn/snowpark/internal';
import { REFUSED_STATEMENTS, type RefusedKindName } from './refused-statements.js';
import { beginsTransaction, wordOf } from './statements.js';

/** What is to be done with a statement; a refused one names its construct and the token that it begins with. */
export type Verdict =
  | { readonly verdict: 'allowed' | 'hides' | 'moves' }
  | { readonly verdict: 'refused'; readonly kind: RefusedKindName; readonly construct: string; readonly at: number };

const ALLOWED: Verdict = { verdict: 'allowed' };
const HIDES: Verdict = { verdict: 'hides' };
const MOVES: Verdict = { verdict: 'moves' };

/** Judges one statement by its words. */
export function judge(statement: readonly Token[]): Verdict {
  const at = skipExplain(statement);
  const word = (index: number): string => wordOf(statement[at + index]);
  const refused = (kind: RefusedKindName, construct: string): Verdict => ({
    verdict: 'refused',
    kind,
    construct,
    at: statement[at]?.at ?? 0,
  });
  const [first, second] = [word(0), word(1)];
  switch (first) {
    case 'PUT':
    case 'GET':
      return refused('files', first);
    case 'USE':
    case 'SET':
    case 'UNSET':
      return refused('session', first);
    case 'COMMIT':
    case 'ROLLBACK':
      return refused('transaction', first);
    case 'START':
      return second === 'TRANSACTION' ? refused('transaction', 'START TRANSACTION') : ALLOWED;
    case 'BEGIN':
      return beginsTransaction(statement, at) ? refused('transaction', 'BEGIN') : HIDES;
    case 'CREATE':
      if (createsTemporary(wordsFrom(statement, at + 1))) return refused('temporary', 'CREATE TEMPORARY');
      break;
    case 'ALTER':
      if (second === 'SESSION' && word(2) !== 'POLICY') return refused('session', 'ALTER SESSION');
      break;
    case 'DECLARE':
    case 'CALL':
      return HIDES;
    case 'EXECUTE':
      if (second === 'IMMEDIATE') return HIDES;
      break;
    case 'WITH':
      if (definesProcedure(statement)) return HIDES;
      break;
  }
  const administers = judgeAdministration(statement.slice(at));
  if (administers.verdict !== 'allowed') return administers;
  const words = wordsFrom(statement, at + 1);
  return OF_OBJECTS.has(first) && (namesNamespace(words) || (first === 'CREATE' && words[0] === 'WAREHOUSE'))
    ? MOVES
    : ALLOWED;
}

/** What no statement may do wherever it stands: these are looked for within blocks too. */
export function judgeAdministration(statement: readonly Token[]): Verdict {
  const ends = statement.find((token) => ENDING_FUNCTIONS.has(wordOf(token)));
  if (ends !== undefined) return { verdict: 'refused', kind: 'sessions', construct: ends.text, at: ends.at };
  const first = wordOf(statement[0]);
  const at = statement[0]?.at ?? 0;
  if (OF_OBJECTS.has(first)) {
    const type = accountObject(wordsFrom(statement, 1));
    if (type !== undefined) return { verdict: 'refused', kind: 'account', construct: `${first} ${type}`, at };
  }
  if (first === 'GRANT' || first === 'REVOKE') {
    const granted = administeringGrant(statement.map(wordOf));
    if (granted !== undefined) return { verdict: 'refused', kind: 'grants', construct: `${first} ${granted}`, at };
  }
  return ALLOWED;
}

const OF_OBJECTS: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP', 'UNDROP']);
const ENDING_FUNCTIONS: ReadonlySet<string> = new Set(REFUSED_STATEMENTS.sessions.constructs);
const ACCOUNT_OBJECTS = REFUSED_STATEMENTS.account.constructs.map((type) => type.split(' '));

/** Words that may stand between the verb and the type of object. */
const MODIFIERS: ReadonlySet<string> = new Set(['OR', 'REPLACE', 'ALTER', 'SECURE', 'LOCAL', 'GLOBAL', 'SCOPED']);
const TEMPORARY: ReadonlySet<string> = new Set(['TEMP', 'TEMPORARY', 'VOLATILE']);

/** Six words tell every statement of Snowflake apart. */
const wordsFrom = (statement: readonly Token[], from: number): readonly string[] => {
  const words = statement.slice(from, from + 6).map(wordOf);
  const first = words.findIndex((word) => !MODIFIERS.has(word));
  return first === -1 ? [] : words.slice(first);
};

const createsTemporary = (words: readonly string[]): boolean => TEMPORARY.has(words[0] ?? '');

const accountObject = (words: readonly string[]): string | undefined =>
  ACCOUNT_OBJECTS.find((type) => type.every((word, index) => word === words[index]))?.join(' ');

/** CREATE SCHEMA makes the new schema the current one, as warehouses do, DROP SCHEMA may leave none; the same for databases. */
const namesNamespace = (words: readonly string[]): boolean =>
  ['SCHEMA', 'DATABASE'].some((type) => words.slice(0, 2).includes(type));

function administeringGrant(words: readonly string[]): string | undefined {
  if (words[1] === 'ROLE' || words[1] === 'OWNERSHIP') return words[1];
  if (words[1] === 'DATABASE' && words[2] === 'ROLE') return 'DATABASE ROLE';
  const pair = (one: string, two: string) => words.some((word, at) => word === one && words[at + 1] === two);
  if (pair('ON', 'ACCOUNT')) return '… ON ACCOUNT';
  return pair('TO', 'SHARE') || pair('FROM', 'SHARE') ? '… TO SHARE' : undefined;
}

const definesProcedure = (statement: readonly Token[]): boolean =>
  statement.some((token, index) => wordOf(token) === 'AS' && wordOf(statement[index + 1]) === 'PROCEDURE');

/** EXPLAIN says what a statement would do; it is judged as that statement. */
function skipExplain(statement: readonly Token[]): number {
  if (wordOf(statement[0]) !== 'EXPLAIN') return 0;
  return wordOf(statement[1]) === 'USING' ? 3 : 1;
}
