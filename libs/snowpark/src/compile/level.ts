import type { Expr } from '../plan/plan.js';
import type { SetOperator } from '../plan/words.js';
import { type CompileQuery, expression } from '../sql/expression.js';
import { type Fragment, joined, list, sql, text } from '../sql/fragment.js';
import { quoteName } from '../sql/identifier.js';

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

/** One output column, over the names that FROM offers. Without a name where SQL of the caller brings its own. */
export interface Item {
  readonly name: string | null;
  readonly expr: Expr;
}

/** One SELECT. An operation joins it while its clauses allow that; otherwise it becomes what the next one reads. */
export interface Level {
  readonly from: From;
  /** What FROM offers; null if that is not known. */
  readonly inner: readonly string[] | null;
  /** Null for everything that FROM offers. */
  readonly items: readonly Item[] | null;
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
  inner,
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

export function outputOf({ items, inner }: Level): readonly string[] | null {
  return items === null ? inner : namesOf(items);
}

/** Levels never change, and each step of a chain asks for their names several times. */
const remembered = new WeakMap<readonly Item[], readonly string[] | null>();

function namesOf(items: readonly Item[]): readonly string[] | null {
  const known = remembered.get(items);
  if (known !== undefined) return known;
  const names = items.flatMap((item) => (item.name === null ? [] : [item.name]));
  const whole = names.length === items.length ? names : null;
  remembered.set(items, whole);
  return whole;
}

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
export function select(of: Level, query: CompileQuery): Fragment {
  if (isBare(of) && of.from.kind === 'query') return of.from.sql;
  const clauses = [
    sql`SELECT ${text(of.distinct ? 'DISTINCT ' : '')}${projection(of, query)} FROM ${fromSql(of.from)}`,
  ];
  if (of.where.length > 0) clauses.push(sql`WHERE ${joined(of.where, ' AND ')}`);
  if (of.groupBy !== null) clauses.push(sql`GROUP BY ${of.groupBy}`);
  if (of.orderBy.length > 0) clauses.push(sql`ORDER BY ${list(of.orderBy)}`);
  if (of.limit !== null) clauses.push(limitSql(of.limit));
  return joined(clauses, ' ');
}

/** A level as what another one reads. */
export function source(of: Level, query: CompileQuery): From {
  return isBare(of) && of.from.kind !== 'joined' ? of.from : { kind: 'query', sql: select(of, query) };
}

export const fromSql = (from: From): Fragment => (from.kind === 'query' ? sql`(${from.sql})` : from.sql);

export const nest = (of: Level, query: CompileQuery): Level => level(source(of, query), outputOf(of));

export const isSame = (item: Item): boolean => item.expr.kind === 'column' && item.expr.name === item.name;

function projection({ items, inner, star }: Level, query: CompileQuery): Fragment {
  if (items === null) return text('*');
  const whole = inner?.length ?? 0;
  const all = star && whole > 0 && whole < items.length && inner?.every((name, at) => isColumn(items[at], name));
  const written = (all ? items.slice(whole) : items).map((item) => itemSql(item, query));
  return list(all ? [text('*'), ...written] : written);
}

const isColumn = (item: Item | undefined, name: string): boolean =>
  item !== undefined && item.name === name && isSame(item);

function itemSql(item: Item, query: CompileQuery): Fragment {
  const value = expression(item.expr, query);
  return item.name === null || isSame(item) ? value : sql`${value} AS ${text(quoteName(item.name))}`;
}

const limitSql = ({ rows, offset }: { readonly rows: number; readonly offset: number }): Fragment =>
  offset === 0 ? text(`LIMIT ${rows}`) : text(`LIMIT ${rows} OFFSET ${offset}`);

export const conditionSql = (expr: Expr, query: CompileQuery): Fragment =>
  expr.kind === 'sql' || expr.kind === 'column' || expr.kind === 'call' || expr.kind === 'case'
    ? sql`(${expression(expr, query)})`
    : expression(expr, query);
