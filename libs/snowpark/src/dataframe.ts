import { AGGREGATES } from './arguments/aggregates.js';
import { COLUMN, COLUMN_ONLY, COLUMNS, CONDITION, FRAME, sqlExprOf } from './arguments/columns.js';
import { KIND } from './arguments/kind.js';
import { eachOf, manyOf } from './arguments/many.js';
import { membersOf } from './arguments/members.js';
import { COLUMN_NAME, NAME } from './arguments/names.js';
import { options, type ReadersOf } from './arguments/options.js';
import { part, type Reader, wrong } from './arguments/reader.js';
import { FLAG, listOf, whole } from './arguments/scalars.js';
import { isPlain } from './arguments/shown.js';
import { noArguments, omittable, optional, required, rest, signature } from './arguments/signature.js';
import { SORT_KEYS } from './arguments/sort-keys.js';
import { SQL_TEXT } from './arguments/text.js';
import { declareMaking, giveActions, type Making, type MakingNowait, RUNNER } from './async/declared-actions.js';
import { readResult } from './async/read-result.js';
import { Column, type SortColumn } from './column.js';
import { UsageError } from './errors.js';
import { limited } from './frame-actions.js';
import { DataFrameAnalyticsFunctions } from './frame-functions/analytics.js';
import { DataFrameNaFunctions } from './frame-functions/na.js';
import { DataFrameStatFunctions } from './frame-functions/stat.js';
import { FrameReshaping } from './frame-reshaping.js';
import { GroupedDataFrame } from './grouped-dataframe.js';
import { DataFrameWriter } from './io/dataframe-writer.js';
import { namedExpr } from './plan/column-ref.js';
import { asNode } from './plan/frames.js';
import { frozen } from './plan/frozen.js';
import { JOIN_OPTIONS, JOINED_BY, type JoinOptions, joinNode, SUFFIXES } from './plan/join-node.js';
import type { Expr, Plan, Rename, SetOperation, WithColumns } from './plan/plan.js';
import type { Grouping, JoinKind, SetOperator } from './plan/words.js';
import type { GivenAggregates, ListedAggregates } from './shape/by-column.js';
import type { Joined } from './shape/join.js';
import type { Ident } from './shape/names.js';
import type { Renumbered, TakenNames } from './shape/order.js';
import type { Listed, Put, PutAll, Renamed, RenamedAll, Selection, Without } from './shape/selection.js';
import type {
  Aggregated,
  AnyColumn,
  ColumnLike,
  ColumnNames,
  Loose,
  NameIn,
  Readable,
  Untyped,
  Windowed,
} from './shape/shape.js';
import type { Taken, TakenAggregate, TakenCondition, TakenJoin } from './shape/taken.js';
import type { Merged, MergedByName, TakenBy, TakenByName } from './shape/union.js';
import type { Resolve } from './shape/values.js';
import { quotedName } from './sql/identifier.js';
import { isTableCall, mayBeTableCall, type TableFunctionCall } from './table-function.js';

type SortItem<S> = SortKey<S> | readonly SortKey<S>[];
type SortKey<S> = NameIn<S> | (string & {}) | AnyColumn | SortColumn<string>;

/** A column of a frame of shape S by its name; `*` is all of them. */
type ColumnOf<S, N extends string> = N extends '*'
  ? Column<Loose, '*', never>
  : Column<Resolve<Ident<N> extends keyof S ? S[Ident<N>] : unknown, S>, Ident<N>, Ident<N>>;

type NameOf<I> = I extends string ? I : I extends ColumnLike<unknown, infer N, string> ? N : string;
/** The names that a join is by; none if it is by a condition. */
type Using<By> = [By] extends [never]
  ? readonly []
  : By extends string
    ? readonly [Ident<By>]
    : By extends readonly string[]
      ? Folded<By>
      : readonly [];
type Folded<Names extends readonly string[]> = { readonly [I in keyof Names]: Ident<Names[I]> };
type KindOf<O> = O extends JoinKind ? O : O extends { readonly how: infer H extends JoinKind } ? H : 'inner';
type Suffix<O, K extends string> = O extends { readonly [P in K]: infer X extends string } ? X : undefined;
type JoinedBy<S, T, Using extends readonly string[], O> =
  Joined<S, T, Using, KindOf<O>, Suffix<O, 'leftSuffix'>, Suffix<O, 'rightSuffix'>> extends infer R extends object
    ? R
    : never;
