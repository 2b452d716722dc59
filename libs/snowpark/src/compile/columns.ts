import { UsageError } from '../errors.js';
import { nameTwice, refuseTwice } from '../plan/check-names.js';
import type { Drop, Expr, Rename, Select, Star, ToDf, WithColumns } from '../plan/plan.js';
import { likePattern } from '../resolve/like-pattern.js';
import { resolveExpr, withoutAlias } from '../resolve/resolve.js';
import { namesNeeded, resolveColumn, resolveStar, type Scope } from '../resolve/scope.js';
import { expressionName } from '../sql/expression-name.js';
import type { Build } from './build.js';
import { Item, type Items } from './items.js';
import { columnsOf, nest } from './level.js';
import { dropItems, type Named, project, put, renameItems } from './project.js';
import { NO_KEYS, type Relation, scopeOf } from './relation.js';

/** Operations that choose, add, rename or take away columns: all of them are new output columns over the present ones. */
export function selectColumns(node: Select, of: Relation, build: Build): Relation {
  const scope = scopeOf(of);
  const [only] = node.items;
  if (node.items.length === 1 && only?.kind === 'star' && isEverything(only, scope)) return { ...of, top: NO_KEYS };
  const added =
    only?.kind === 'star' && isPlain(only) ? addedTo(columnsOf(of.level), node.items.slice(1), scope) : null;
  if (added !== null) return put(of, added, false, build);
  const items = node.items.flatMap((expr) => (expr.kind === 'star' ? starItems(expr, scope) : [itemOf(expr, scope)]));
  const everything = node.items[0]?.kind === 'star' && isEverything(node.items[0], scope);
  const unknown = items.some((item) => item.expr.kind === 'star');
  const below = unknown && of.level.items !== null ? { ...of, level: nest(of.level) } : of;
  return project(below, items, everything, build);
}

/** What is selected behind everything, if that makes columns of new names: as withColumns does. */
function addedTo(columns: Items | null, exprs: readonly Expr[], scope: Scope): readonly Named[] | null {
  if (columns === null || !columns.distinct || exprs.some((expr) => expr.kind === 'star')) return null;
  const items = exprs.map((expr) => itemOf(expr, scope));
  const named = items.filter((item): item is Named => item.name !== null && !columns.has(item.name));
  return named.length === items.length && nameTwice(named.map(({ name }) => name)) === undefined ? named : null;
}

const isPlain = (star: Star): boolean =>
  star.frame === undefined && star.alias === undefined && star.ilike === undefined;

const isEverything = (star: Expr, scope: Scope): boolean =>
  star.kind === 'star' &&
  star.ilike === undefined &&
  (isPlain(star) ? true : resolveStar(star, scope) === (scope.columns?.names() ?? null));

function starItems(star: Expr, scope: Scope): readonly Item[] {
  if (star.kind !== 'star') return [];
  const { ilike } = star;
  const names = resolveStar(star, scope);
  if (names === null) return [new Item(null, { kind: 'star', ...(ilike !== undefined && { ilike }) })];
  const found = ilike === undefined ? names : names.filter(likePattern(ilike));
  if (found.length > 0) return found.map(Item.same);
  throw new UsageError('unknown_column', `No column is like '${ilike}'. Available: ${names.join(', ')}.`);
}

function itemOf(expr: Expr, scope: Scope): Item {
  const resolved = resolveExpr(withoutAlias(expr), scope);
  return new Item(expr.kind === 'alias' ? expr.name : expressionName(resolved), resolved);
}

export function withColumns(node: WithColumns, of: Relation, build: Build): Relation {
  const scope = scopeOf(of);
  const present = distinctColumns(of);
  const added = node.columns.map(({ name, value }) => new Item(name, resolveExpr(withoutAlias(value), scope)));
  const copies = added.some(({ name, expr }) => expr.kind === 'column' && present.has(name));
  if (!copies || !node.keepOrder || of.frames.isEmpty) return put(of, added, !node.keepOrder, build);
  // A copy in the place of another column is what columns bound to the copied one mean from here on.
  const names = present.names() ?? [];
  const byName = new Map(added.map((item) => [item.name, item]));
  const rest = added.filter(({ name }) => !present.has(name));
  return project(of, [...names.map((name) => byName.get(name) ?? Item.same(name)), ...rest], true, build);
}

export function drop(node: Drop, of: Relation, build: Build): Relation {
  const scope = scopeOf(of);
  const present = distinctColumns(of);
  const dropped = new Set(
    node.columns.flatMap((expr) => {
      if (expr.kind !== 'column')
        throw new UsageError('invalid_argument', 'drop takes columns, not expressions over them.');
      const free = expr.frame === undefined && expr.alias === undefined;
      return free && !present.has(expr.name) ? [] : [resolveColumn(expr, scope)];
    }),
  );
  if (dropped.size === present.size)
    throw new UsageError('cannot_drop_all_columns', 'Dropping these leaves no column.');
  return dropped.size === 0 ? of : dropItems(of, dropped, build);
}

export function rename(node: Rename, of: Relation, build: Build): Relation {
  const scope = scopeOf(of);
  const to = new Map(
    node.renames.map(({ from, to: name }): [string, string] => {
      if (from.kind !== 'column')
        throw new UsageError('invalid_argument', 'rename takes a column, not an expression over one.');
      return [resolveColumn(from, scope), name];
    }),
  );
  if (to.size < node.renames.length)
    throw new UsageError('duplicate_column', 'rename gives one column two names. Say each column once.');
  const present = distinctColumns(of);
  const kept = [...to.values()].filter((name) => present.has(name) && !to.has(name));
  refuseTwice([...to.values(), ...kept], 'After rename', 'Choose another name.');
  return renameItems(of, to, build);
}

export function toDf(node: ToDf, of: Relation, build: Build): Relation {
  const present = distinctColumns(of).names() ?? [];
  if (present.length !== node.names.length) {
    throw new UsageError('column_count_differs', `toDf got ${node.names.length} names for ${present.length} columns.`);
  }
  const items = present.map((name, at) => Item.same(name).called(node.names[at] ?? name));
  return project(of, items, false, build);
}

function distinctColumns(of: Relation): Items {
  const columns = columnsOf(of.level);
  if (columns === null) throw namesNeeded();
  if (!columns.distinct) refuseTwice(columns.names() ?? [], 'In the frame below', AMBIGUOUS);
  return columns;
}

const AMBIGUOUS = "Give each a name of its own with .as('…') where it is selected.";
