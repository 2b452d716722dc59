import { type Position, type SqlError, unsupported } from '../errors.js';
import { tooDeep } from '../parse/reader.js';
import type { SqlShape } from './shape.js';

/**
 * Sources that one statement joins, by JOIN or comma, and sub-queries in the expressions of one query, which are joined to its
 * rows: each is a level of DuckDB's own recursion, 3,000 of them end the process.
 */
export const MAX_SOURCES = 500;

export const tooManySources = (position?: Position): SqlError =>
  unsupported(`more than ${MAX_SOURCES} joined sources and sub-queries in one statement`, position);

/**
 * Each of them holds eight megabytes while a statement runs, however small its tables are, and shares the memory out among all
 * of them anew: 200 take nine seconds, or do not fit.
 */
export const MAX_OUTER_JOINS = 100;

export const tooManyOuterJoins = (): SqlError =>
  unsupported(`more than ${MAX_OUTER_JOINS} outer joins in one statement`);

/** Queries of one query that IN, ANY or ALL compare a value with: planning them is cubic, 100 take a second and 200 six. */
export const MAX_MEMBER_QUERIES = 100;
/** Sub-queries of one query that read columns around them: planning them is quadratic, 200 take a second. */
export const MAX_CORRELATED = 200;
/** Windows of one query that differ in their parts or their order: planning is quadratic, and each sorts all rows once more. */
export const MAX_WINDOWS = 200;

/** @throws SqlError 000002 for a statement of few words that DuckDB would plan for seconds, where nothing can interrupt it. */
export function refuseCostly({ memberQueries, correlatedQueries, windows }: SqlShape): void {
  if (memberQueries > MAX_MEMBER_QUERIES) {
    throw unsupported(`more than ${MAX_MEMBER_QUERIES} sub-queries behind IN, ANY and ALL in one query`);
  }
  if (correlatedQueries > MAX_CORRELATED)
    throw unsupported(`more than ${MAX_CORRELATED} correlated sub-queries in one query`);
  if (windows > MAX_WINDOWS) throw unsupported(`more than ${MAX_WINDOWS} different windows in one query`);
}

/** Queries inside each other that DuckDB's filter pushdown visits twice for each around them: those with aggregates, windows of parts, and in expressions. */
const PUSHED_DOWN = 12;
/**
 * DuckDB binds an expression in a time that grows with its characters times their levels, some 10 ms a million of them, and
 * optimizes it in one that grows with another power of the levels.
 */
const OPTIMIZED_WORK = 4_000_000;
/** As that of `MAX_NESTING` levels of 100 characters each. */
export const MOST_WORK = 100_000_000;
/** What is shorter has neither. */
const SHORT = 10_000;

/** Whether `sql` is too short for a nest that costs anything; else its shape tells. */
export const isPlain = (sql: string): boolean =>
  sql.length < SHORT && sql.split('SELECT', PUSHED_DOWN + 2).length <= PUSHED_DOWN + 1;

/**
 * Whether DuckDB would plan for minutes, where nothing can interrupt it: 20 such sub-queries take seconds, 40 do not end.
 * Without its optimizer 300 are planned in a fifth of a second.
 *
 * @throws SqlError 000002 for what takes seconds without it, too.
 */
export function outgrowsOptimizer(shape: SqlShape): boolean {
  const { pushedDown, expressionWork } = shape;
  refuseCostly(shape);
  if (expressionWork > MOST_WORK) throw tooDeep();
  return pushedDown > PUSHED_DOWN || expressionWork > OPTIMIZED_WORK;
}