type SharedName<S, T> = NameIn<S> & NameIn<T>;

/**
 * A relation: an immutable plan, and a session to run it. Operations give new frames and send nothing; names are looked up when
 * the plan is compiled. For the compiler the frame's shape `S` says the columns: a name that is not there is an error in the editor.
 */
export class DataFrame<S extends object = Untyped> extends FrameReshaping<S> {
  /**
   * The rows in a temporary table, and a frame over it: what is asked often is computed once. The table lives as long as the session.
   *
   * @example
   * ```ts
   * const cached = await session.table('orders').filter('amount > 10').cacheResult();
   * console.log(await cached.count()); // → 2
   * const job = await session.table('orders').cacheResultNowait();
   * console.log(await (await job.result()).count()); // → 3
   * ```
   */
  declare readonly cacheResult: Making<[], unknown, DataFrame<S>, S>;
  declare readonly cacheResultNowait: MakingNowait<[], unknown, DataFrame<S>, S>;

  /**
   * A column of this frame: it keeps its meaning when the frame is joined with others. `*` is all of them.
   *
   * @example
   * ```ts
   * const orders = session.table('orders');
   * console.log(await orders.filter(orders.col('amount').gt(10)).count()); // → 2
   * ```
   */
  col<T extends object, const N extends NameIn<T> | '*'>(this: DataFrame<T>, name: N): ColumnOf<T, N>;
  col(...given: readonly unknown[]): Column<Loose, Loose, never> {
    const [name] = COL.read(given);
    return new Column(namedExpr(name, this.plan.frame));
  }

  /**
   * The columns by their real names: `frame.c.AMOUNT`.
   *
   * @example
   * ```ts
   * const orders = session.table<{ ID: bigint; REGION: string; AMOUNT: bigint }>('orders');
   * console.log(await orders.filter(orders.c.AMOUNT.gt(10)).count()); // → 2
   * ```
   */
  get c(): { readonly [K in ColumnNames<S>]: Column<S[K], K, K> } {
    const { frame } = this.plan;
    const byName = (_: object, name: string | symbol): unknown =>
      typeof name === 'string' ? new Column(namedExpr(quotedName(name), frame)) : undefined;
    return new Proxy(Object.create(null), { get: byName });
  }

  /**
   * Columns, expressions, `*`. An expression without an alias is named by its text.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const doubled = session.table('orders').select('id', col('amount').multiply(2).as('doubled'));
   * console.log((await doubled.sort('id').first())?.get('DOUBLED')); // → 20n
   * ```
   */
  select<T extends object, const C extends readonly Item<T>[]>(
    this: DataFrame<T>,
    ...columns: { [I in keyof C]: Taken<T, C[I], Aggregated | Windowed> }
  ): DataFrame<ShapeOf<Selection<T, Listed<C>>>>;
  select(...columns: readonly unknown[]): DataFrame<Loose> {
    const call = columns.findIndex(mayBeTableCall);
    if (call !== -1) return this.#selectWithCall(columns, call);
    const [items] = SELECT.read(columns);
    return this.derive({ kind: 'select', input: this.plan, items });
  }

  /**
   * SQL expressions, each with its own alias: `selectExpr('a + 1 as b')`.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').selectExpr('max(amount) as most').first())?.get('MOST')); // → 30n
   * ```
   */
  selectExpr(...texts: readonly Many<string>[]): DataFrame<Untyped> {
    const [items] = SELECT_EXPR.read(texts);
    return this.derive({ kind: 'select', input: this.plan, items: items.map(sqlExprOf) });
  }

  /**
   * Rows for which the condition holds; a text is SQL.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').filter(col('amount').gt(10)).count()); // → 2
   * console.log(await session.table('orders').filter('amount > 20').count()); // → 1
   * ```
   */
  filter<T extends object, const C extends string | AnyColumn>(
    this: DataFrame<T>,
    condition: TakenCondition<T, C>,
  ): DataFrame<T>;
  filter(...given: readonly unknown[]): DataFrame<S> {
    const [condition] = FILTER.read(given);
    return this.derive({ kind: 'filter', input: this.plan, condition });
  }
  /**
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').where(col('amount').gt(10)).count()); // → 2
   * ```
   */
  where<T extends object, const C extends string | AnyColumn>(
    this: DataFrame<T>,
    condition: TakenCondition<T, C>,
  ): DataFrame<T>;
  where(...given: readonly unknown[]): DataFrame<S> {
    const [condition] = WHERE.read(given);
    return this.derive({ kind: 'filter', input: this.plan, condition });
  }

