import { COLUMN, isFrame } from '../arguments/columns.js';
import { requireMade } from '../arguments/made.js';
import { type Reader, wrong } from '../arguments/reader.js';
import { listOf } from '../arguments/scalars.js';
import { required } from '../arguments/signature.js';
import type { ActionOptions, NoBlock } from '../async/action-options.js';
import type { ActionRunner } from '../async/action-runner.js';
import {
  declareMaking,
  giveActions,
  type Making,
  type Nowait,
  RUNNER,
  type Started,
  type Twin,
} from '../async/declared-actions.js';
import { readResult, readRows } from '../async/read-result.js';
import { Column } from '../column.js';
import type { DataFrame } from '../dataframe.js';
import { UsageError } from '../errors.js';
import type { StartOptions } from '../execution/executor.js';
import type { Action } from '../plan/action.js';
import { frozen } from '../plan/frozen.js';
import type { Expr } from '../plan/plan.js';
import type { Untyped } from '../shape/shape.js';
import type { ColumnArg } from '../shape/values.js';
import { isDecimal } from '../values/decimal.js';

/** A pivot over more values than this is no table that anybody reads. */
const MOST_VALUES = 1_000;

const aggregate = (name: string, ...args: readonly Expr[]): Expr =>
  frozen({ kind: 'call', name, args, role: 'aggregate' });
const named = (operand: Expr, name: string) =>
  new Column<unknown, string, never>(frozen({ kind: 'alias', operand, name }));

/** The statistics that are actions. */
export interface StatActionTable {
  /**
   * The values below which these shares of a column lie, about: a list for a column, a list of lists for several.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').stat.approxQuantile('amount', [0.5])); // → [ 20 ]
   * ```
   */
  approxQuantile: ApproxQuantile;
  /**
   * Correlation of two columns; null where there is none.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').stat.corr('id', 'amount'))?.toFixed(3)); // → 1.000
   * const job = await session.table('orders').stat.corrNowait('id', 'amount');
   * console.log((await job.result())?.toFixed(3)); // → 1.000
   * ```
   */
  corr: Making<TwoColumns, unknown, number | null, Untyped>;
  /**
   * Covariance of two columns, of a sample.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').stat.cov('id', 'amount'))?.toFixed(3)); // → 10.000
   * ```
   */
  cov: Making<TwoColumns, unknown, number | null, Untyped>;
  /**
   * How often values of two columns occur together: a row for each value of the first, a column for each of the second. What runs
   * looks up the values of the second.
   *
   * @example
   * ```ts
   * const counts = await session.table('orders').stat.crosstab('region', 'id');
   * console.log(await counts.count()); // → 2
   * ```
   */
  crosstab: Making<TwoColumns, unknown, DataFrame<Untyped>, Untyped>;
}

type TwoColumns = [one: ColumnArg, other: ColumnArg];
type Quantiles = readonly (number | null)[];
type Shares = readonly number[];

interface ApproxQuantile extends Twin<ApproxQuantileNowait> {
  (column: ColumnArg, shares: Shares, options?: ActionOptions): Promise<Quantiles>;
  (column: ColumnArg, shares: Shares, options: NoBlock): Started<Quantiles, Untyped>;
  (columns: readonly ColumnArg[], shares: Shares, options?: ActionOptions): Promise<readonly Quantiles[]>;
  (columns: readonly ColumnArg[], shares: Shares, options: NoBlock): Started<readonly Quantiles[], Untyped>;
}
interface ApproxQuantileNowait {
  (column: ColumnArg, shares: Shares, options?: StartOptions): Started<Quantiles, Untyped>;
  (columns: readonly ColumnArg[], shares: Shares, options?: StartOptions): Started<readonly Quantiles[], Untyped>;
}

const FRAME: unique symbol = Symbol('frame');

// biome-ignore lint/correctness/noUnusedVariables: a class and its interface have the same parameters
export interface DataFrameStatFunctions<S extends object> extends StatActionTable, Nowait<StatActionTable> {}

