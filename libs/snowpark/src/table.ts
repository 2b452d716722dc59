import type { ActionOptions, NoBlock } from './async/action-options.js';
import type { ActionStart } from './async/action-runner.js';
import type { AsyncJob } from './async/async-job.js';
import type { DeleteResult, MergeResult, UpdateResult } from './async/job-kinds.js';
import { DataFrame } from './dataframe.js';
import { UsageError } from './errors.js';
import { assignmentsOf, type MergeAction } from './merge-clause.js';
import type { Delete, Merge, Update } from './plan/action.js';
import { frozen } from './plan/frozen.js';
import type { Plan } from './plan/plan.js';
import type { Ident } from './shape/names.js';
import type { AnyColumn, AnyRef, ColumnLike, NameIn, Readable, Untyped } from './shape/shape.js';
import type { Beside } from './shape/values.js';

/** New values by column: plain values, or columns that read R. */
export type NewValues<S, R extends string = string> = {
  readonly [K in NameIn<S>]?: Beside<Ident<K> extends keyof S ? S[Ident<K>] : unknown, R>;
};

type On<S, Q> = ColumnLike<boolean | null | AnyRef, string, Readable<S> | Readable<Q>>;

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
  async update(
    set: object,
    condition?: On<S, Untyped>,
    options: WithSource<Untyped> & ActionStart = {},
  ): Promise<unknown> {
    const action = this.#updateAction(set, condition, options.source?.plan);
    return options.block === false
      ? this.runner.start<Untyped, 'update'>(action, 'update', options)
      : this.runner.run<Untyped, 'update'>(action, 'update', options);
  }
  async updateNowait<Q extends object = never>(
    set: NewValues<S, Readable<S> | Readable<Q>>,
    condition?: On<S, Q>,
    options: WithSource<Q> & ActionOptions = {},
  ): Promise<AsyncJob<UpdateResult, Untyped>> {
    return this.runner.start<Untyped, 'update'>(
      this.#updateAction(set, condition, options.source?.plan),
      'update',
      options,
    );
  }

  /** Takes rows away: those that meet the condition, all without one. */
  delete<Q extends object = never>(
    condition?: On<S, Q>,
    options?: WithSource<Q> & ActionOptions,
  ): Promise<DeleteResult>;
  delete<Q extends object = never>(
    condition: On<S, Q> | undefined,
    options: WithSource<Q> & NoBlock,
  ): Promise<AsyncJob<DeleteResult, Untyped>>;
  async delete(condition?: On<S, Untyped>, options: WithSource<Untyped> & ActionStart = {}): Promise<unknown> {
    const action = this.#deleteAction(condition, options.source?.plan);
    return options.block === false
      ? this.runner.start<Untyped, 'delete'>(action, 'delete', options)
      : this.runner.run<Untyped, 'delete'>(action, 'delete', options);
  }
  async deleteNowait<Q extends object = never>(
    condition?: On<S, Q>,
    options: WithSource<Q> & ActionOptions = {},
  ): Promise<AsyncJob<DeleteResult, Untyped>> {
    return this.runner.start<Untyped, 'delete'>(this.#deleteAction(condition, options.source?.plan), 'delete', options);
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
  async merge<Q extends object>(
    source: DataFrame<Q>,
    on: On<S, Q>,
    clauses: MergeClauses<S, Q>,
    options?: ActionStart,
  ): Promise<unknown> {
    const action = this.#mergeAction(source, on, clauses);
    return options?.block === false
      ? this.runner.start<Untyped, 'merge'>(action, 'merge', options)
      : this.runner.run<Untyped, 'merge'>(action, 'merge', options);
  }
  async mergeNowait<Q extends object>(
    source: DataFrame<Q>,
    on: On<S, Q>,
    clauses: MergeClauses<S, Q>,
    options?: ActionOptions,
  ): Promise<AsyncJob<MergeResult, Untyped>> {
    return this.runner.start<Untyped, 'merge'>(this.#mergeAction(source, on, clauses), 'merge', options);
  }

  #updateAction(set: object, condition: AnyColumn | undefined, source: Plan | undefined): Update {
    const assignments = assignmentsOf(set);
    if (assignments.length === 0)
      throw new UsageError('invalid_argument', 'update needs at least one column to change.');
    return frozen({ kind: 'update', target: this.plan, set: assignments, ...change(condition, source) });
  }

  #deleteAction(condition: AnyColumn | undefined, source: Plan | undefined): Delete {
    return frozen({ kind: 'delete', target: this.plan, ...change(condition, source) });
  }

  #mergeAction<Q extends object>(source: DataFrame<Q>, on: On<S, Q>, clauses: MergeClauses<S, Q>): Merge {
    if (clauses.length === 0)
      throw new UsageError('invalid_argument', 'merge needs at least one clause: whenMatched(…) or whenNotMatched(…).');
    return frozen({
      kind: 'merge',
      target: this.plan,
      source: source.plan,
      on: on.expr,
      clauses: clauses.map((clause) => clause.data),
    });
  }
}

type MergeClauses<S, Q> = readonly MergeAction<NewValues<S>, NameIn<S>, Readable<S> | Readable<Q>>[];

function change(condition: AnyColumn | undefined, source: Plan | undefined) {
  if (source !== undefined && condition === undefined) {
    throw new UsageError('invalid_argument', 'With a source, a condition must say which rows belong together.');
  }
  return {
    ...(source !== undefined && { source }),
    ...(condition !== undefined && { condition: condition.expr }),
  };
}