  /**
   * Without columns, by all. Keys of an earlier sort break ties.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const sorted = await session.table('orders').sort('region', col('amount').desc()).collect();
   * console.log(sorted.map((row) => row.get('ID'))); // → [ 3n, 1n, 2n ]
   * ```
   */
  sort<T extends object, const C extends readonly SortItem<T>[]>(
    this: DataFrame<T>,
    ...keys: { [I in keyof C]: Taken<T, C[I], Windowed> }
  ): DataFrame<T>;
  sort(...keys: readonly unknown[]): DataFrame<S> {
    return this.derive({ kind: 'sort', input: this.plan, keys: SORT.read(keys)[0] });
  }
  /**
   * @example
   * ```ts
   * const rows = await session.table('orders').orderBy('region', 'id').collect();
   * console.log(rows.map((row) => row.get('ID'))); // → [ 1n, 3n, 2n ]
   * ```
   */
  orderBy<T extends object, const C extends readonly SortItem<T>[]>(
    this: DataFrame<T>,
    ...keys: { [I in keyof C]: Taken<T, C[I], Windowed> }
  ): DataFrame<T>;
  orderBy(...keys: readonly unknown[]): DataFrame<S> {
    return this.derive({ kind: 'sort', input: this.plan, keys: ORDER_BY.read(keys)[0] });
  }

  /**
   * So many rows at most, behind those that `offset` leaves out.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').sort('id').limit(1, 1).collect()).map((row) => row.get('ID'))); // → [ 2n ]
   * ```
   */
  limit(rows: number, offset?: number): DataFrame<S>;
  limit(...given: readonly unknown[]): DataFrame<S> {
    const [rows, offset] = LIMIT.read(given);
    return new DataFrame(this.runner, limited(this.plan, rows, offset));
  }

  /**
   * Every row once.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').select('region').distinct().count()); // → 2
   * ```
   */
  distinct(...none: readonly []): DataFrame<S> {
    noArguments('distinct', none);
    return this.derive({ kind: 'distinct', input: this.plan });
  }

  /**
   * One row, any one, of those that are equal in these columns; without columns, in all.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').dropDuplicates('region').count()); // → 2
   * ```
   */
  dropDuplicates<T extends object>(this: DataFrame<T>, ...names: readonly Many<NameIn<T>>[]): DataFrame<T>;
  dropDuplicates(...names: readonly unknown[]): DataFrame<S> {
    const [real] = DROP_DUPLICATES.read(names);
    return real.length === 0
      ? this.distinct()
      : this.derive({ kind: 'drop_duplicates', input: this.plan, names: real });
  }

  /**
   * Without these columns. A free name that is not there changes nothing.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').drop('amount').columns()).join()); // → ID,REGION
   * ```
   */
  drop<T extends object, const C extends readonly Many<string | ColumnLike<unknown, string, Readable<T>>>[]>(
    this: DataFrame<T>,
    ...columns: C
  ): DataFrame<ShapeOf<Without<T, Listed<C>>>>;
  drop(...columns: readonly unknown[]): DataFrame<Loose> {
    return this.derive({ kind: 'drop', input: this.plan, columns: DROP.read(columns)[0] });
  }

  /**
   * Adds a column, or replaces the one of that name in its place (`keepColumnOrder: false`: at the end).
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const taxed = session.table('orders').withColumn('tax', col('amount').multiply(2));
   * console.log((await taxed.columns()).join()); // → ID,REGION,AMOUNT,TAX
   * ```
   */
  withColumn<T extends object, const N extends string, C extends AnyColumn>(
    this: DataFrame<T>,
    name: N,
    value: Taken<T, C, Windowed>,
    options?: ColumnOrder,
  ): DataFrame<ShapeOf<Put<T, N, C extends ColumnLike<infer V, string, string> ? Resolve<V, T> : unknown>>>;
  withColumn(...given: readonly unknown[]): DataFrame<Loose> {
    const [name, value, order] = WITH_COLUMN.read(given);
    return this.#with([{ name, value }], order);
  }

