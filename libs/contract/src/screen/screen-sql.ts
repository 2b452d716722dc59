import { type Token, tokens, unquoteText } from '@firn/snowpark/internal';
import { judge, judgeAdministration, type Verdict } from './judge.js';
import { REFUSED_STATEMENTS, type RefusedKindName } from './refused-statements.js';
import { innerStatements, type Statement, statementsOf } from './statements.js';

/** Why a text must not run as a job. */
export interface Refusal {
  readonly kind: RefusedKindName;
  /** The construct's name, `ALTER SESSION`. */
  readonly construct: string;
  /** Where it begins, both from 1. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
  readonly cure: string;
}

export interface Screening {
  readonly refusal: Refusal | null;
  /**
   * May hold what screening cannot see (a block, CALL, EXECUTE IMMEDIATE): it needs a Snowflake session of its own, which is
   * closed afterwards.
   */
  readonly hides: boolean;
  /** Changes the current schema or database of its session as a side effect, so that nobody else may get that session. */
  readonly moves: boolean;
}

/**
 * Screens the statement of a job: a user's text, or what is about to be sent. It must be one statement, of no kind that is
 * refused. Letter case, comments and space make no difference.
 */
export function screenSql(sql: string): Screening {
  const nul = sql.indexOf('\0');
  if (nul !== -1) return refusing(sql, 'nul', 'the character NUL', nul);
  const statements = statementsOf(tokens(sql));
  let [hides, moves] = [false, false];
  for (const statement of statements.slice(0, MOST_JUDGED)) {
    const verdict = judgeWhole(statement);
    if (verdict.verdict === 'refused') return refusing(sql, verdict.kind, verdict.construct, verdict.at, hides, moves);
    hides ||= verdict.verdict === 'hides';
    moves ||= verdict.verdict === 'moves';
  }
  const second = statements.slice(1).find(({ isChained }) => !isChained);
  if (second === undefined) return { refusal: null, hides, moves };
  return refusing(sql, 'several', 'a second statement', second.tokens[0]?.at ?? 0, hides, moves);
}

/** Statements of a text that are judged: one is all that is taken, the others only name a better reason to refuse it. */
const MOST_JUDGED = 100;

/** Screens an expression of a user, such as `a + 1`: it becomes part of a SELECT, but may try to end it. */
export function screenExpression(sql: string): Screening {
  const screening = screenSql(`SELECT\n${sql}`);
  const { refusal } = screening;
  return refusal === null ? screening : { ...screening, refusal: { ...refusal, line: refusal.line - 1 } };
}

/** How often text may stand within text: EXECUTE IMMEDIATE of a block that holds one. What is deeper is not looked into. */
const MOST_WITHIN = 4;

/** A statement with all that is written within it. What a block does to its session ends with the session. */
function judgeWhole({ tokens: all, isBlock }: Statement): Verdict {
  const verdict = judge(all);
  if (verdict.verdict === 'refused') return verdict;
  if (!isBlock && verdict.verdict !== 'hides') return verdict;
  return judgeHidden(all, MOST_WITHIN) ?? verdict;
}

function judgeHidden(all: readonly Token[], depth: number): Verdict | null {
  for (const inner of innerStatements(all)) {
    const verdict = judgeAdministration(inner);
    if (verdict.verdict === 'refused') return verdict;
    const text = depth > 0 ? immediateText(inner) : null;
    const within = text === null ? null : judgeHidden(tokens(text.text), depth - 1);
    if (within?.verdict === 'refused') return { ...within, at: text?.at ?? 0 };
  }
  return null;
}

/** The text of EXECUTE IMMEDIATE '…' or $$…$$, where it is written out. */
function immediateText(statement: readonly Token[]): { readonly text: string; readonly at: number } | null {
  const [execute, immediate, string] = statement;
  if (execute?.text !== 'EXECUTE' || immediate?.text !== 'IMMEDIATE' || string?.kind !== 'string') return null;
  return { text: unquoteText(string.text), at: string.at };
}

function refusing(
  sql: string,
  kind: RefusedKindName,
  construct: string,
  at: number,
  hides = false,
  moves = false,
): Screening {
  const { reason, cure } = REFUSED_STATEMENTS[kind];
  return { refusal: { kind, construct, ...positionOf(sql, at), reason, cure }, hides, moves };
}

function positionOf(sql: string, at: number): { readonly line: number; readonly column: number } {
  const before = sql.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
