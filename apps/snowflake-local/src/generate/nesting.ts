import { type Position, type SqlError, unsupported } from '../errors.js';

/** Sub-queries inside each other and common tables after each other: each is a level of DuckDB's own recursion. */
export function queryLevels(sql: string): number {
  const open: boolean[] = [];
  let queries = 0;
  let deepest = 0;
  for (const [piece] of sql.matchAll(PIECE)) {
    if (piece === ')') {
      if (open.pop() === true) queries -= 1;
    } else if (piece.endsWith('(')) {
      open.push(false);
    } else if (piece.startsWith('(')) {
      open.push(true);
      queries += 1;
      deepest = Math.max(deepest, queries);
    }
  }
  return deepest + [...sql.matchAll(COMMON_TABLE)].length;
}

/** Sources that one statement joins, by JOIN or comma: each is a level of DuckDB's own recursion, 3,000 of them end the process. */
export const MAX_SOURCES = 500;

export const tooManySources = (position?: Position): SqlError =>
  unsupported(`more than ${MAX_SOURCES} joined sources in one statement`, position);

export const joinCount = (sql: string): number => {
  let joins = 0;
  for (const [piece] of sql.matchAll(JOIN_PIECE)) if (piece.endsWith('JOIN')) joins += 1;
  return joins;
};

const JOIN_PIECE = /'[^']*'|"[^"]*"|\b(?:INNER|LEFT|RIGHT|FULL|CROSS) JOIN\b/g;

/** Sub-queries of expressions inside each other. DuckDB's filter pushdown visits the inner ones twice for each around them. */
const PUSHED_DOWN = 12;

/**
 * Whether DuckDB would plan for minutes, where nothing can interrupt it: 20 such sub-queries take seconds, 40 do not end.
 * Without its optimizer 300 are planned in a fifth of a second.
 */
export function outgrowsOptimizer(sql: string): boolean {
  if (sql.length < PUSHED_DOWN * '(SELECT'.length || sql.split('(SELECT', PUSHED_DOWN + 2).length <= PUSHED_DOWN + 1)
    return false;
  const open: boolean[] = [];
  let depth = 0;
  for (const [piece] of sql.matchAll(EXPRESSION_PIECE)) {
    if (piece === ')') {
      if (open.pop() === true) depth -= 1;
    } else if (piece.endsWith('(')) {
      open.push(false);
    } else if (piece.includes('(')) {
      const isExpression = piece.startsWith('(');
      open.push(isExpression);
      if (isExpression) depth += 1;
      if (depth > PUSHED_DOWN) return true;
    }
  }
  return false;
}

// Texts and quoted names are passed over; a doubled quote reads as two of them.
const PIECE = /'[^']*'|"[^"]*"|\((?:SELECT|WITH|VALUES)\b|[()]/g;
const EXPRESSION_PIECE =
  /'[^']*'|"[^"]*"|(?:\b(?:FROM|JOIN|LATERAL|AS|MATERIALIZED)\s+)?\((?:SELECT|WITH|VALUES)\b|[()]/g;
const COMMON_TABLE = /\bw\d+(?:\([^()]*\))? AS (?:MATERIALIZED )?\(/g;