  /**
   * Several at once. Each reads the columns of this frame: they do not see each other.
   *
   * @example
   * ```ts
   * import { col, lit } from '@firn/snowpark';
   *
   * const more = session.table('orders').withColumns({ one: lit(1), half: col('amount').divide(2) });
   * console.log((await more.columns()).length); // → 5
   * ```
   */
  withColumns<T extends object, const V extends Readonly<Record<string, AnyColumn>>>(
    this: DataFrame<T>,
    columns: { [K in keyof V]: Taken<T, V[K], Windowed> },
    options?: ColumnOrder,
  ): DataFrame<ShapeOf<PutAll<T, V>>>;
  withColumns(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#with(...WITH_COLUMNS.read(given));
  }

  /**
   * A column under a new name. @throws UsageError when compiled, if there is no such column.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').withColumnRenamed('amount', 'price').columns()).join()); // → ID,REGION,PRICE
   * ```
   */
  withColumnRenamed<T extends object, const From extends NameIn<T>, const To extends string>(
    this: DataFrame<T>,
    from: From,
    to: To,
  ): DataFrame<ShapeOf<Renamed<T, From, To>>>;
  withColumnRenamed(...given: readonly unknown[]): DataFrame<Loose> {
    const [from, to] = WITH_COLUMN_RENAMED.read(given);
    return this.derive({ kind: 'rename', input: this.plan, renames: [{ from, to }] });
  }

  /**
   * Columns under new names: `rename({ old: 'new' })`, or one by name or column.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').rename({ id: 'key', amount: 'price' }).columns()).join()); // → KEY,REGION,PRICE
   * ```
   */
  rename<
    T extends object,
    const From extends NameIn<T> | ColumnLike<unknown, string, Readable<T>> | { readonly [K in NameIn<T>]?: string },
    const To extends string = never,
  >(
    this: DataFrame<T>,
    from: From,
    ...to: From extends string | AnyColumn ? [to: To] : []
  ): DataFrame<ShapeOf<From extends string | AnyColumn ? Renamed<T, NameOf<From>, To> : RenamedAll<T, Named<From>>>>;
  rename(...given: readonly unknown[]): DataFrame<Loose> {
    const renames = given.length === 1 ? RENAME_ALL.read(given)[0] : [renamed(RENAME.read(given))];
    return this.derive({ kind: 'rename', input: this.plan, renames });
  }

  /**
   * New names for all columns, by position, one by one or as a list. A shape says its columns in the order of the frame.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').toDf('a', 'b', 'c').columns()).join()); // → A,B,C
   * ```
   */
  toDf<T extends object, const N extends readonly Many<string>[]>(
    this: DataFrame<T>,
    ...names: { [I in keyof N]: TakenNames<T, Listed<N>, N[I]> }
  ): DataFrame<ShapeOf<Renumbered<T, Listed<N>>>>;
  toDf(...names: readonly unknown[]): DataFrame<Loose> {
    return this.derive({ kind: 'to_df', input: this.plan, names: TO_DF.read(names)[0] });
  }

  /**
   * The same relation as a frame of its own, for a join with itself; `col('name', 'column')` speaks of it.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const orders = session.table('orders').alias('o');
   * console.log(await orders.filter(col('o', 'amount').gt(10)).count()); // → 2
   * ```
   */
  alias(name: string): DataFrame<S>;
  alias(...given: readonly unknown[]): DataFrame<S> {
    const [name] = ALIAS.read(given);
    return this.derive({ kind: 'alias', input: this.plan, name });
  }

  /**
   * Says to the compiler which columns there are, where it cannot know. Nothing is checked.
   *
   * @example
   * ```ts
   * const orders = session.table('orders').as<{ ID: bigint; REGION: string; AMOUNT: bigint }>();
   * console.log((await orders.sort('id').first())?.get('REGION')); // → north
   * ```
   */
  as<T extends object = Untyped>(...none: readonly []): DataFrame<T> {
    noArguments('as', none);
    return new DataFrame<T>(this.runner, this.plan);
  }

