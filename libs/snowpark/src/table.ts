import { CONDITION, FRAME } from './arguments/columns.js';
import { KIND, kindOf } from './arguments/kind.js';
import { options, type ReadersOf } from './arguments/options.js';
import { type Reader, wrong } from './arguments/reader.js';
import { listOf } from './arguments/scalars.js';
import { noArguments, omittable, optional, required, signature } from './arguments/signature.js';
import {
  ACTION_OPTIONS,
  ACTION_READERS,
  type ActionOptions,
  type ActionStart,
  type NoBlock,
  START_OPTIONS,
  START_READERS,
} from './async/action-options.js';
import type { AsyncJob } from './async/async-job.js';
import type { DeleteResult, MergeResult, UpdateResult } from './async/job-kinds.js';
import { DataFrame } from './dataframe.js';
import { UsageError } from './errors.js';
import type { StartOptions } from './execution/executor.js';
import { ASSIGNMENTS, type MergeAction } from './merge-clause.js';
import type { Assignments, Delete, Merge, MergeClause, Update } from './plan/action.js';
import { frozen } from './plan/frozen.js';
import type { Expr, Plan } from './plan/plan.js';
import type { Ident } from './shape/names.js';
import type { AnyRef, ColumnLike, NameIn, Readable, Untyped } from './shape/shape.js';
import type { Beside } from './shape/values.js';
import { objectSql } from './sql/identifier.js';

/** New values by column: plain values, or columns that read R. */
export type NewValues<S, R extends string = string> = {
  readonly [K in NameIn<S>]?: Beside<Ident<K> extends keyof S ? S[Ident<K>] : unknown, R>;
};

/** A condition over the table and a source; a text is SQL. */
type On<S, Q> = string | ColumnLike<boolean | null | AnyRef, string, Readable<S> | Readable<Q>>;

export interface WithSource<Q extends object> {
  /** Another frame to read from. A condition then says which rows belong together. */
  readonly source?: DataFrame<Q>;
}

