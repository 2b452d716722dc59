import { AGGREGATES } from './arguments/aggregates.js';
import { COLUMN } from './arguments/columns.js';
import { FUNCTION_NAME } from './arguments/function-name.js';
import { isNode, requireMade } from './arguments/made.js';
import { manyOf } from './arguments/many.js';
import { noArguments, required, rest, signature } from './arguments/signature.js';
import type { DataFrame } from './dataframe.js';
import { UsageError } from './errors.js';
import { answerForeignNames } from './foreign-names/answer.js';
import { GROUPED_NAMES } from './foreign-names/names.js';
import { PIVOT, PivotedFrame, type PivotValues } from './pivoted-frame.js';
import { namedExpr } from './plan/column-ref.js';
import { frozen } from './plan/frozen.js';
import type { Aggregate, Expr, Plan } from './plan/plan.js';
import type { Grouping } from './plan/words.js';
import type { GivenAggregates, ListedAggregates } from './shape/by-column.js';
import type { Flatten, Ident } from './shape/names.js';
import type { Selection } from './shape/selection.js';
import {
  type Aggregated,
  type IsUntyped,
  type Loose,
  type NameIn,
  type NumberName,
  typeMark,
  type Untyped,
  type Windowed,
} from './shape/shape.js';
import type { TakenAggregate } from './shape/taken.js';
import type { ColumnArg } from './shape/values.js';
import type { Numeric } from './values/value.js';

/** The keys of shape K beside further columns. */
type Beside<K, T> =
  IsUntyped<K> extends true
    ? Untyped
    : IsUntyped<T> extends true
      ? Untyped
      : Flatten<K & T> extends infer R extends object
        ? R
        : never;

type Aggregates<Word extends string, N extends string, V> = { [K in N as `${Word}(${Ident<K>})`]: V };

/** Rows in groups. Keys come first in what an aggregation gives. */
export class GroupedDataFrame<S extends object, K extends object> {
  declare readonly [typeMark]: readonly [S, K];

  constructor(
    private readonly input: Plan,
    private readonly grouping: Grouping,
    private readonly keys: readonly Expr[],
    private readonly derive: <T extends object>(plan: Plan) => DataFrame<T>,
    private readonly sets?: Aggregate['sets'],
  ) {
    requireMade(() => isNode(input), 'GroupedDataFrame', 'frame.groupBy(…)');
  }