  /**
   * Joins by a condition, by names that both sides have (they appear once, first), or, without either, every row with every row.
   *
   * Columns that both sides have otherwise get the suffix of their side, or a numbered prefix (`L_0001_A`, `R_0001_A`) if no
   * suffix is given. `left.col(…)` and `right.col(…)` mean them whatever they are called. Semi and anti joins keep the left side only.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const names = session.createDataFrame([['north', 'N'], ['south', 'S']], ['region', 'short']);
   * const rows = await session.table('orders').join(names, 'region').sort('id').collect();
   * console.log(rows.map((row) => row.get('SHORT'))); // → [ 'N', 'S', 'N' ]
   * const large = session.table('orders').filter(col('amount').gt(15));
   * console.log(await names.join(large, names.col('region').eq(large.col('region')), 'left').count()); // → 2
   * ```
   */
  join<
    L extends object,
    R extends object,
    const By extends SharedName<L, R> | readonly SharedName<L, R>[] | AnyColumn = never,
    const O extends JoinKind | JoinOptions = [By] extends [never] ? 'cross' : 'inner',
  >(
    this: DataFrame<L>,
    right: DataFrame<R>,
    on?: TakenJoin<L, R, By>,
    how?: O,
  ): DataFrame<JoinedBy<L, R, Using<By>, O>>;
  join(...given: readonly unknown[]): DataFrame<Loose> {
    const [right, by, how] = JOIN.read(given);
    return this.derive(joinNode(this.plan, right, by ?? {}, how));
  }

  /**
   * Every row with every row.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').crossJoin(session.range(2).toDf('n')).count()); // → 6
   * ```
   */
  crossJoin<L extends object, R extends object, const O extends Omit<JoinOptions, 'how'>>(
    this: DataFrame<L>,
    right: DataFrame<R>,
    options?: O,
  ): DataFrame<JoinedBy<L, R, readonly [], O>>;
  crossJoin(...given: readonly unknown[]): DataFrame<Loose> {
    const [right, suffixes] = CROSS_JOIN.read(given);
    return this.derive(joinNode(this.plan, right, {}, { ...suffixes, how: 'cross' }));
  }

  /**
   * Rows of both, each once; columns by position.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').union(session.table('orders')).count()); // → 3
   * console.log(await session.table('orders').unionAll(session.table('orders')).count()); // → 6
   * ```
   */
  union<A extends object, B extends object>(
    this: DataFrame<A>,
    other: TakenBy<A, DataFrame<B>, B>,
  ): DataFrame<Merged<A, B>>;
  union(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#set('union', SET.union.read(given));
  }
  /**
   * @example
   * ```ts
   * console.log(await session.table('orders').unionAll(session.table('orders')).count()); // → 6
   * ```
   */
  unionAll<A extends object, B extends object>(
    this: DataFrame<A>,
    other: TakenBy<A, DataFrame<B>, B>,
  ): DataFrame<Merged<A, B>>;
  unionAll(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#set('union_all', SET.unionAll.read(given));
  }
  /**
   * Columns by name. With `allowMissingColumns`, NULL stands for those that one side lacks.
   *
   * @example
   * ```ts
   * const swapped = session.table('orders').select('amount', 'region', 'id');
   * console.log(await session.table('orders').unionByName(swapped).count()); // → 3
   * ```
   */
  unionByName<A extends object, B extends object, const O extends ByName = object>(
    this: DataFrame<A>,
    other: TakenByName<A, DataFrame<B>, B, O>,
    options?: O,
  ): DataFrame<MergedByName<A, B>>;
  unionByName(...given: readonly unknown[]): DataFrame<Loose> {
    const [other, { allowMissingColumns = false }] = SET.unionByName.read(given);
    return this.#set('union', [other], allowMissingColumns ? 'name_or_null' : 'name');
  }
  /**
   * @example
   * ```ts
   * const others = session.createDataFrame([['west', 4, 5]], ['region', 'id', 'amount']);
   * console.log(await session.table('orders').unionAllByName(others).count()); // → 4
   * ```
   */
  unionAllByName<A extends object, B extends object, const O extends ByName = object>(
    this: DataFrame<A>,
    other: TakenByName<A, DataFrame<B>, B, O>,
    options?: O,
  ): DataFrame<MergedByName<A, B>>;
  unionAllByName(...given: readonly unknown[]): DataFrame<Loose> {
    const [other, { allowMissingColumns = false }] = SET.unionAllByName.read(given);
    return this.#set('union_all', [other], allowMissingColumns ? 'name_or_null' : 'name');
  }
  /**
   * Rows that both have, each once; columns by position.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').intersect(session.table('orders').filter('amount > 10')).count()); // → 2
   * ```
   */
  intersect<A extends object, B extends object>(this: DataFrame<A>, other: TakenBy<A, DataFrame<B>, B>): DataFrame<A>;
  intersect(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#set('intersect', SET.intersect.read(given));
  }
  /**
   * Rows that the other lacks, each once; columns by position.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').except(session.table('orders').filter('amount > 10')).count()); // → 1
   * ```
   */
  except<A extends object, B extends object>(this: DataFrame<A>, other: TakenBy<A, DataFrame<B>, B>): DataFrame<A>;
  except(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#set('except', SET.except.read(given));
  }

