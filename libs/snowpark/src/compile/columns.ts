import { UsageError } from '../errors.js';
import { refuseTwice } from '../plan/check-names.js';
import type { Drop, Expr, Rename, Select, ToDf, WithColumns } from '../plan/plan.js';
import { resolveExpr, withoutAlias } from '../resolve/resolve.js';
import { resolveColumn, resolveStar, type Scope } from '../resolve/scope.js';
import type { CompileQuery } from '../sql/expression.js';
import { expressionName } from '../sql/expression-name.js';
import { type Item, nest, outputOf } from './level.js';
import { project } from './project.js';
import { type Relation, scopeOf } from './relation.js';

/** Operations that choose, add, rename or take away columns: all of them are new output columns over the present ones. */
export function selectColumns(node: Select, of: Relation, query: CompileQuery): Relation {
  const scope = scopeOf(of);
  const [only] = node.items;
  if (node.items.length === 1 && only?.kind === 'star' && isEverything(only, scope)) return { ...of, top: new Set() };
  const items = node.items.flatMap((expr) => (expr.kind === 'star' ? starItems(expr, scope) : [itemOf(expr, scope)]));
  const everything = node.items[0]?.kind === 'star' && isEverything(node.items[0], scope);
  const unknown = items.some((item) => item.expr.kind === 'star');
  const below = unknown && of.level.items !== null ? { ...of, level: nest(of.level, query) } : of;
  return project(below, items, everything, query);
}

const isEverything = (star: Expr, scope: Scope): boolean =>
  star.kind === 'star' &&
  (star.frame === undefined && star.alias === undefined ? true : resolveStar(star, scope) === scope.columns);

function starItems(star: Expr, scope: Scope): readonly Item[] {
  const names = star.kind === 'star' ? resolveStar(star, scope) : null;
  return names === null ? [{ name: null, expr: { kind: 'star' } }] : names.map(column);
}

function itemOf(expr: Expr, scope: Scope): Item {
  const resolved = resolveExpr(withoutAlias(expr), scope);
  return { name: expr.kind === 'alias' ? expr.name : expressionName(resolved), expr: resolved };
}

const column = (name: string): Item => ({ name, expr: { kind: 'column', name } });

export function withColumns(node: WithColumns, of: Relation, query: CompileQuery): Relation {
  const scope = scopeOf(of);
  const present = namesOf(of);
  const added = new Map(
    node.columns.map(({ name, value }) => [name, { name, expr: resolveExpr(withoutAlias(value), scope) }]),
  );
  const kept = node.keepOrder
    ? present.map((name) => added.get(name) ?? column(name))
    : present.filter((name) => !added.has(name)).map(column);
  const rest = [...added.values()].filter(({ name }) => !node.keepOrder || !present.includes(name));
  return project(of, [...kept, ...rest], true, query);
}

export function drop(node: Drop, of: Relation, query: CompileQuery): Relation {
  const scope = scopeOf(of);
  const present = namesOf(of);
  const dropped = new Set(
    node.columns.flatMap((expr) => {
      if (expr.kind !== 'column')
        throw new UsageError('invalid_argument', 'drop takes columns, not expressions over them.');
      const free = expr.frame === undefined && expr.alias === undefined;
      return free && !present.includes(expr.name) ? [] : [resolveColumn(expr, scope)];
    }),
  );
  const kept = present.filter((name) => !dropped.has(name));
  if (kept.length === 0) throw new UsageError('cannot_drop_all_columns', 'Dropping these leaves no column.');
  return kept.length === present.length ? of : project(of, kept.map(column), false, query);
}

export function rename(node: Rename, of: Relation, query: CompileQuery): Relation {
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
  const items = namesOf(of).map((name): Item => ({ name: to.get(name) ?? name, expr: { kind: 'column', name } }));
  refuseTwice(
    items.flatMap(({ name }) => name ?? []),
    'After rename',
    'Choose another name.',
  );
  return project(of, items, false, query);
}

export function toDf(node: ToDf, of: Relation, query: CompileQuery): Relation {
  const present = namesOf(of);
  if (present.length !== node.names.length) {
    throw new UsageError('column_count_differs', `toDf got ${node.names.length} names for ${present.length} columns.`);
  }
  const items = present.map((name, at): Item => ({ name: node.names[at] ?? name, expr: { kind: 'column', name } }));
  return project(of, items, false, query);
}

function namesOf(of: Relation): readonly string[] {
  const columns = outputOf(of.level);
  if (columns === null) {
    throw new UsageError(
      'unknown_column',
      "The columns below must be known here: give SQL expressions an alias with .as('…').",
    );
  }
  refuseTwice(columns, 'In the frame below', AMBIGUOUS);
  return columns;
}

const AMBIGUOUS = "Give each a name of its own with .as('…') where it is selected.";
