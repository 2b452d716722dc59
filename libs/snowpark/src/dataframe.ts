import { Column, SortColumn, sortKeyOf } from './column.js';
import { UsageError } from './errors.js';
import { FrameActions, limited } from './frame-actions.js';
import { GroupedDataFrame } from './grouped-dataframe.js';
import { DataFrameWriter } from './io/dataframe-writer.js';
import { columnExpr, namedExpr } from './plan/column-ref.js';
import { asNode } from './plan/frames.js';
import { frozen } from './plan/frozen.js';
import { type JoinOptions, joinNode } from './plan/join-node.js';
import type { Expr, Plan, SetOperation, SortKey } from './plan/plan.js';
import type { JoinKind, SetOperator } from './plan/words.js';
import type { Joined } from './shape/join.js';
import type { Ident } from './shape/names.js';
import type { Put, PutAll, Renamed, RenamedAll, Selection, Without } from './shape/selection.js';
import type {
  AnyColumn,
  AnyRef,
  ColumnLike,
  ColumnNames,
  Condition,
  Loose,
  NameIn,
  Readable,
  Selectable,
  Untyped,
} from './shape/shape.js';
import type { Resolve } from './shape/values.js';
import { quoteName, realName } from './sql/identifier.js';

type SortBy<S> = Selectable<S> | SortColumn<Readable<S>>;
type KindOf<O> = O extends JoinKind ? O : O extends { readonly how: infer H extends JoinKind } ? H : 'inner';
type Suffix<O, K extends string> = O extends { readonly [P in K]: infer X extends string } ? X : undefined;
type JoinedBy<S, T, Using extends string, O> =
  Joined<S, T, Using, KindOf<O>, Suffix<O, 'leftSuffix'>, Suffix<O, 'rightSuffix'>> extends infer R extends object
    ? R
    : never;
type SharedName<S, T> = NameIn<S> & NameIn<T>;

/**
 * A relation: an immutable plan, and a session to run it. Operations give new frames and send nothing; names are looked up when
 * the plan is compiled. For the compiler the frame's shape `S` says the columns: a name that is not there is an error in the editor.
 */
export class DataFrame<S extends object = Untyped> extends FrameActions<S> {
  /** A column of this frame: it keeps its meaning when the frame is joined with others. `*` is all of them. */
  col(name: '*'): Column<Loose, string, never>;
  col<const N extends NameIn<S>>(
    name: N,
  ): Column<Resolve<Ident<N> extends keyof S ? S[Ident<N>] : unknown, S>, Ident<N>, Ident<N>>;
  col(name: string): Column<unknown, string, string> {
    return new Column(namedExpr(name, this.plan.frame));
  }

  /** The columns by their real names: `frame.c.AMOUNT`. */
  get c(): { readonly [K in ColumnNames<S>]: Column<S[K], K, K> } {
    const { frame } = this.plan;
    const byName = (_: object, name: string | symbol): unknown =>
      typeof name === 'string' ? new Column(namedExpr(quoteName(name), frame)) : undefined;
    return new Proxy(Object.create(null), { get: byName });
  }

  /** Columns, expressions, `*`. An expression without an alias is named by its text. */
  select<const C extends readonly (Selectable<S> | '*')[]>(...columns: C): DataFrame<ShapeOf<Selection<S, C>>>;
  select<const C extends readonly (Selectable<S> | '*')[]>(columns: C): DataFrame<ShapeOf<Selection<S, C>>>;
  select(...columns: readonly Many<string | AnyColumn>[]): DataFrame<Loose> {
    const items = columns.flat().map(columnExpr);
    if (items.length === 0) throw new UsageError('invalid_argument', 'select needs at least one column.');
    return this.derive({ kind: 'select', input: this.plan, items });
  }

  /** SQL expressions, each with its own alias: `selectExpr('a + 1 as b')`. */
  selectExpr(...texts: readonly string[]): DataFrame<Untyped> {
    return this.derive({ kind: 'select', input: this.plan, items: texts.map(sqlText) });
  }

  /** Rows for which the condition holds; a text is SQL. */
  filter(condition: Condition<S> | string): DataFrame<S> {
    const expr = typeof condition === 'string' ? sqlText(condition) : condition.expr;
    return this.derive({ kind: 'filter', input: this.plan, condition: expr });
  }
  where(condition: Condition<S> | string): DataFrame<S> {
    return this.filter(condition);
  }

  /** Without columns, by all. Keys of an earlier sort break ties. */
  sort(...keys: readonly Many<SortBy<S>>[]): DataFrame<S> {
    return this.derive({ kind: 'sort', input: this.plan, keys: keys.flat().map(keyOf) });
  }
  orderBy(...keys: readonly Many<SortBy<S>>[]): DataFrame<S> {
    return this.sort(...keys);
  }

  limit(rows: number, offset = 0): DataFrame<S> {
    return new DataFrame(this.runner, limited(this.plan, rows, offset));
  }

