import { CONDITION, FRAME } from './arguments/columns.js';
import { KIND, kindOf } from './arguments/kind.js';
import type { ReadersOf } from './arguments/options.js';
import { type Reader, wrong } from './arguments/reader.js';
import { listOf } from './arguments/scalars.js';
import { omittable, required } from './arguments/signature.js';
import type { ActionOptions, NoBlock } from './async/action-options.js';
import {
  type Acting,
  declareAction,
  giveActions,
  type Nowait,
  type Started,
  type Twin,
} from './async/declared-actions.js';
import type { DeleteResult, MergeResult, UpdateResult } from './async/job-kinds.js';
import { DataFrame } from './dataframe.js';
import { UsageError } from './errors.js';
import type { StartOptions } from './execution/executor.js';
import { ASSIGNMENTS, type MergeAction } from './merge-clause.js';
import type { MergeClause } from './plan/action.js';
import { frozen } from './plan/frozen.js';
import type { Expr, Plan } from './plan/plan.js';
import type { Ident } from './shape/names.js';
import type { AnyColumn, NameIn, Untyped } from './shape/shape.js';
import type { TakenClauses, TakenCondition, TakenJoin, TakenValues } from './shape/taken.js';
import type { Beside } from './shape/values.js';
import { objectSql } from './sql/identifier.js';

/** New values by column: plain values, or columns. */
export type NewValues<S> = {
  readonly [K in NameIn<S>]?: Beside<Ident<K> extends keyof S ? S[Ident<K>] : unknown>;
};

/** A condition over the table, and over a source if there is one; a text is SQL. */
type On<S, Q, C> = [Q] extends [never] ? TakenCondition<S, C> : TakenJoin<S, Q, C>;
type Condition = string | AnyColumn;

export interface WithSource<Q extends object> {
  /** Another frame to read from. A condition then says which rows belong together. */
  readonly source?: DataFrame<Q>;
}

/** The actions of a table. */
export interface TableActionTable<S extends object> {
  /**
   * Gives columns new values, in the rows that meet the condition, in all without one.
   *
   * `table.update({ value: 'x' }, table.col('key').eq(1))`. With a source, columns of both can be used.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * await session.table('orders').write.mode('overwrite').saveAsTable('raised');
   * const table = session.table('raised');
   * console.log(await table.update({ amount: col('amount').plus(1) }, 'amount > 10')); // → rowsUpdated: 2
   * ```
   */
  update: Updating<S>;
  /**
   * Takes rows away: those that meet the condition, all without one.
   *
   * `table.delete(table.col('key').eq(1))`, or as SQL: `table.delete('key = 1')`.
   *
   * @example
   * ```ts
   * await session.table('orders').write.mode('overwrite').saveAsTable('thinned');
   * const table = session.table('thinned');
   * console.log(await table.delete(table.col('id').eq(1))); // → { rowsDeleted: 1 }
   * ```
   */
  delete: Deleting<S>;
  /**
   * Changes rows by those of a source: for each row, the first clause that fits decides.
   *
   * `target.merge(source, target.col('key').eq(source.col('key')), [whenMatched().update({ value: source.col('value') })])`
   *
   * @example
   * ```ts
   * import { whenMatched, whenNotMatched } from '@firn/snowpark';
   *
   * await session.table('orders').write.mode('overwrite').saveAsTable('merged');
   * const table = session.table('merged');
   * const news = session.createDataFrame([[3, 'west', 5], [4, 'east', 7]], ['id', 'region', 'amount']);
   * const counts = await table.merge(news, table.col('id').eq(news.col('id')), [
   *   whenMatched().update({ amount: news.col('amount') }),
   *   whenNotMatched().insert({ id: news.col('id'), region: news.col('region'), amount: news.col('amount') }),
   * ]);
   * console.log(counts); // → { rowsInserted: 1, rowsUpdated: 1, rowsDeleted: 0 }
   * ```
   */
  merge: Merging<S>;
  /**
   * Takes the table away; fails if it is not there.
   *
   * @example
   * ```ts
   * await session.table('orders').write.mode('overwrite').saveAsTable('passing_table');
   * const table = session.table('passing_table');
   * await table.dropTable();
   * console.log(await table.count().catch((error: Error) => error.name)); // → SnowflakeError
   * ```
   */
  dropTable: Acting<[], unknown, 'none', Untyped>;
}

