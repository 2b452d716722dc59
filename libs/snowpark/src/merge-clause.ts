import { CONDITION, VALUE } from './arguments/columns.js';
import { KIND } from './arguments/kind.js';
import { isNode, requireMade } from './arguments/made.js';
import { membersOf } from './arguments/members.js';
import { at, type Place, part, placeText, type Reader, wrong } from './arguments/reader.js';
import { listOf } from './arguments/scalars.js';
import { isPlain } from './arguments/shown.js';
import { noArguments, omittable, required, signature } from './arguments/signature.js';
import { UsageError } from './errors.js';
import type { Assignments, MergeClause } from './plan/action.js';
import { frozen } from './plan/frozen.js';
import type { Expr } from './plan/plan.js';
import { type AnyColumn, typeMark } from './shape/shape.js';
import type { Reads } from './shape/values.js';
import { realName, shownName } from './sql/identifier.js';

/** One finished clause of a merge. In types: the values it sets by column, and the names that its condition and a list read. */
export class MergeAction<V, R extends string> {
  /** @internal */
  declare readonly [typeMark]: readonly [V, R];

  constructor(readonly data: MergeClause) {
    requireMade(() => isNode(data), 'MergeAction', 'whenMatched() or whenNotMatched()');
  }

  /** @internal */
  get [KIND](): string {
    return 'MergeAction';
  }
}

type Values = Readonly<Record<string, unknown>>;

/** What happens to target rows that a source row matches. */
export class MatchedClause<R extends string> {
  constructor(private readonly condition: Expr | undefined) {
    requireMade(() => condition === undefined || isNode(condition), 'MatchedClause', 'whenMatched(…)');
  }

  /**
   * New values by column: plain values, or columns of both sides.
   *
   * @example
   * ```ts
   * import { whenMatched } from '@firn/snowpark';
   *
   * await session.table('orders').write.mode('overwrite').saveAsTable('raised_by');
   * const table = session.table('raised_by');
   * const news = session.createDataFrame([[1, 5]], ['id', 'more']);
   * const clause = whenMatched().update({ amount: table.col('amount').plus(news.col('more')) });
   * console.log((await table.merge(news, table.col('id').eq(news.col('id')), [clause])).rowsUpdated); // → 1
   * ```
   */
  update<const V extends Values>(set: V): MergeAction<V, R>;
  update(...given: readonly unknown[]): MergeAction<never, never> {
    const [set] = UPDATE.read(given);
    return new MergeAction(frozen({ kind: 'update', ...when(this.condition), set }));
  }

  /** @internal */
  get [KIND](): string {
    return 'MatchedClause';
  }

  /**
   * @example
   * ```ts
   * import { whenMatched } from '@firn/snowpark';
   *
   * await session.table('orders').write.mode('overwrite').saveAsTable('rid_of');
   * const table = session.table('rid_of');
   * const gone = session.createDataFrame([[1], [2]], ['id']);
   * console.log((await table.merge(gone, table.col('id').eq(gone.col('id')), [whenMatched().delete()])).rowsDeleted); // → 2
   * ```
   */
  delete(...none: readonly []): MergeAction<never, R> {
    noArguments('delete', none);
    return new MergeAction(frozen({ kind: 'delete', ...when(this.condition) }));
  }
}

/** What happens with source rows that match nothing. */
export class NotMatchedClause<R extends string> {
  constructor(private readonly condition: Expr | undefined) {
    requireMade(() => condition === undefined || isNode(condition), 'NotMatchedClause', 'whenNotMatched(…)');
  }

  /**
   * By column, or a list of values for all columns of the target, in their order.
   *
   * @example
   * ```ts
   * import { whenNotMatched } from '@firn/snowpark';
   *
   * await session.table('orders').write.mode('overwrite').saveAsTable('filled');
   * const table = session.table('filled');
   * const news = session.createDataFrame([[4, 'west', 5]], ['id', 'region', 'amount']);
   * const clause = whenNotMatched().insert([news.col('id'), news.col('region'), news.col('amount')]);
   * console.log((await table.merge(news, table.col('id').eq(news.col('id')), [clause])).rowsInserted); // → 1
   * ```
   */
  insert<const V extends Values>(values: V): MergeAction<V, R>;
  insert<const V extends readonly unknown[]>(values: V): MergeAction<never, R | Reads<V[number]>>;
  insert(...given: readonly unknown[]): MergeAction<never, never> {
    const [{ columns, values }] = INSERT.read(given);
    return new MergeAction(frozen({ kind: 'insert', ...when(this.condition), columns, values }));
  }

  /** @internal */
  get [KIND](): string {
    return 'NotMatchedClause';
  }
}

/** A clause for rows on both sides, of which the condition holds; a text is SQL. */
export function whenMatched(): MatchedClause<never>;
export function whenMatched<const C extends AnyColumn | string>(condition: C): MatchedClause<Reads<C>>;
export function whenMatched(...given: readonly unknown[]): MatchedClause<string> {
  return new MatchedClause(...WHEN_MATCHED.read(given));
}

/** A clause for source rows that no target row matches, of which the condition holds; a text is SQL. */
export function whenNotMatched(): NotMatchedClause<never>;
export function whenNotMatched<const C extends AnyColumn | string>(condition: C): NotMatchedClause<Reads<C>>;
export function whenNotMatched(...given: readonly unknown[]): NotMatchedClause<string> {
  return new NotMatchedClause(...WHEN_NOT_MATCHED.read(given));
}

const when = (condition: Expr | undefined) => (condition === undefined ? {} : { condition });

/** New values by column, at least one. */
export const ASSIGNMENTS: Reader<Assignments, Values> = {
  allowed: 'an object with a value, or a Column, for each column',
  read(given, place) {
    const entries = isPlain(given) ? membersOf(given, place) : [];
    if (entries.length === 0) throw wrong(place, this.allowed, given);
    const set = entries.map(([name, value]) => assignment(name, value, place));
    const twice = set.find(({ column }, index) => set.findIndex((other) => other.column === column) !== index);
    if (twice !== undefined) {
      throw new UsageError(
        'duplicate_column',
        `${placeText(place)}: column ${shownName(twice.column)} is there twice.`,
      );
    }
    return frozen(set);
  },
};

const assignment = (name: string, value: unknown, place: Place) =>
  frozen({ column: at(place, () => realName(name)), value: VALUE.read(value, part(place, name)) });

const VALUE_LIST = listOf(VALUE, 1);

/** Values by column, or one for each column of the target. */
const INSERTED: Reader<{ readonly columns: readonly string[]; readonly values: readonly Expr[] }> = {
  allowed: 'an object with a value for each column, or a list of values for all columns',
  read(given, place) {
    if (Array.isArray(given) && given.length > 0) return { columns: [], values: VALUE_LIST.read(given, place) };
    if (!isPlain(given) || membersOf(given, place).length === 0) throw wrong(place, this.allowed, given);
    const set = ASSIGNMENTS.read(given, place);
    return { columns: set.map(({ column }) => column), values: set.map(({ value }) => value) };
  },
};

const UPDATE = signature('update', required('set', ASSIGNMENTS));
const INSERT = signature('insert', required('values', INSERTED));
const WHEN_MATCHED = signature('whenMatched', omittable('condition', CONDITION));
const WHEN_NOT_MATCHED = signature('whenNotMatched', omittable('condition', CONDITION));