  /**
   * Groups by keys; what follows says what is told of each group.
   *
   * @example
   * ```ts
   * import { sum } from '@firn/snowpark';
   *
   * const byRegion = session.table('orders').groupBy('region').agg(sum('amount').as('total')).sort('region');
   * for (const row of await byRegion.collect()) console.log(row.get('REGION'), row.get('TOTAL')); // → north 40n
   * ```
   */
  groupBy<T extends object, const C extends readonly Item<T>[]>(
    this: DataFrame<T>,
    ...keys: { [I in keyof C]: Taken<T, C[I]> }
  ): GroupedDataFrame<T, ShapeOf<Selection<T, Listed<C>>>>;
  groupBy(...keys: readonly unknown[]): GroupedDataFrame<Loose, Loose> {
    return this.#grouped('plain', GROUP_BY.read(keys)[0]);
  }
  /**
   * Groups by all keys, by all but the last, and so on to none: sub-totals and a total.
   *
   * @example
   * ```ts
   * import { sum } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').rollup('region').agg(sum('amount').as('total')).count()); // → 3
   * ```
   */
  rollup<T extends object, const C extends readonly Item<T>[]>(
    this: DataFrame<T>,
    ...keys: { [I in keyof C]: Taken<T, C[I]> }
  ): GroupedDataFrame<T, ShapeOf<Selection<T, Listed<C>>>>;
  rollup(...keys: readonly unknown[]): GroupedDataFrame<Loose, Loose> {
    return this.#grouped('rollup', ROLLUP.read(keys)[0]);
  }
  /**
   * Groups by every subset of the keys.
   *
   * @example
   * ```ts
   * import { count } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').cube('region').agg(count('id').as('n')).count()); // → 3
   * ```
   */
  cube<T extends object, const C extends readonly Item<T>[]>(
    this: DataFrame<T>,
    ...keys: { [I in keyof C]: Taken<T, C[I]> }
  ): GroupedDataFrame<T, ShapeOf<Selection<T, Listed<C>>>>;
  cube(...keys: readonly unknown[]): GroupedDataFrame<Loose, Loose> {
    return this.#grouped('cube', CUBE.read(keys)[0]);
  }
  /**
   * Groups by several sets of columns at once, each a list: `groupByGroupingSets(['a', 'b'], ['a'], [])`.
   *
   * @example
   * ```ts
   * import { count } from '@firn/snowpark';
   *
   * console.log(await session.table('orders').groupByGroupingSets(['region'], []).agg(count('id').as('n')).count()); // → 3
   * ```
   */
  groupByGroupingSets<T extends object, const C extends readonly (readonly One<T>[])[]>(
    this: DataFrame<T>,
    ...sets: { [I in keyof C]: Taken<T, C[I]> }
  ): GroupedDataFrame<T, Untyped>;
  groupByGroupingSets(...given: readonly unknown[]): GroupedDataFrame<Loose, Untyped> {
    const [sets] = GROUPING_SETS.read(given);
    const keys = [...new Map(sets.flat().map((key) => [JSON.stringify(key), key])).values()];
    const places = new Map(keys.map((key, at) => [JSON.stringify(key), at]));
    const positions = sets.map((set) => set.map((key) => places.get(JSON.stringify(key)) ?? 0));
    return new GroupedDataFrame(this.plan, 'sets', keys, (plan) => this.derive(plan), positions);
  }
  /**
   * Aggregates of all rows, as one row: columns, or functions by column, `agg({ amount: 'sum', id: ['min', 'max'] })`.
   *
   * @example
   * ```ts
   * import { avg, max } from '@firn/snowpark';
   *
   * const [row] = await session.table('orders').agg(max('amount').as('most'), avg('id').as('middle')).collect();
   * console.log(row?.get('MOST')); // → 30n
   * const sums = await session.table('orders').agg({ amount: 'sum', id: ['min', 'max'] }).first();
   * console.log(sums?.toArray()); // → [ 60n, 1n, 3n ]
   * ```
   */
  agg<T extends object, const C extends GivenAggregates>(
    this: DataFrame<T>,
    ...aggregates: { [I in keyof C]: TakenAggregate<T, C[I], Aggregated | Windowed> }
  ): DataFrame<ShapeOf<Selection<T, ListedAggregates<C>>>>;
  agg(...aggregates: readonly unknown[]): DataFrame<Loose> {
    const [items] = AGG.read(aggregates);
    return this.derive({ kind: 'aggregate', input: this.plan, grouping: 'plain', keys: [], aggregates: items });
  }

