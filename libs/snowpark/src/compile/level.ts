import type { Expr } from '../plan/plan.js';
import type { SetOperator } from '../plan/words.js';
import { PersistentMap } from '../resolve/persistent-map.js';
import { type CompileQuery, expression } from '../sql/expression.js';
import { type Fragment, sql } from '../sql/fragment.js';
import { Items } from './items.js';

/** What a SELECT reads. A query may stand as a statement of its own, a join may not. */
export type From =
  | { readonly kind: 'name'; readonly sql: Fragment }
  | {
      readonly kind: 'query';
      readonly sql: Fragment;
      /** The set operator that it is a chain of. */
      readonly set?: SetOperator;
    }
  | { readonly kind: 'level'; readonly of: Level }
  | {
      readonly kind: 'joined';
      readonly left: Level;
      readonly right: Level;
      /** Names that the condition reads, of either side; null if SQL of the caller is among it. */
      readonly read: ReadonlySet<string> | null;
      readonly write: (left: Fragment, right: Fragment) => Fragment;
    };

/** One SELECT. An operation joins it while its clauses allow that; otherwise it becomes what the next one reads. */
export interface Level {
  readonly from: From;
  /** What FROM offers; null if that is not known. */
  readonly inner: Items | null;
  /** Null for everything that FROM offers. */
  readonly items: Items | null;
  /** The caller spoke of everything and more: the items may be written as a star and the rest. */
  readonly star: boolean;
  readonly where: Fragment | null;
  readonly orderBy: Fragment | null;
  /** ORDER BY goes by columns alone: beside DISTINCT nothing else is allowed there. */
  readonly orderedByColumns: boolean;
  readonly limit: { readonly rows: number; readonly offset: number } | null;
  readonly distinct: boolean;
  readonly groupBy: Fragment | null;
  /** Names of FROM that WHERE and ORDER BY read; null if SQL of the caller is among them. */
  readonly read: PersistentMap<string, true> | null;
  /** Nothing joins it any more. */
  readonly closed: boolean;
}

export const level = (from: From, inner: readonly string[] | null): Level => ({
  from,
  inner: inner === null ? null : Items.named(inner),
  items: null,
  star: false,
  where: null,
  orderBy: null,
  orderedByColumns: true,
  limit: null,
  distinct: false,
  groupBy: null,
  read: PersistentMap.of(),
  closed: false,
});

/** The output columns; null where their names are not known. */
export function columnsOf({ items, inner }: Level): Items | null {
  return items === null || items.named ? (items ?? inner) : null;
}

/** Their names as a list, which is made for it: what only asks for some of them asks `columnsOf`. */
export const outputOf = (of: Level): readonly string[] | null => columnsOf(of)?.names() ?? null;

export const isBare = (of: Level): boolean =>
  of.items === null &&
  of.where === null &&
  of.orderBy === null &&
  of.limit === null &&
  !of.distinct &&
  of.groupBy === null;

/** A name and nothing more: as short as what would stand for it. */
export const isName = (of: Level): boolean => isBare(of) && of.from.kind === 'name';

/** A level as what another one reads. */
const source = (of: Level): From => (isBare(of) && of.from.kind !== 'joined' ? of.from : { kind: 'level', of });

/** A level that reads another one whole. */
export const nest = (of: Level): Level => ({ ...level(source(of), null), inner: columnsOf(of)?.same() ?? null });

export const conditionSql = (expr: Expr, query: CompileQuery): Fragment =>
  expr.kind === 'sql' || expr.kind === 'column' || expr.kind === 'call' || expr.kind === 'case'
    ? sql`(${expression(expr, query)})`
    : expression(expr, query);
