import { type Position, type SqlError, unsupported } from '../errors.js';
import { shapeOf } from './shape.js';

/** Sources that one statement joins, by JOIN or comma: each is a level of DuckDB's own recursion, 3,000 of them end the process. */
export const MAX_SOURCES = 500;

export const tooManySources = (position?: Position): SqlError =>
  unsupported(`more than ${MAX_SOURCES} joined sources in one statement`, position);

/** Sub-queries of expressions inside each other. DuckDB's filter pushdown visits the inner ones twice for each around them. */
const PUSHED_DOWN = 12;

/**
 * Whether DuckDB would plan for minutes, where nothing can interrupt it: 20 such sub-queries take seconds, 40 do not end.
 * Without its optimizer 300 are planned in a fifth of a second.
 */
export const outgrowsOptimizer = (sql: string): boolean =>
  sql.length > PUSHED_DOWN * '(SELECT'.length &&
  sql.split('(SELECT', PUSHED_DOWN + 2).length > PUSHED_DOWN + 1 &&
  shapeOf(sql).expressionLevels > PUSHED_DOWN;