/** A frame that is a table: its rows can be changed. */
export class Table<S extends object = Untyped> extends DataFrame<S> {
  /**
   * Gives columns new values, in the rows that meet the condition, in all without one.
   *
   * `table.update({ value: 'x' }, table.col('key').eq(1))`. With a source, columns of both can be used.
   */
  update<Q extends object = never>(
    set: NewValues<S, Readable<S> | Readable<Q>>,
    condition?: On<S, Q>,
    options?: WithSource<Q> & ActionOptions,
  ): Promise<UpdateResult>;
  update<Q extends object = never>(
    set: NewValues<S, Readable<S> | Readable<Q>>,
    condition: On<S, Q> | undefined,
    options: WithSource<Q> & NoBlock,
  ): Promise<AsyncJob<UpdateResult, Untyped>>;
  async update(...given: readonly unknown[]): Promise<unknown> {
    const [set, condition, options] = UPDATE.read(given);
    const action = this.#updateAction(set, condition, options.source);
    return options.block === false
      ? this.runner.start<Untyped, 'update'>(action, 'update', options)
      : this.runner.run<Untyped, 'update'>(action, 'update', options);
  }
  updateNowait<Q extends object = never>(
    set: NewValues<S, Readable<S> | Readable<Q>>,
    condition?: On<S, Q>,
    options?: WithSource<Q> & StartOptions,
  ): Promise<AsyncJob<UpdateResult, Untyped>>;
  async updateNowait(...given: readonly unknown[]): Promise<AsyncJob<UpdateResult, Untyped>> {
    const [set, condition, options] = UPDATE_NOWAIT.read(given);
    return this.runner.start<Untyped, 'update'>(this.#updateAction(set, condition, options.source), 'update', options);
  }

  /**
   * Takes rows away: those that meet the condition, all without one.
   *
   * `table.delete(table.col('key').eq(1))`, or as SQL: `table.delete('key = 1')`.
   */
  delete<Q extends object = never>(
    condition?: On<S, Q>,
    options?: WithSource<Q> & ActionOptions,
  ): Promise<DeleteResult>;
  delete<Q extends object = never>(
    condition: On<S, Q> | undefined,
    options: WithSource<Q> & NoBlock,
  ): Promise<AsyncJob<DeleteResult, Untyped>>;
  async delete(...given: readonly unknown[]): Promise<unknown> {
    const [condition, options] = DELETE.read(given);
    const action = this.#deleteAction(condition, options.source);
    return options.block === false
      ? this.runner.start<Untyped, 'delete'>(action, 'delete', options)
      : this.runner.run<Untyped, 'delete'>(action, 'delete', options);
  }
  deleteNowait<Q extends object = never>(
    condition?: On<S, Q>,
    options?: WithSource<Q> & StartOptions,
  ): Promise<AsyncJob<DeleteResult, Untyped>>;
  async deleteNowait(...given: readonly unknown[]): Promise<AsyncJob<DeleteResult, Untyped>> {
    const [condition, options] = DELETE_NOWAIT.read(given);
    return this.runner.start<Untyped, 'delete'>(this.#deleteAction(condition, options.source), 'delete', options);
  }

  /**
   * Changes rows by those of a source: for each row, the first clause that fits decides.
   *
   * `target.merge(source, target.col('key').eq(source.col('key')), [whenMatched().update({ value: source.col('value') })])`
   */
  merge<Q extends object>(
    source: DataFrame<Q>,
    on: On<S, Q>,
    clauses: MergeClauses<S, Q>,
    options?: ActionOptions,
  ): Promise<MergeResult>;
  merge<Q extends object>(
    source: DataFrame<Q>,
    on: On<S, Q>,
    clauses: MergeClauses<S, Q>,
    options: NoBlock,
  ): Promise<AsyncJob<MergeResult, Untyped>>;
  async merge(...given: readonly unknown[]): Promise<unknown> {
    const [source, on, clauses, options] = MERGE.read(given);
    const action = this.#mergeAction(source, on, clauses);
    return options.block === false
      ? this.runner.start<Untyped, 'merge'>(action, 'merge', options)
      : this.runner.run<Untyped, 'merge'>(action, 'merge', options);
  }
  mergeNowait<Q extends object>(
    source: DataFrame<Q>,
    on: On<S, Q>,
    clauses: MergeClauses<S, Q>,
    options?: StartOptions,
  ): Promise<AsyncJob<MergeResult, Untyped>>;
  async mergeNowait(...given: readonly unknown[]): Promise<AsyncJob<MergeResult, Untyped>> {
    const [source, on, clauses, options] = MERGE_NOWAIT.read(given);
    return this.runner.start<Untyped, 'merge'>(this.#mergeAction(source, on, clauses), 'merge', options);
  }

  /** Takes the table away; fails if it is not there. */
  async dropTable(...none: readonly []): Promise<void> {
    noArguments('dropTable', none);
    if (this.plan.kind !== 'table') throw new UsageError('invalid_argument', 'Only a table can be dropped.');
    const text = `DROP TABLE ${objectSql(this.plan.name)}`;
    await this.runner.run<Untyped, 'none'>(frozen({ kind: 'sql', text, binds: [] }), 'none');
  }

  /** @internal */
  override get [KIND](): string {
    return 'Table';
  }

  #updateAction(set: Assignments, condition: Expr | undefined, source: Plan | undefined): Update {
    return frozen({ kind: 'update', target: this.plan, set, ...change(condition, source) });
  }

  #deleteAction(condition: Expr | undefined, source: Plan | undefined): Delete {
    return frozen({ kind: 'delete', target: this.plan, ...change(condition, source) });
  }

  #mergeAction(source: Plan, on: Expr, clauses: readonly MergeClause[]): Merge {
    return frozen({ kind: 'merge', target: this.plan, source, on, clauses });
  }
}

type MergeClauses<S, Q> = readonly MergeAction<NewValues<S>, NameIn<S>, Readable<S> | Readable<Q>>[];

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

type Sourced<O> = WithSource<Untyped> & O;

const CHANGE_OPTIONS = options({ ...ACTION_READERS, source: FRAME } satisfies ReadersOf<Sourced<ActionStart>>);
const CHANGE_START = options({ ...START_READERS, source: FRAME } satisfies ReadersOf<Sourced<StartOptions>>);

const SET = required('set', ASSIGNMENTS);
const WHERE = omittable('condition', CONDITION);
const UPDATE = signature('update', SET, WHERE, optional('options', CHANGE_OPTIONS, {}));
const UPDATE_NOWAIT = signature('updateNowait', SET, WHERE, optional('options', CHANGE_START, {}));
const DELETE = signature('delete', WHERE, optional('options', CHANGE_OPTIONS, {}));
const DELETE_NOWAIT = signature('deleteNowait', WHERE, optional('options', CHANGE_START, {}));

const MERGED = [required('source', FRAME), required('on', CONDITION), required('clauses', listOf(CLAUSE, 1))] as const;
const MERGE = signature('merge', ...MERGED, optional('options', ACTION_OPTIONS, {}));
const MERGE_NOWAIT = signature('mergeNowait', ...MERGED, optional('options', START_OPTIONS, {}));