  distinct(): DataFrame<S> {
    return this.derive({ kind: 'distinct', input: this.plan });
  }

  /** One row, any one, of those that are equal in these columns; without columns, in all. */
  dropDuplicates(...names: readonly Many<NameIn<S>>[]): DataFrame<S> {
    const real = names.flat().map(realName);
    return real.length === 0
      ? this.distinct()
      : this.derive({ kind: 'drop_duplicates', input: this.plan, names: real });
  }

  /** Without these columns. A free name that is not there changes nothing. */
  drop<const C extends readonly (string | ColumnLike<unknown, string, Readable<S>>)[]>(
    ...columns: C
  ): DataFrame<ShapeOf<Without<S, C>>>;
  drop<const C extends readonly (string | ColumnLike<unknown, string, Readable<S>>)[]>(
    columns: C,
  ): DataFrame<ShapeOf<Without<S, C>>>;
  drop(...columns: readonly Many<string | AnyColumn>[]): DataFrame<Loose> {
    return this.derive({ kind: 'drop', input: this.plan, columns: columns.flat().map(columnExpr) });
  }

  /** Adds a column, or replaces the one of that name in its place (`keepColumnOrder: false`: at the end). */
  withColumn<const N extends string, C extends ColumnLike<unknown, string, Readable<S>>>(
    name: N,
    value: C,
    options?: ColumnOrder,
  ): DataFrame<ShapeOf<Put<S, N, C extends ColumnLike<infer T, string, string> ? Resolve<T, S> : unknown>>> {
    return this.withColumnList([{ name: realName(name), value: value.expr }], options);
  }

  /** Several at once, each over the columns before. */
  withColumns<const V extends Readonly<Record<string, ColumnLike<unknown, string, Readable<S>>>>>(
    columns: V,
    options?: ColumnOrder,
  ): DataFrame<ShapeOf<PutAll<S, V>>> {
    return this.withColumnList(
      Object.entries(columns).map(([name, value]) => ({ name: realName(name), value: value.expr })),
      options,
    );
  }

  /** A column under a new name. @throws UsageError when compiled, if there is no such column. */
  withColumnRenamed<const From extends NameIn<S>, const To extends string>(
    from: From,
    to: To,
  ): DataFrame<ShapeOf<Renamed<S, From, To>>> {
    return this.derive({ kind: 'rename', input: this.plan, renames: [{ from: namedExpr(from), to: realName(to) }] });
  }

  /** Columns under new names: `rename({ old: 'new' })`, or one by name or column. */
  rename<const M extends { readonly [K in NameIn<S>]?: string }>(names: M): DataFrame<ShapeOf<RenamedAll<S, Named<M>>>>;
  rename<const From extends NameIn<S>, const To extends string>(
    from: From,
    to: To,
  ): DataFrame<ShapeOf<Renamed<S, From, To>>>;
  rename<const From extends string, const To extends string>(
    from: ColumnLike<unknown, From, Readable<S>>,
    to: To,
  ): DataFrame<ShapeOf<Renamed<S, From, To>>>;
  rename(from: string | AnyColumn | Readonly<Record<string, string>>, to?: string): DataFrame<Loose> {
    const pairs: readonly (readonly [string | AnyColumn, string])[] =
      to === undefined ? Object.entries(from as Readonly<Record<string, string>>) : [[from as string | AnyColumn, to]];
    return this.derive({
      kind: 'rename',
      input: this.plan,
      renames: pairs.map(([old, name]) => ({ from: columnExpr(old), to: realName(name) })),
    });
  }

  /** New names for all columns, by position. */
  toDf<const N extends readonly string[]>(
    ...names: N
  ): DataFrame<ShapeOf<{ [K in N[number] as Ident<K>]: S[ColumnNames<S>] }>> {
    return this.derive({ kind: 'to_df', input: this.plan, names: names.map(realName) });
  }

  /** The same relation as a frame of its own, for a join with itself; `col('name', 'column')` speaks of it. */
  alias(name: string): DataFrame<S> {
    return this.derive({ kind: 'alias', input: this.plan, name: realName(name) });
  }

  /** Says to the compiler which columns there are, where it cannot know. Nothing is checked. */
  as<T extends object = Untyped>(): DataFrame<T> {
    return new DataFrame<T>(this.runner, this.plan);
  }

