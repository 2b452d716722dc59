import type { Expr } from '../plan/plan.js';
import { factsOf } from '../resolve/facts.js';
import type { CompileQuery } from '../sql/expression.js';
import { expression } from '../sql/expression.js';
import { type Fragment, sql, text } from '../sql/fragment.js';
import { type Items, isSame } from './items.js';
import { conditionSql, type Level, nest } from './level.js';
import { moveExpr } from './project.js';
import type { Relation } from './relation.js';

/** An expression over the output names, and the level that it may join, nested first if need be. */
interface Joining {
  readonly level: Level;
  readonly exprs: readonly Expr[];
}

const computesRowByRow = (items: Items | null): boolean =>
  items === null || items.list().every((item) => isSame(item) || factsOf(item.expr).rowwise);

/** A limit has chosen its rows: nothing that chooses or orders rows may come before it again. */
function joining(level: Level, exprs: readonly Expr[], query: CompileQuery): Joining {
  const open = level.limit === null && !level.distinct && !level.closed && computesRowByRow(level.items);
  const moved = open ? exprs.map((expr) => moveExpr(expr, factsOf(expr), level.items)) : [null];
  const whole = moved.flatMap((expr) => (expr === null ? [] : [expr]));
  return open && whole.length === exprs.length ? { level, exprs: whole } : { level: nest(level, query), exprs };
}

function readBy(level: Level, exprs: readonly Expr[]): ReadonlySet<string> | null {
  const facts = exprs.map(factsOf);
  if (level.read === null || facts.some((fact) => fact.opaque)) return null;
  return new Set([...level.read, ...facts.flatMap((fact) => [...fact.columns])]);
}

/** Keeps the rows that meet the condition. */
export function filter(of: Relation, condition: Expr, query: CompileQuery): Relation {
  const { level, exprs } = joining(of.level, [condition], query);
  const where = [...level.where, ...exprs.map((expr) => conditionSql(expr, query))];
  return { ...of, level: { ...level, where, read: readBy(level, exprs) }, top: new Set() };
}

export interface ResolvedKey {
  readonly by: Expr;
  readonly order: string;
}

/** The new keys lead, earlier ones break ties. */
export function sort(of: Relation, keys: readonly ResolvedKey[], query: CompileQuery): Relation {
  const by = keys.map((key) => key.by);
  const { level, exprs } = joining(of.level, by, query);
  const written = exprs.map((expr, at) => sql`${sortOperand(expr, query)} ${text(keys[at]?.order ?? '')}`);
  const orderBy = [...written, ...level.orderBy];
  return { ...of, level: { ...level, orderBy, read: readBy(level, exprs) }, top: new Set() };
}

/** A bare number would be read as the position of a column. */
function sortOperand(expr: Expr, query: CompileQuery): Fragment {
  return expr.kind === 'sql' || expr.kind === 'literal' ? sql`(${expression(expr, query)})` : expression(expr, query);
}

export function sortByAll(of: Relation, query: CompileQuery): Relation {
  const level = of.level.items === null && of.level.limit === null ? of.level : nest(of.level, query);
  return { ...of, level: { ...level, orderBy: [text('ALL ASC NULLS FIRST')], read: null }, top: new Set() };
}

export function limit(of: Relation, rows: number, offset: number, query: CompileQuery): Relation {
  const { limit: taken } = of.level;
  if (taken === null) return { ...of, level: { ...of.level, limit: { rows, offset } }, top: new Set() };
  if (offset === 0) {
    const fewer = { rows: Math.min(rows, taken.rows), offset: taken.offset };
    return { ...of, level: { ...of.level, limit: fewer }, top: new Set() };
  }
  return { ...of, level: { ...nest(of.level, query), limit: { rows, offset } }, top: new Set() };
}

export function distinct(of: Relation, query: CompileQuery): Relation {
  const { level } = of;
  const open =
    level.limit === null &&
    !level.closed &&
    !level.distinct &&
    (level.orderBy.length === 0 || level.items === null) &&
    computesRowByRow(level.items);
  return { ...of, level: { ...(open ? level : nest(level, query)), distinct: true }, top: new Set() };
}
