import type { Expr } from '../plan/plan.js';
import { rewriteExpr } from '../plan/walk.js';
import type { Facts } from '../resolve/facts.js';
import type { Frames } from '../resolve/frames.js';
import type { Build } from './build.js';
import { Item, Items, isSame } from './items.js';
import { columnsOf, type Level, nest, outputOf } from './level.js';
import { NO_CLASHES, NO_KEYS, type Relation } from './relation.js';

/**
 * Gives a relation new output columns. `items` are over its present output names.
 *
 * The columns join the SELECT under construction unless that changed their meaning: a value that another row or clause decides
 * is not moved over a limit, nor computed twice; a name that WHERE or ORDER BY reads is not given to something else.
 */
export function project(of: Relation, items: readonly Item[], star: boolean, build: Build): Relation {
  const frames = framesAfter(of, items);
  const merged = build.rules.columns(of.level) ? merge(of.level, items) : null;
  const list = merged ?? items;
  const closed = list.some(groups) || repeats(list);
  const below = merged === null ? nest(of.level) : of.level;
  return { level: { ...below, items: Items.of(list), star, closed }, frames, clashes: NO_CLASHES, top: NO_KEYS };
}

const groups = (item: Item): boolean => !isSame(item) && item.facts.groups;

/** A column by the name that it is to have. */
export type Named = Item<string>;

/** Adds or replaces columns, each once, and keeps the others: what `project` does with all of them, at the cost of these few. */
export function put(of: Relation, columns: readonly Named[], atEnd: boolean, build: Build): Relation {
  const moved = build.rules.columns(of.level) ? movePut(of.level, columns) : null;
  const below = moved === null ? nest(of.level) : of.level;
  const written = moved ?? columns;
  let items = below.items ?? below.inner?.same() ?? Items.named([]);
  if (atEnd) for (const { name } of written) if (items.has(name)) items = items.without(name);
  for (const item of written) items = items.with(item);
  return {
    level: { ...below, items, star: true, closed: written.some(groups) },
    frames: of.frames,
    clashes: NO_CLASHES,
    top: NO_KEYS,
  };
}

/** The new columns as part of the level itself. Those that are kept are there already, and nothing about them changes. */
function movePut(level: Level, columns: readonly Named[]): readonly Named[] | null {
  const taken = new Taken();
  let replaced: ReadonlySet<string> | undefined;
  const present = level.items;
  let moved: Named[] | undefined;
  for (let at = 0; at < columns.length; at += 1) {
    const column = columns[at];
    if (column === undefined) continue;
    const { expr } = column;
    if (expr.kind === 'column' && present?.has(expr.name)) {
      replaced ??= new Set(columns.map(({ name }) => name));
      if (!replaced.has(expr.name)) taken.once(expr.name);
    }
    const item = present === null ? column : moveItem(column, present, taken);
    if (item === null || !joins(level, column, item)) return null;
    if (item !== column) {
      moved ??= [...columns];
      moved[at] = item;
    }
  }
  return moved ?? columns;
}

/** Gives columns new names, from the present ones, and keeps the others. */
export function renameItems(of: Relation, to: ReadonlyMap<string, string>, build: Build): Relation {
  const open = build.rules.columns(of.level);
  const items = open ? columnsOf(of.level)?.renamed(to) : undefined;
  const joined = items !== undefined && [...to.values()].every((name) => fits(of.level, name, items));
  const below = joined ? of.level : nest(of.level);
  return kept({ ...below, items: joined ? items : (below.inner?.renamed(to) ?? null) }, of.frames.renamed(to));
}

/** Leaves columns out. */
export function dropItems(of: Relation, names: ReadonlySet<string>, build: Build): Relation {
  const below = build.rules.columns(of.level) ? of.level : nest(of.level);
  let items = below.items ?? below.inner?.same() ?? Items.named([]);
  for (const name of names) items = items.without(name);
  return kept({ ...below, items }, of.frames.without(names));
}

const kept = (level: Level, frames: Frames): Relation => ({
  level: { ...level, star: false, closed: false },
  frames,
  clashes: NO_CLASHES,
  top: NO_KEYS,
});

const fits = (level: Level, name: string, items: Items): boolean => {
  const item = items.get(name);
  return item === undefined || isSame(item) || leavesClauses(level, item);
};

/** What the frames inside call their columns. A step that only adds or replaces columns, as most do, changes none of it. */
function framesAfter(of: Relation, items: readonly Item[]): Frames {
  if (of.frames.isEmpty) return of.frames;
  const forward = forwardOf(items);
  const same = outputOf(of.level)?.every((name) => forward.get(name) === name) ?? false;
  return same ? of.frames : of.frames.carried(forward);
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

/** The items as part of the level itself; null where they need a level of their own. */
function merge(level: Level, items: readonly Item[]): readonly Item[] | null {
  const taken = new Taken();
  const merged: Item[] = [];
  for (const item of items) {
    const moved = level.items === null ? item : moveItem(item, level.items, taken);
    if (moved === null || !joins(level, item, moved)) return null;
    merged.push(moved);
  }
  return merged;
}

/** Whether an item over the output names may stand beside the clauses of the level, as what it is there. */
function joins(level: Level, item: Item, moved: Item): boolean {
  const clauses = level.where !== null || level.orderBy !== null || level.limit !== null;
  if (clauses && item.expr.kind !== 'column' && !item.facts.rowwise) return false;
  return isSame(moved) || moved.expr.kind === 'star' || leavesClauses(level, moved);
}

/** A name with a new meaning must not be one that WHERE or ORDER BY reads: they might take the new one. */
const leavesClauses = ({ read }: Level, { name }: Item): boolean => read !== null && name !== null && !read.has(name);

/** Names of computed columns that are moved: one is computed in one place. Most steps move none. */
class Taken {
  #names: Set<string> | null = null;

  /** Whether it was not taken before. */
  once(name: string): boolean {
    this.#names ??= new Set();
    return !this.#names.has(name) && this.#names.add(name).size > 0;
  }
}

function moveItem<N extends string | null>(item: Item<N>, present: Items, taken: Taken): Item<N> | null {
  if (item.expr.kind === 'column') {
    const found = present.get(item.expr.name);
    if (found === undefined) return null;
    if (found.expr.kind !== 'column' && !found.facts.rowwise && !taken.once(item.expr.name)) return null;
    return found.called(item.name);
  }
  const expr = moveExpr(item.expr, item.facts, present);
  if (expr === item.expr) return item;
  return expr === null ? null : new Item(item.name, expr);
}

/** An expression over output names as one over FROM's names; null if it reads a computed column. */
export function moveExpr(expr: Expr, facts: Facts, present: Items | null): Expr | null {
  if (present === null) return expr;
  if (facts.opaque || facts.starred) return null;
  let same = true;
  for (const name of facts.columns) {
    const source = present.get(name)?.expr;
    if (source?.kind !== 'column') return null;
    if (source.name === name) continue;
    same = false;
    const shadow = present.get(source.name)?.expr;
    if (shadow !== undefined && (shadow.kind !== 'column' || shadow.name !== source.name)) return null;
  }
  return same ? expr : substitute(expr, present);
}

const substitute = (expr: Expr, present: Items): Expr =>
  rewriteExpr(expr, (node) => (node.kind === 'column' ? (present.get(node.name)?.expr ?? node) : node));

/** All output columns as they are. Null where their names are not known. */
export function sameItems(level: Level): readonly Named[] | null {
  return outputOf(level)?.map(Item.same) ?? null;
}