  /**
   * Joins by a condition, by names that both sides have (they appear once, first), or, without either, every row with every row.
   *
   * Columns that both sides have otherwise get the suffix of their side, or a numbered prefix (`L_0001_A`, `R_0001_A`) if no
   * suffix is given. `left.col(…)` and `right.col(…)` mean them whatever they are called. Semi and anti joins keep the left side only.
   */
  join<T extends object, const O extends JoinKind | JoinOptions = 'inner'>(
    right: DataFrame<T>,
    on: ColumnLike<boolean | null | AnyRef, string, Readable<S> | Readable<T>>,
    how?: O,
  ): DataFrame<JoinedBy<S, T, never, O>>;
  join<T extends object, const U extends SharedName<S, T>, const O extends JoinKind | JoinOptions = 'inner'>(
    right: DataFrame<T>,
    using: U | readonly U[],
    how?: O,
  ): DataFrame<JoinedBy<S, T, Ident<U>, O>>;
  join<T extends object>(right: DataFrame<T>): DataFrame<JoinedBy<S, T, never, 'cross'>>;
  join(
    right: DataFrame<Loose>,
    on?: AnyColumn | string | readonly string[],
    how?: JoinKind | JoinOptions,
  ): DataFrame<Loose> {
    return this.derive(joinNode(this.plan, right.plan, on, how));
  }

  /** Every row with every row. */
  crossJoin<T extends object, const O extends Omit<JoinOptions, 'how'>>(
    right: DataFrame<T>,
    options?: O,
  ): DataFrame<JoinedBy<S, T, never, O>> {
    return this.derive(joinNode(this.plan, right.plan, undefined, { ...options, how: 'cross' }));
  }

  /** Rows of both, each once; columns by position. */
  union<T extends object>(other: DataFrame<T>): DataFrame<S> {
    return this.#set('union', other);
  }
  unionAll<T extends object>(other: DataFrame<T>): DataFrame<S> {
    return this.#set('union_all', other);
  }
  /** Columns by name. With `allowMissingColumns`, NULL stands for those that one side lacks. */
  unionByName<T extends object>(other: DataFrame<T>, options: ByName = {}): DataFrame<S> {
    return this.#set('union', other, options);
  }
  unionAllByName<T extends object>(other: DataFrame<T>, options: ByName = {}): DataFrame<S> {
    return this.#set('union_all', other, options);
  }
  intersect<T extends object>(other: DataFrame<T>): DataFrame<S> {
    return this.#set('intersect', other);
  }
  except<T extends object>(other: DataFrame<T>): DataFrame<S> {
    return this.#set('except', other);
  }

  groupBy<const C extends readonly Selectable<S>[]>(...keys: C): GroupedDataFrame<S, ShapeOf<Selection<S, C>>>;
  groupBy<const C extends readonly Selectable<S>[]>(keys: C): GroupedDataFrame<S, ShapeOf<Selection<S, C>>>;
  groupBy(...keys: readonly Many<string | AnyColumn>[]): GroupedDataFrame<Loose, Loose> {
    return this.grouped('plain', keys);
  }
  /** Groups by all keys, by all but the last, and so on to none: sub-totals and a total. */
  rollup<const C extends readonly Selectable<S>[]>(...keys: C): GroupedDataFrame<S, ShapeOf<Selection<S, C>>> {
    return this.grouped('rollup', keys);
  }
  /** Groups by every subset of the keys. */
  cube<const C extends readonly Selectable<S>[]>(...keys: C): GroupedDataFrame<S, ShapeOf<Selection<S, C>>> {
    return this.grouped('cube', keys);
  }
  /** Aggregates of all rows, as one row. */
  agg<const C extends readonly ColumnLike<unknown, string, Readable<S>>[]>(
    ...aggregates: C
  ): DataFrame<ShapeOf<Selection<S, C>>> {
    const items = aggregates.map((aggregate) => aggregate.expr);
    return this.derive({ kind: 'aggregate', input: this.plan, grouping: 'plain', keys: [], aggregates: items });
  }

  /** To a table, or into files. */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this.runner, this.plan);
  }

  protected grouped<K extends object>(
    grouping: 'plain' | 'rollup' | 'cube',
    keys: readonly Many<string | AnyColumn>[],
  ): GroupedDataFrame<S, K> {
    return new GroupedDataFrame(this.plan, grouping, keys.flat().map(columnExpr), (plan) => this.derive(plan));
  }

  protected derive<T extends object>(plan: Plan): DataFrame<T> {
    return new DataFrame<T>(this.runner, asNode(plan));
  }

  protected withColumnList<T extends object>(
    columns: readonly { name: string; value: Expr }[],
    { keepColumnOrder = true }: ColumnOrder = {},
  ): DataFrame<T> {
    return this.derive({
      kind: 'with_columns',
      input: this.plan,
      columns: frozen([...columns]),
      keepOrder: keepColumnOrder,
    });
  }

  #set<T extends object>(op: SetOperator, other: DataFrame<T>, byName?: ByName): DataFrame<S> {
    const match: SetOperation['match'] =
      byName === undefined ? 'position' : byName.allowMissingColumns ? 'name_or_null' : 'name';
    return this.derive({ kind: 'set', op, left: this.plan, right: other.plan, match });
  }
}

/** One, or a list of them. */
type Many<T> = T | readonly T[];

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

const sqlText = (text: string): Expr => frozen({ kind: 'sql', text });

const keyOf = (key: string | AnyColumn | SortColumn<string>): SortKey =>
  sortKeyOf(key instanceof SortColumn ? key : { expr: columnExpr(key) });
