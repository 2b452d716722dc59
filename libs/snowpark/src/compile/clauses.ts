import type { Expr } from '../plan/plan.js';
import { factsOf } from '../resolve/facts.js';
import { expression } from '../sql/expression.js';
import { type Fragment, joined, list, sql, text } from '../sql/fragment.js';
import type { Build } from './build.js';
import { conditionSql, type Level, nest } from './level.js';
import { moveExpr } from './project.js';
import { NO_KEYS, type Relation } from './relation.js';

/** An expression over the output names, and the level that it may join, nested first if need be. */
interface Joining {
  readonly level: Level;
  readonly exprs: readonly Expr[];
}

function joining(level: Level, exprs: readonly Expr[], open: boolean): Joining {
  const moved = open ? exprs.map((expr) => moveExpr(expr, factsOf(expr), level.items)) : [null];
  const whole = moved.flatMap((expr) => (expr === null ? [] : [expr]));
  return open && whole.length === exprs.length ? { level, exprs: whole } : { level: nest(level), exprs };
}

function readBy(level: Level, exprs: readonly Expr[]): Level['read'] {
  const facts = exprs.map(factsOf);
  if (level.read === null || facts.some(({ opaque, starred }) => opaque || starred)) return null;
  let { read } = level;
  for (const { columns } of facts) for (const name of columns) if (!read.has(name)) read = read.with(name, true);
  return read;
}

/** Keeps the rows that meet the condition. */
export function filter(of: Relation, condition: Expr, build: Build): Relation {
  const { level, exprs } = joining(of.level, [condition], build.rules.filter(of.level));
  const conditions = joined(
    exprs.map((expr) => conditionSql(expr, build.query)),
    ' AND ',
  );
  const where = level.where === null ? conditions : sql`${level.where} AND ${conditions}`;
  return { ...of, level: { ...level, where, read: readBy(level, exprs) }, top: NO_KEYS };
}

export interface ResolvedKey {
  readonly by: Expr;
  readonly order: string;
}

/** The new keys lead, earlier ones break ties. */
export function sort(of: Relation, keys: readonly ResolvedKey[], build: Build): Relation {
  const by = keys.map((key) => key.by);
  const { level, exprs } = joining(of.level, by, build.rules.sort(of.level));
  const written = exprs.map((expr, at) => sql`${sortOperand(expr, build)} ${text(keys[at]?.order ?? '')}`);
  const orderBy = level.orderBy === null ? list(written) : list([...written, level.orderBy]);
  const orderedByColumns = level.orderedByColumns && exprs.every(({ kind }) => kind === 'column');
  return { ...of, level: { ...level, orderBy, orderedByColumns, read: readBy(level, exprs) }, top: NO_KEYS };
}

/** A bare number would be read as the position of a column. */
function sortOperand(expr: Expr, build: Build): Fragment {
  return expr.kind === 'sql' || expr.kind === 'literal'
    ? sql`(${expression(expr, build.query)})`
    : expression(expr, build.query);
}

export function sortByAll(of: Relation, build: Build): Relation {
  const level = of.level.items === null && build.rules.sort(of.level) ? of.level : nest(of.level);
  return { ...of, level: { ...level, orderBy: text('ALL ASC NULLS FIRST'), read: null }, top: NO_KEYS };
}

export function limit(of: Relation, rows: number, offset: number, build: Build): Relation {
  const { limit: taken, orderBy } = of.level;
  const limited = (level: Level, to: { readonly rows: number; readonly offset: number }): Relation => ({
    ...of,
    level: { ...level, limit: to },
    top: NO_KEYS,
  });
  if (taken === null && (orderBy !== null || build.rules.limit(of.level))) return limited(of.level, { rows, offset });
  if (taken !== null && offset === 0 && build.rules.limits()) {
    return limited(of.level, { rows: Math.min(rows, taken.rows), offset: taken.offset });
  }
  return limited(nest(of.level), { rows, offset });
}

export function distinct(of: Relation, build: Build): Relation {
  const level = build.rules.distinct(of.level) ? of.level : nest(of.level);
  return { ...of, level: { ...level, distinct: true }, top: NO_KEYS };
}