interface Updating<S extends object> extends Twin<UpdatingNowait<S>> {
  <const V extends NewValues<S>, Q extends object = never, const C extends Condition = string>(
    set: TakenValues<S, Q, V>,
    condition?: On<S, Q, C>,
    options?: WithSource<Q> & ActionOptions,
  ): Promise<UpdateResult>;
  <const V extends NewValues<S>, Q extends object = never, const C extends Condition = string>(
    set: TakenValues<S, Q, V>,
    condition: On<S, Q, C> | undefined,
    options: WithSource<Q> & NoBlock,
  ): Started<UpdateResult, Untyped>;
}
type UpdatingNowait<S extends object> = <
  const V extends NewValues<S>,
  Q extends object = never,
  const C extends Condition = string,
>(
  set: TakenValues<S, Q, V>,
  condition?: On<S, Q, C>,
  options?: WithSource<Q> & StartOptions,
) => Started<UpdateResult, Untyped>;

interface Deleting<S extends object> extends Twin<DeletingNowait<S>> {
  <Q extends object = never, const C extends Condition = string>(
    condition?: On<S, Q, C>,
    options?: WithSource<Q> & ActionOptions,
  ): Promise<DeleteResult>;
  <Q extends object = never, const C extends Condition = string>(
    condition: On<S, Q, C> | undefined,
    options: WithSource<Q> & NoBlock,
  ): Started<DeleteResult, Untyped>;
}
type DeletingNowait<S extends object> = <Q extends object = never, const C extends Condition = string>(
  condition?: On<S, Q, C>,
  options?: WithSource<Q> & StartOptions,
) => Started<DeleteResult, Untyped>;

interface Merging<S extends object> extends Twin<MergingNowait<S>> {
  <Q extends object, const C extends Condition, const L extends Clauses>(
    source: DataFrame<Q>,
    on: On<S, Q, C>,
    clauses: TakenClauses<S, Q, L>,
    options?: ActionOptions,
  ): Promise<MergeResult>;
  <Q extends object, const C extends Condition, const L extends Clauses>(
    source: DataFrame<Q>,
    on: On<S, Q, C>,
    clauses: TakenClauses<S, Q, L>,
    options: NoBlock,
  ): Started<MergeResult, Untyped>;
}
type MergingNowait<S extends object> = <Q extends object, const C extends Condition, const L extends Clauses>(
  source: DataFrame<Q>,
  on: On<S, Q, C>,
  clauses: TakenClauses<S, Q, L>,
  options?: StartOptions,
) => Started<MergeResult, Untyped>;

export interface Table<S extends object = Untyped> extends TableActionTable<S>, Nowait<TableActionTable<S>> {}

/** A frame that is a table: its rows can be changed. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `giveActions` below gives the class what the table says
export class Table<S extends object = Untyped> extends DataFrame<S> {
  /** @internal */
  override get [KIND](): string {
    return 'Table';
  }
}

type Clauses = readonly MergeAction<unknown, string>[];

function change(condition: Expr | undefined, source: Plan | undefined) {
  if (source !== undefined && condition === undefined) {
    throw new UsageError('invalid_argument', 'With a source, a condition must say which rows belong together.');
  }
  return { ...(source !== undefined && { source }), ...(condition !== undefined && { condition }) };
}

const isMergeAction = (given: unknown): given is { readonly data: MergeClause } => kindOf(given) === 'MergeAction';

const CLAUSE: Reader<MergeClause> = {
  allowed: 'a clause such as whenMatched().delete()',
  read(given, place) {
    if (isMergeAction(given)) return given.data;
    const open = 'Finish it with .update(…), .delete() or .insert(…).';
    throw wrong(place, this.allowed, given, kindOf(given)?.endsWith('Clause') ? open : undefined);
  },
};

const SOURCE = { source: FRAME } satisfies ReadersOf<WithSource<Untyped>>;
const SET = required('set', ASSIGNMENTS);
const WHERE = omittable('condition', CONDITION);
const MERGED = [required('source', FRAME), required('on', CONDITION), required('clauses', listOf(CLAUSE, 1))] as const;

giveActions<Table<object>, TableActionTable<object>>(Table.prototype, {
  update: declareAction('update', [SET, WHERE], SOURCE, ({ plan }: Table<object>, set, condition, { source }) =>
    frozen({ kind: 'update', target: plan, set, ...change(condition, source) }),
  ),
  delete: declareAction('delete', [WHERE], SOURCE, ({ plan }: Table<object>, condition, { source }) =>
    frozen({ kind: 'delete', target: plan, ...change(condition, source) }),
  ),
  merge: declareAction('merge', MERGED, {}, ({ plan }: Table<object>, source, on, clauses) =>
    frozen({ kind: 'merge', target: plan, source, on, clauses }),
  ),
  dropTable: declareAction('none', [], {}, ({ plan }: Table<object>) => {
    if (plan.kind !== 'table') throw new UsageError('invalid_argument', 'Only a table can be dropped.');
    return frozen({ kind: 'sql', text: `DROP TABLE ${objectSql(plan.name)}`, binds: [] });
  }),
});