  /**
   * What is done about missing values.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').na.fill(0).count()); // → 3
   * ```
   */
  get na(): DataFrameNaFunctions<S> {
    return new DataFrameNaFunctions(this);
  }
  /**
   * Statistics of columns.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').stat.corr('id', 'amount')); // → 1
   * ```
   */
  get stat(): DataFrameStatFunctions<S> {
    return new DataFrameStatFunctions(this);
  }
  /**
   * Columns over windows of rows.
   *
   * @example
   * ```ts
   * const moving = session.table('orders').analytics.movingAgg({
   *   aggs: { amount: ['sum'] },
   *   windowSizes: [2],
   *   groupBy: ['region'],
   *   orderBy: ['id'],
   * });
   * console.log((await moving.sort('id').collect()).map((row) => row.get('AMOUNT_SUM_2'))); // → [ 10n, 20n, 40n ]
   * ```
   */
  get analytics(): DataFrameAnalyticsFunctions<S> {
    return new DataFrameAnalyticsFunctions(this);
  }

  /**
   * To a table, or into files.
   *
   * @example
   * ```ts
   * await session.table('orders').write.mode('overwrite').saveAsTable('orders_copy');
   * console.log(await session.table('orders_copy').count()); // → 3
   * ```
   */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this.runner, this.plan);
  }

  /** @internal */
  get [KIND](): string {
    return 'DataFrame';
  }

  /** A table function among the columns: its own are selected in its place. */
  #selectWithCall(given: readonly unknown[], at: number): DataFrame<Loose> {
    const call = given[at];
    if (!isTableCall(call)) throw new Error('There is a call.');
    const names = call.naming.columns?.map(({ to }) => to) ?? call.naming.names;
    if (names === undefined) {
      throw new UsageError(
        'invalid_argument',
        `select(columns): name the columns of the table function with .as('…').`,
      );
    }
    const own = names.map((name) => namedExpr(quotedName(name)));
    const items = given.flatMap((each, index) => (index === at ? own : SELECT.read([each])[0]));
    const joined = this.joinTableFunction(call);
    return this.derive({ kind: 'select', input: joined.plan, items });
  }

  #grouped<K extends object>(grouping: Grouping, keys: readonly Expr[]): GroupedDataFrame<S, K> {
    return new GroupedDataFrame(this.plan, grouping, keys, (plan) => this.derive(plan));
  }

  protected derive<T extends object>(plan: Plan): DataFrame<T> {
    return new DataFrame<T>(this.runner, asNode(plan));
  }

  #with<T extends object>(
    columns: WithColumns['columns'],
    { keepColumnOrder: keepOrder = true }: ColumnOrder,
  ): DataFrame<T> {
    return this.derive({ kind: 'with_columns', input: this.plan, columns, keepOrder });
  }

  #set(op: SetOperator, [right]: readonly [Plan], match: SetOperation['match'] = 'position'): DataFrame<S> {
    return this.derive({ kind: 'set', op, left: this.plan, right, match });
  }
}

/** One, or a list of them. */
type Many<T> = T | readonly T[];

/** A name, of the frame's or one that is known at run time only, a column, a call, or a list of them. */
type Item<S> = One<S> | readonly One<S>[];
type One<S> = NameIn<S> | '*' | (string & {}) | AnyColumn | TableFunctionCall;

type ShapeOf<T> = T extends object ? T : Untyped;

type Named<M> = { readonly [K in keyof M & string]: M[K] extends string ? M[K] : string };

export interface ColumnOrder {
  /** Keeps a replaced column where it was. Default true. */
  readonly keepColumnOrder?: boolean;
}

export interface ByName {
  /** NULL for columns that one side lacks. Default false: then it is an error. */
  readonly allowMissingColumns?: boolean;
}

const COLUMN_ORDER = options({ keepColumnOrder: FLAG } satisfies ReadersOf<ColumnOrder>);
const BY_NAME = options({ allowMissingColumns: FLAG } satisfies ReadersOf<ByName>);