  /**
   * @example
   * ```ts
   * import { count, sum } from '@firn/snowpark';
   *
   * const totals = session.table('orders').groupBy('region').agg(sum('amount').as('total'), count('*').as('n'));
   * console.log((await totals.sort('region').collect()).map((row) => row.get('TOTAL'))); // → [ 40n, 20n ]
   * ```
   */
  agg<T extends object, G extends object, const C extends GivenAggregates>(
    this: GroupedDataFrame<T, G>,
    ...aggregates: { [I in keyof C]: TakenAggregate<T, C[I], Aggregated | Windowed> }
  ): DataFrame<Beside<G, Selection<T, ListedAggregates<C>>>>;
  agg(...aggregates: readonly unknown[]): DataFrame<Loose> {
    return this.derive(this.#node(AGG.read(aggregates)[0]));
  }

  /**
   * How many rows each group has, as COUNT.
   *
   * @example
   * ```ts
   * const rows = await session.table('orders').groupBy('region').count().sort('region').collect();
   * console.log(rows.map((row) => row.get('COUNT'))); // → [ 2n, 1n ]
   * ```
   */
  count(...none: readonly []): DataFrame<Beside<K, { COUNT: bigint }>> {
    noArguments('count', none);
    return this.derive(
      this.#node([frozen({ kind: 'alias', operand: aggregate('COUNT', namedExpr('*')), name: 'COUNT' })]),
    );
  }

  /**
   * @example
   * ```ts
   * const row = await session.table('orders').groupBy('region').sum('amount').sort('region').first();
   * console.log(String(row?.get(1))); // → 40
   * ```
   */
  sum<T extends object, G extends object, const N extends NumberName<T>>(
    this: GroupedDataFrame<T, G>,
    ...names: readonly N[]
  ): DataFrame<Beside<G, Aggregates<'SUM', N, Numeric | null>>>;
  sum(...names: readonly unknown[]): DataFrame<Loose> {
    return this.derive(this.#each('SUM', NAMES.sum.read(names)[0]));
  }
  /**
   * @example
   * ```ts
   * const row = await session.table('orders').groupBy('region').avg('amount').sort('region').first();
   * console.log(String(row?.get(1))); // → 20
   * ```
   */
  avg<T extends object, G extends object, const N extends NumberName<T>>(
    this: GroupedDataFrame<T, G>,
    ...names: readonly N[]
  ): DataFrame<Beside<G, Aggregates<'AVG', N, Numeric | null>>>;
  avg(...names: readonly unknown[]): DataFrame<Loose> {
    return this.derive(this.#each('AVG', NAMES.avg.read(names)[0]));
  }
  /**
   * @example
   * ```ts
   * const row = await session.table('orders').groupBy('region').median('amount').sort('region').first();
   * console.log(String(row?.get(1))); // → 20
   * ```
   */
  median<T extends object, G extends object, const N extends NumberName<T>>(
    this: GroupedDataFrame<T, G>,
    ...names: readonly N[]
  ): DataFrame<Beside<G, Aggregates<'MEDIAN', N, Numeric | null>>>;
  median(...names: readonly unknown[]): DataFrame<Loose> {
    return this.derive(this.#each('MEDIAN', NAMES.median.read(names)[0]));
  }
  /**
   * @example
   * ```ts
   * const row = await session.table('orders').groupBy('region').min('amount').sort('region').first();
   * console.log(String(row?.get(1))); // → 10
   * ```
   */
  min<T extends object, G extends object, const N extends NameIn<T>>(
    this: GroupedDataFrame<T, G>,
    ...names: readonly N[]
  ): DataFrame<Beside<G, Extremes<'MIN', N, T>>>;
  min(...names: readonly unknown[]): DataFrame<Loose> {
    return this.derive(this.#each('MIN', NAMES.min.read(names)[0]));
  }
  /**
   * @example
   * ```ts
   * const row = await session.table('orders').groupBy('region').max('amount').sort('region').first();
   * console.log(String(row?.get(1))); // → 30
   * ```
   */
  max<T extends object, G extends object, const N extends NameIn<T>>(
    this: GroupedDataFrame<T, G>,
    ...names: readonly N[]
  ): DataFrame<Beside<G, Extremes<'MAX', N, T>>>;
  max(...names: readonly unknown[]): DataFrame<Loose> {
    return this.derive(this.#each('MAX', NAMES.max.read(names)[0]));
  }

  /**
   * Values of one column as columns, for each group: `groupBy('a').pivot('month', ['jan']).sum('amount')`.
   *
   * @example
   * ```ts
   * const wide = session.table('orders').groupBy('id').pivot('region', ['north', 'south']).sum('amount');
   * console.log(await wide.count()); // → 3
   * ```
   */
  pivot(by: ColumnArg, values?: PivotValues, defaultOnNull?: unknown): PivotedFrame;
  pivot(...given: readonly unknown[]): PivotedFrame {
    if (this.grouping !== 'plain') {
      throw new UsageError('invalid_argument', `pivot(by): only groupBy groups a pivot, not ${this.grouping}.`);
    }
    return new PivotedFrame(this.input, this.keys, PIVOT.read(given), (plan) => this.derive(plan));
  }

  /**
   * A function by its SQL name, over columns: one call for each.
   *
   * @example
   * ```ts
   * const most = session.table('orders').groupBy('region').function('max')('amount');
   * console.log(await most.count()); // → 2
   * ```
   */
  function(name: string): (...columns: readonly ColumnArg[]) => DataFrame<Untyped>;
  function(...given: readonly unknown[]) {
    const [name] = FUNCTION.read(given);
    const taken = signature('function', rest('columns', manyOf(COLUMN, 1)));
    return (...columns: readonly unknown[]): DataFrame<Untyped> =>
      this.derive(this.#each(name, taken.read(columns)[0]));
  }

  #each(name: string, columns: readonly Expr[]): Aggregate {
    return this.#node(columns.map((column) => aggregate(name, column)));
  }

  #node(aggregates: readonly Expr[]): Aggregate {
    const { input, grouping, keys, sets } = this;
    return { kind: 'aggregate', input, grouping, keys, aggregates, ...(sets !== undefined && { sets }) };
  }
}

answerForeignNames(GroupedDataFrame.prototype, 'GroupedDataFrame', GROUPED_NAMES);

type Extremes<Word extends string, N extends string, S> = {
  [K in N as `${Word}(${Ident<K>})`]: (Ident<K> extends keyof S ? S[Ident<K>] : unknown) | null;
};

const aggregate = (name: string, operand: Expr): Expr =>
  frozen({ kind: 'call', name, args: [operand], role: 'aggregate' });

const named = (call: string) => signature(call, rest('names', manyOf(COLUMN, 1)));
const FUNCTION = signature('function', required('name', FUNCTION_NAME));
const AGG = signature('agg', rest('aggregates', AGGREGATES));
const NAMES = { sum: named('sum'), avg: named('avg'), median: named('median'), min: named('min'), max: named('max') };