/** Statistics of columns: `frame.stat`. Each of them runs a query. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `giveActions` below gives the class what the table says
export class DataFrameStatFunctions<S extends object> {
  readonly #frame: DataFrame<Untyped>;

  constructor(frame: DataFrame<S>) {
    requireMade(() => isFrame(frame), 'DataFrameStatFunctions', 'frame.stat');
    this.#frame = frame.as();
  }

  /** @internal */
  get [RUNNER](): ActionRunner {
    return this.#frame[RUNNER];
  }
  /** @internal */
  get [FRAME](): DataFrame<Untyped> {
    return this.#frame;
  }

  /**
   * As `frame.sampleBy`.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').stat.sampleBy('region', { north: 1 }).count()); // → 2
   * ```
   */
  sampleBy(
    ...given: readonly [column: ColumnArg, fractions: Readonly<Record<string, number>> | ReadonlyMap<unknown, number>]
  ): DataFrame<Untyped> {
    return this.#frame.sampleBy(...given);
  }
}

const numberOf = (value: unknown): number | null => {
  if (value === null || value === undefined) return null;
  return isDecimal(value) ? value.toNumber() : Number(value);
};

const SHARE: Reader<number, number> = {
  allowed: 'a number from 0 to 1',
  read(given, place) {
    if (typeof given !== 'number' || !(given >= 0 && given <= 1)) throw wrong(place, this.allowed, given);
    return given;
  },
};
interface Columns {
  readonly columns: readonly Expr[];
  /** A list was given, if only of one. */
  readonly several: boolean;
}
const COLUMNS: Reader<Columns, unknown> = {
  allowed: 'a Column, the name of one, or a list of them',
  read: (given, place) =>
    Array.isArray(given)
      ? { columns: listOf(COLUMN, 1).read(given, place), several: true }
      : { columns: [COLUMN.read(given, place)], several: false },
};

type Stat = DataFrameStatFunctions<object>;
const TWO = [required('one', COLUMN), required('other', COLUMN)] as const;

const firstOf = (frame: DataFrame<Untyped>): Action => frozen({ kind: 'first', plan: frame.plan });

const statistic = (name: string) =>
  declareMaking('first', TWO, {}, ({ [FRAME]: frame }: Stat, one, other) => ({
    action: firstOf(frame.agg(named(aggregate(name, one, other), 'STATISTIC'))),
    read: async (result) => numberOf(await readResult<Untyped>(result, 'value')),
  }));

giveActions<Stat, StatActionTable>(DataFrameStatFunctions.prototype, {
  approxQuantile: declareMaking(
    'first',
    [required('columns', COLUMNS), required('shares', listOf(SHARE, 1))],
    {},
    ({ [FRAME]: frame }: Stat, { columns, several }, shares) => {
      const items = columns.flatMap((column, at) =>
        shares.map((share, index) =>
          named(aggregate('APPROX_PERCENTILE', column, frozen({ kind: 'constant', value: share })), `Q_${at}_${index}`),
        ),
      );
      return {
        action: firstOf(frame.agg(...items)),
        read: async (result) => {
          const [row] = await readRows(result);
          const lists = columns.map((_, at) =>
            shares.map((__, index) => numberOf(row?.get(at * shares.length + index))),
          );
          return several ? lists : lists[0];
        },
      };
    },
  ),
  corr: statistic('CORR'),
  cov: statistic('COVAR_SAMP'),
  crosstab: declareMaking('rows', TWO, {}, ({ [FRAME]: frame }: Stat, one, other) => {
    const [row, column] = [new Column(one), new Column(other)];
    const values = frame
      .select(column)
      .distinct()
      .sort()
      .limit(MOST_VALUES + 1);
    return {
      action: frozen({ kind: 'collect', plan: values.plan }),
      read: async (result) => {
        const found = await readRows(result);
        if (found.length > MOST_VALUES) {
          throw new UsageError(
            'invalid_argument',
            `crosstab(other): it has more than ${MOST_VALUES} values, each of them a column.`,
          );
        }
        const present = found.map((each) => each.get(0)).filter((value) => value !== null);
        return frame.select(row, column).groupBy(row).pivot(column, present).count(column);
      },
    };
  }),
});
