import type { Expr } from '../plan/plan.js';
import { rewriteExpr } from '../plan/walk.js';
import { type Facts, factsOf } from '../resolve/facts.js';
import { carryFrames } from '../resolve/scope.js';
import type { CompileQuery } from '../sql/expression.js';
import { type Item, isSame, type Level, nest, outputOf } from './level.js';
import { NO_CLASHES, type Relation } from './relation.js';

/**
 * Gives a relation new output columns. `items` are over its present output names.
 *
 * The columns join the SELECT under construction unless that changed their meaning: a value that another row or clause decides
 * is not moved over a limit, nor computed twice; a name that WHERE or ORDER BY reads is not given to something else.
 */
export function project(of: Relation, items: readonly Item[], star: boolean, query: CompileQuery): Relation {
  const frames = framesAfter(of, items);
  const merged = merge(of.level, items) ?? { ...nest(of.level, query), items };
  const grouping = merged.items.some((item) => !isSame(item) && factsOf(item.expr).groups);
  const level: Level = { ...merged, star, closed: grouping || repeats(merged.items) };
  return { level, frames, clashes: NO_CLASHES, top: new Set() };
}

/** What the frames inside call their columns. A step that only adds or replaces columns, as most do, changes none of it. */
function framesAfter(of: Relation, items: readonly Item[]): Relation['frames'] {
  if (of.frames.size === 0) return of.frames;
  const forward = forwardOf(items);
  const same = outputOf(of.level)?.every((name) => forward.get(name) === name) ?? false;
  return same ? of.frames : carryFrames(of.frames, forward);
}

/** From a name to what it is called by the items: copied, or replaced by a value of the same name. */
function forwardOf(items: readonly Item[]): ReadonlyMap<string, string> {
  const forward = new Map<string, string>();
  for (const { name, expr } of items) {
    if (name !== null && expr.kind === 'column' && !forward.has(expr.name)) forward.set(expr.name, name);
  }
  for (const { name } of items) if (name !== null && !forward.has(name)) forward.set(name, name);
  return forward;
}

const repeats = (items: readonly Item[]): boolean => new Set(items.map((item) => item.name)).size < items.length;

type WithItems = Level & { readonly items: readonly Item[] };

/** The items as part of the level itself; null where they need a level of their own. */
function merge(level: Level, items: readonly Item[]): WithItems | null {
  if (level.distinct || level.closed) return null;
  const clauses = level.where.length > 0 || level.orderBy.length > 0 || level.limit !== null;
  const present = level.items === null ? null : new Map(level.items.map((item) => [item.name, item]));
  const taken = new Set<string>();
  const merged: Item[] = [];
  for (const item of items) {
    const moved = present === null ? item : moveItem(item, present, taken);
    if (moved === null) return null;
    if (clauses && item.expr.kind !== 'column' && !factsOf(item.expr).rowwise) return null;
    merged.push(moved);
  }
  return merged.every((item) => isSame(item) || leavesClauses(level, item)) ? { ...level, items: merged } : null;
}

/** A name with a new meaning must not be one that WHERE or ORDER BY reads: they might take the new one. */
const leavesClauses = ({ read }: Level, { name }: Item): boolean => read !== null && name !== null && !read.has(name);

function moveItem(item: Item, present: ReadonlyMap<string | null, Item>, taken: Set<string>): Item | null {
  if (item.expr.kind === 'column') {
    const found = present.get(item.expr.name);
    if (found === undefined) return null;
    if (found.expr.kind !== 'column' && !factsOf(found.expr).rowwise) {
      if (taken.has(item.expr.name)) return null;
      taken.add(item.expr.name);
    }
    return { name: item.name, expr: found.expr };
  }
  const expr = moveExpr(item.expr, factsOf(item.expr), present);
  return expr === null ? null : { name: item.name, expr };
}

/** An expression over output names as one over FROM's names; null if it reads a computed column. */
export function moveExpr(expr: Expr, facts: Facts, present: ReadonlyMap<string | null, Item> | null): Expr | null {
  if (present === null) return expr;
  if (facts.opaque) return null;
  for (const name of facts.columns) {
    const source = present.get(name)?.expr;
    if (source?.kind !== 'column') return null;
    const shadow = present.get(source.name);
    if (shadow !== undefined && shadow.expr.kind !== 'column') return null;
    if (shadow?.expr.kind === 'column' && shadow.expr.name !== source.name) return null;
  }
  return substitute(expr, present);
}

const substitute = (expr: Expr, present: ReadonlyMap<string | null, Item>): Expr =>
  rewriteExpr(expr, (node) => (node.kind === 'column' ? (present.get(node.name)?.expr ?? node) : node));

export const presentItems = (level: Level): ReadonlyMap<string | null, Item> | null =>
  level.items === null ? null : new Map(level.items.map((item) => [item.name, item]));

/** All output columns as they are. Null where their names are not known. */
export function sameItems(level: Level): readonly Item[] | null {
  return outputOf(level)?.map((name): Item => ({ name, expr: { kind: 'column', name } })) ?? null;
}