/** Computed columns by their names. */
const COMPUTED: Reader<WithColumns['columns'], Readonly<Record<string, AnyColumn>>> = {
  allowed: 'an object with a Column for each name',
  read(given, place) {
    const members = isPlain(given) ? membersOf(given, place) : [];
    if (members.length === 0) throw wrong(place, this.allowed, given);
    return members.map(([name, value]) => ({
      name: NAME.read(name, place),
      value: COLUMN_ONLY.read(value, part(place, name)),
    }));
  },
};

type Renames = Rename['renames'];

/** New names by the old ones. */
const NEW_NAMES: Reader<Renames, Readonly<Record<string, string>>> = {
  allowed: 'an object with a new name for each old one',
  read(given, place) {
    const members = isPlain(given) ? membersOf(given, place) : [];
    if (members.length === 0) throw wrong(place, this.allowed, given);
    return members.map(([from, to]) => ({
      from: COLUMN.read(from, place),
      to: NAME.read(to, part(place, from)),
    }));
  },
};

const renamed = ([from, to]: readonly [Expr, string]): Renames[number] => ({ from, to });

const COL = signature('col', required('name', COLUMN_NAME));
const SELECT = signature('select', rest('columns', manyOf(COLUMN, 1)));
const SELECT_EXPR = signature('selectExpr', rest('texts', manyOf(SQL_TEXT, 1)));
const FILTER = signature('filter', required('condition', CONDITION));
const WHERE = signature('where', required('condition', CONDITION));
const SORT = signature('sort', rest('keys', SORT_KEYS));
const ORDER_BY = signature('orderBy', rest('keys', SORT_KEYS));
const LIMIT = signature('limit', required('rows', whole(0)), optional('offset', whole(0), 0));
const DROP_DUPLICATES = signature('dropDuplicates', rest('names', manyOf(NAME)));
const DROP = signature('drop', rest('columns', COLUMNS));
const ORDER = optional('options', COLUMN_ORDER, {});
const WITH_COLUMN = signature('withColumn', required('name', NAME), required('value', COLUMN_ONLY), ORDER);
const WITH_COLUMNS = signature('withColumns', required('columns', COMPUTED), ORDER);
const WITH_COLUMN_RENAMED = signature('withColumnRenamed', required('from', COLUMN), required('to', NAME));
const RENAME = signature('rename', required('from', COLUMN), required('to', NAME));
const RENAME_ALL = signature('rename', required('names', NEW_NAMES));
const TO_DF = signature('toDf', rest('names', manyOf(NAME, 1)));
const ALIAS = signature('alias', required('name', NAME));
const JOIN = signature('join', required('right', FRAME), omittable('on', JOINED_BY), optional('how', JOIN_OPTIONS, {}));
const CROSS_JOIN = signature('crossJoin', required('right', FRAME), optional('options', SUFFIXES, {}));
const OTHER = required('other', FRAME);
const SET = {
  union: signature('union', OTHER),
  unionAll: signature('unionAll', OTHER),
  unionByName: signature('unionByName', OTHER, optional('options', BY_NAME, {})),
  unionAllByName: signature('unionAllByName', OTHER, optional('options', BY_NAME, {})),
  intersect: signature('intersect', OTHER),
  except: signature('except', OTHER),
};
const GROUP_BY = signature('groupBy', rest('keys', COLUMNS));
const ROLLUP = signature('rollup', rest('keys', COLUMNS));
const CUBE = signature('cube', rest('keys', COLUMNS));
const GROUPING_SETS = signature('groupByGroupingSets', rest('sets', eachOf(listOf(COLUMN), 1)));
const AGG = signature('agg', rest('aggregates', AGGREGATES));

giveActions<DataFrame, Pick<DataFrame, 'cacheResult'>>(DataFrame.prototype, {
  cacheResult: declareMaking('none', [], {}, (frame: DataFrame) => {
    const table = [`FIRN_CACHE_${crypto.randomUUID().replaceAll('-', '').slice(0, 12).toUpperCase()}`];
    return {
      action: frozen({
        kind: 'save_as_table',
        plan: frame.plan,
        table,
        mode: 'errorifexists',
        tableType: 'temporary',
        columnOrder: 'index',
      }),
      read: async (result) => {
        await readResult(result, 'none');
        return new DataFrame(frame[RUNNER], asNode({ kind: 'table', name: table }));
      },
    };
  }),
});
