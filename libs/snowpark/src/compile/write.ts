import { expression } from '../sql/expression.js';
import { type Fragment, joined, list, sql, text } from '../sql/fragment.js';
import { quotedName } from '../sql/identifier.js';
import type { Build } from './build.js';
import { type Item, type Items, isSame } from './items.js';
import { isBare, type Level } from './level.js';
import { keptOf, narrowed, readsOf, type Wanted } from './prune.js';

/** A level as a statement. */
export const select = (of: Level, build: Build): Fragment =>
  written({ level: of, columns: null, exact: true }, build).statement;

/** A level as what stands behind FROM: a name, or a query in parentheses. `columns` are those that are read of it. */
export function operand(of: Level, build: Build, columns: ReadonlySet<string> | null = null): Fragment {
  const { wanted, statement } = written({ level: of, columns, exact: true }, build);
  return enclosed(wanted, statement);
}

/** Writes from the innermost level outwards, without recursion along first operands: a chain of steps is as many levels deep. */
function written(outer: Wanted, build: Build): { readonly wanted: Wanted; readonly statement: Fragment } {
  const chain = [narrowed(outer)];
  for (let next = first(chain[0], build); next !== null; next = first(next, build)) chain.push(next);
  let below: Fragment | null = null;
  let statement: Fragment | null = null;
  for (const wanted of chain.toReversed()) {
    statement = statementOf(wanted, below, build);
    below = enclosed(wanted, statement);
  }
  const [wanted] = chain;
  if (wanted === undefined || statement === null) throw new Error('A level was not written.');
  return { wanted, statement };
}

/** What a level reads first, as far as that is a level. */
function first(wanted: Wanted | undefined, build: Build): Wanted | null {
  if (wanted === undefined) return null;
  const { from, items } = wanted.level;
  if (from.kind !== 'level' && from.kind !== 'joined') return null;
  const starred = isStarred(wanted);
  const columns = readsOf(wanted, starred, build);
  if (from.kind === 'level')
    return narrowed({ level: from.of, columns, exact: items === null ? wanted.exact : starred });
  return narrowed({ level: from.left, columns: both(columns, from.read), exact: true });
}

const both = (one: Wanted['columns'], other: Wanted['columns']): Wanted['columns'] =>
  one === null || other === null ? null : new Set([...one, ...other]);

const enclosed = ({ level: of }: Wanted, statement: Fragment): Fragment =>
  isBare(of) && of.from.kind === 'name' ? of.from.sql : sql`(${statement})`;

/** `below` is what the level reads first, where that is a level. */
function statementOf(wanted: Wanted, below: Fragment | null, build: Build): Fragment {
  const { level: of } = wanted;
  if (isBare(of) && of.from.kind === 'query') return of.from.sql;
  const clauses = [
    sql`SELECT ${text(of.distinct ? 'DISTINCT ' : '')}${projection(wanted, build)} FROM ${fromSql(wanted, below, build)}`,
  ];
  if (of.where !== null) clauses.push(sql`WHERE ${of.where}`);
  if (of.groupBy !== null) clauses.push(sql`GROUP BY ${of.groupBy}`);
  if (of.orderBy !== null) clauses.push(sql`ORDER BY ${of.orderBy}`);
  if (of.limit !== null) clauses.push(limitSql(of.limit));
  return joined(clauses, ' ');
}

function fromSql(wanted: Wanted, below: Fragment | null, build: Build): Fragment {
  const { from } = wanted.level;
  if (from.kind === 'name') return from.sql;
  if (from.kind === 'query') return sql`(${from.sql})`;
  if (below === null) throw new Error('What a level reads was not written.');
  if (from.kind === 'level') return below;
  const columns = both(readsOf(wanted, isStarred(wanted), build), from.read);
  return from.write(below, operand(from.right, build, columns));
}

const isStarred = (wanted: Wanted): boolean => keptOf(wanted) === null && behindStar(wanted.level) !== null;

function projection(wanted: Wanted, build: Build): Fragment {
  const { items } = wanted.level;
  if (items === null) return text('*');
  const kept = keptOf(wanted);
  const behind = kept === null ? behindStar(wanted.level) : null;
  const shown = (kept ?? behind ?? items.list()).map((item) => itemSql(item, build));
  return list(behind === null ? shown : [text('*'), ...shown]);
}

/** The items behind everything that FROM offers, where they may be written as a star and the rest; null if they do not begin with that. */
function behindStar({ items, inner, star }: Level): readonly Item[] | null {
  return star && items !== null && inner !== null ? behindEverything(items, inner) : null;
}

function behindEverything(items: Items, inner: Items): readonly Item[] | null {
  const added = items.behindEverything();
  if (added !== null) return added;
  const whole = inner.size;
  if (whole === 0 || whole >= items.size) return null;
  const all = items.list();
  return inner.names()?.every((name, at) => isColumn(all[at], name)) ? all.slice(whole) : null;
}

const isColumn = (item: Item | undefined, name: string): boolean =>
  item !== undefined && item.name === name && isSame(item);

function itemSql(item: Item, build: Build): Fragment {
  const value = expression(item.expr, build.query);
  return item.name === null || isSame(item) ? value : sql`${value}${text(` AS ${quotedName(item.name)}`)}`;
}

const limitSql = ({ rows, offset }: { readonly rows: number; readonly offset: number }): Fragment =>
  offset === 0 ? text(`LIMIT ${rows}`) : text(`LIMIT ${rows} OFFSET ${offset}`);
