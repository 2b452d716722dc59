import type { Aggregate, DropDuplicates, Expr } from '../plan/plan.js';
import { factsOf } from '../resolve/facts.js';
import { resolveExpr, withoutAlias } from '../resolve/resolve.js';
import { withoutStars } from '../resolve/stars.js';
import { expression } from '../sql/expression.js';
import { expressionName } from '../sql/expression-name.js';
import { type Fragment, list, sql, text } from '../sql/fragment.js';
import { quotedName } from '../sql/identifier.js';
import type { Build } from './build.js';
import { Item, Items, isSame } from './items.js';
import { level, nest } from './level.js';
import { moveExpr, project } from './project.js';
import { NO_CLASHES, NO_KEYS, type Relation, scopeOf } from './relation.js';
import { operand } from './write.js';

/** Groups rows. Keys come first in the output, each once; one row without keys. */
export function aggregate(given: Aggregate, below: Relation, build: Build): Relation {
  const { node, of } = withPlainKeys(given, below, build);
  const scope = scopeOf(of);
  const item = (expr: Expr): Item => {
    const resolved = resolveExpr(withoutAlias(expr), scope);
    return new Item(expr.kind === 'alias' ? expr.name : expressionName(resolved), resolved);
  };
  const keys = firstOfEach(node.keys.map(item));
  const items = [...keys, ...node.aggregates.map(item)];
  const forward = new Map(
    keys.flatMap(({ name, expr }): [string, string][] =>
      name !== null && expr.kind === 'column' ? [[expr.name, name]] : [],
    ),
  );
  const frames = of.frames.carried(forward);
  const { base, moved } = joinLevel(of, items, build);
  const groupBy = keys.length === 0 ? null : grouping(node, moved.slice(0, keys.length), moved, build);
  return {
    level: { ...base, items: Items.of(moved), star: false, groupBy, closed: true },
    frames,
    clashes: NO_CLASHES,
    top: NO_KEYS,
  };
}

/**
 * ROLLUP and CUBE know their keys by name only, so computed ones are columns of a level below, next to what the aggregates read.
 * Grouped plainly, a computed key is spoken of by its position.
 */
function withPlainKeys(node: Aggregate, of: Relation, build: Build): { node: Aggregate; of: Relation } {
  const scope = scopeOf(of);
  const resolved = node.keys.map((key) => resolveExpr(withoutAlias(key), scope));
  if (node.grouping === 'plain' || resolved.every((key) => key.kind === 'column')) return { node, of };
  const aggregates = node.aggregates.map((aggregate): Expr => {
    const name = aggregate.kind === 'alias' ? aggregate.name : expressionName(resolveExpr(aggregate, scope));
    const operand = withoutStars(resolveExpr(withoutAlias(aggregate), scope), scope);
    return name === null ? operand : { kind: 'alias', operand, name };
  });
  const read = new Set(aggregates.flatMap((aggregate) => [...factsOf(aggregate).columns]));
  const keys = resolved.map((expr, at) => new Item(`FIRN_KEY_${at + 1}`, expr));
  const items = [...keys, ...[...read].map(Item.same)];
  const named = node.keys.map((key, at): Expr => {
    const name = key.kind === 'alias' ? key.name : expressionName(resolved[at] ?? key);
    const operand: Expr = { kind: 'column', name: `FIRN_KEY_${at + 1}` };
    return name === null ? operand : { kind: 'alias', operand, name };
  });
  return { node: { ...node, keys: named, aggregates }, of: project(of, items, false, build) };
}

function firstOfEach(keys: readonly Item[]): readonly Item[] {
  const taken = new Set<string | null>();
  return keys.filter(({ name }) => !taken.has(name) && taken.add(name).size > 0);
}

/** Groups in the SELECT that filters, where that changes no meaning; an order below an aggregate has none. */
function joinLevel(
  of: Relation,
  items: readonly Item[],
  build: Build,
): { base: Relation['level']; moved: readonly Item[] } {
  const open = build.rules.aggregate(of.level);
  const moved = items.flatMap(({ name, expr, facts }): Item[] => {
    const into = open ? moveExpr(expr, facts, of.level.items) : null;
    const keepsNames =
      name !== null &&
      (into?.kind === 'column' ? into.name === name || !of.level.read?.has(name) : !of.level.read?.has(name));
    return into === null || !keepsNames ? [] : [new Item(name, into)];
  });
  if (open && moved.length === items.length) return { base: { ...of.level, orderBy: null }, moved };
  return { base: nest(of.level), moved: items };
}

/** By name while the names can only mean the columns of FROM; else by position, which also spares repeating binds. */
function grouping(node: Aggregate, keys: readonly Item[], all: readonly Item[], build: Build): Fragment {
  const computed = new Set(all.flatMap((item) => (item.name === null || isSame(item) ? [] : [item.name])));
  const plain = keys.every(({ expr }) => expr.kind === 'column' && !computed.has(expr.name));
  const written = keys.map(({ expr }, at) =>
    plain || node.grouping !== 'plain' ? expression(expr, build.query) : text(String(at + 1)),
  );
  if (node.grouping === 'sets') {
    const sets = (node.sets ?? []).map((set) => sql`(${list(set.flatMap((at) => written[at] ?? []))})`);
    return sql`GROUPING SETS (${list(sets)})`;
  }
  return node.grouping === 'plain' ? list(written) : sql`${text(node.grouping.toUpperCase())}(${list(written)})`;
}

/** One row of each group that is equal in the named columns. */
export function dropDuplicates(node: DropDuplicates, of: Relation, build: Build): Relation {
  const scope = scopeOf(of);
  const names = node.names.map((name) => resolveExpr({ kind: 'column', name }, scope));
  const columns = list(names.map((name) => expression(name, build.query)));
  const first = sql`row_number() OVER (PARTITION BY ${columns} ORDER BY ${columns})`;
  const body = sql`SELECT * FROM ${operand(of.level, build)} QUALIFY (${first} = 1)`;
  return { ...of, level: level({ kind: 'query', sql: body }, scope.columns?.names() ?? null), top: NO_KEYS };
}

/** How many rows there are, as one row. An order changes nothing, so it is left out. */
export function countRows(of: Relation, build: Build): Fragment {
  const free = of.level.limit === null && build.rules.unordered();
  const ordered = free ? { ...of.level, orderBy: null } : of.level;
  const column = text(quotedName('COUNT'));
  return sql`SELECT count(*) AS ${column} FROM ${operand(ordered, build, new Set())}`;
}
