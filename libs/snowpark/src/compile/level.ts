import type { Expr } from '../plan/plan.js';
import type { SetOperator } from '../plan/words.js';
import { type CompileQuery, expression } from '../sql/expression.js';
import { type Fragment, joined, list, sql, text } from '../sql/fragment.js';
import { quoteName } from '../sql/identifier.js';
import type { Build } from './build.js';
import { type Item, Items, isSame } from './items.js';

/** What a SELECT reads. A query may stand as a statement of its own, a join may not. */
export type From =
  | { readonly kind: 'name'; readonly sql: Fragment }
  | {
      readonly kind: 'query';
      readonly sql: Fragment;
      /** The set operator that it is a chain of. */
      readonly set?: SetOperator;
    }
  | { readonly kind: 'joined'; readonly sql: Fragment };

/** One SELECT. An operation joins it while its clauses allow that; otherwise it becomes what the next one reads. */
export interface Level {
  readonly from: From;
  /** What FROM offers; null if that is not known. */
  readonly inner: Items | null;
  /** Null for everything that FROM offers. */
  readonly items: Items | null;
  /** The caller spoke of everything and more: the items may be written as a star and the rest. */
  readonly star: boolean;
  readonly where: readonly Fragment[];
  readonly orderBy: readonly Fragment[];
  readonly limit: { readonly rows: number; readonly offset: number } | null;
  readonly distinct: boolean;
  readonly groupBy: Fragment | null;
  /** Names of FROM that WHERE and ORDER BY read; null if SQL of the caller is among them. */
  readonly read: ReadonlySet<string> | null;
  /** Nothing joins it any more. */
  readonly closed: boolean;
}

export const level = (from: From, inner: readonly string[] | null): Level => ({
  from,
  inner: inner === null ? null : Items.named(inner),
  items: null,
  star: false,
  where: [],
  orderBy: [],
  limit: null,
  distinct: false,
  groupBy: null,
  read: new Set(),
  closed: false,
});

/** The output columns; null where their names are not known. */
export function columnsOf({ items, inner }: Level): Items | null {
  return items === null || items.named ? (items ?? inner) : null;
}

/** Their names as a list, which is made for it: what only asks for some of them asks `columnsOf`. */
export const outputOf = (of: Level): readonly string[] | null => columnsOf(of)?.names() ?? null;

const isBare = (of: Level): boolean =>
  of.items === null &&
  of.where.length === 0 &&
  of.orderBy.length === 0 &&
  of.limit === null &&
  !of.distinct &&
  of.groupBy === null;

/** A name and nothing more: as short as what would stand for it. */
export const isName = (of: Level): boolean => isBare(of) && of.from.kind === 'name';

/** A level as a statement. */
export function select(of: Level, build: Build): Fragment {
  if (isBare(of) && of.from.kind === 'query') return of.from.sql;
  const clauses = [
    sql`SELECT ${text(of.distinct ? 'DISTINCT ' : '')}${projection(of, build)} FROM ${fromSql(of.from)}`,
  ];
  if (of.where.length > 0) clauses.push(sql`WHERE ${joined(of.where, ' AND ')}`);
  if (of.groupBy !== null) clauses.push(sql`GROUP BY ${of.groupBy}`);
  if (of.orderBy.length > 0) clauses.push(sql`ORDER BY ${list(of.orderBy)}`);
  if (of.limit !== null) clauses.push(limitSql(of.limit));
  return joined(clauses, ' ');
}

/** A level as what another one reads. */
export function source(of: Level, build: Build): From {
  return isBare(of) && of.from.kind !== 'joined' ? of.from : { kind: 'query', sql: select(of, build) };
}

export const fromSql = (from: From): Fragment => (from.kind === 'query' ? sql`(${from.sql})` : from.sql);

export const nest = (of: Level, build: Build): Level => ({
  ...level(source(of, build), null),
  inner: columnsOf(of)?.same() ?? null,
});

function projection({ items, inner, star }: Level, build: Build): Fragment {
  if (items === null) return text('*');
  const behind = star && inner !== null ? behindEverything(items, inner) : null;
  const written = (behind ?? items.list()).map((item) => itemSql(item, build));
  return list(behind === null ? written : [text('*'), ...written]);
}

/** The items behind everything that FROM offers; null if they do not begin with that. */
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
  return item.name === null || isSame(item) ? value : sql`${value} AS ${text(quoteName(item.name))}`;
}

const limitSql = ({ rows, offset }: { readonly rows: number; readonly offset: number }): Fragment =>
  offset === 0 ? text(`LIMIT ${rows}`) : text(`LIMIT ${rows} OFFSET ${offset}`);

export const conditionSql = (expr: Expr, query: CompileQuery): Fragment =>
  expr.kind === 'sql' || expr.kind === 'column' || expr.kind === 'call' || expr.kind === 'case'
    ? sql`(${expression(expr, query)})`
    : expression(expr, query);
