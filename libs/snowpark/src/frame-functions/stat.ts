import { COLUMN, isFrame } from '../arguments/columns.js';
import { requireMade } from '../arguments/made.js';
import { type Reader, wrong } from '../arguments/reader.js';
import { listOf } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import { START_OPTIONS } from '../async/action-options.js';
import { Column } from '../column.js';
import type { DataFrame } from '../dataframe.js';
import { UsageError } from '../errors.js';
import type { StartOptions } from '../execution/executor.js';
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

/** Statistics of columns: `frame.stat`. Each of them runs a query. */
export class DataFrameStatFunctions<S extends object> {
  readonly #frame: DataFrame<Untyped>;

  constructor(frame: DataFrame<S>) {
    requireMade(() => isFrame(frame), 'DataFrameStatFunctions', 'frame.stat');
    this.#frame = frame.as();
  }

  /**
   * The values below which these shares of a column lie, about: a list for a column, a list of lists for several.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').stat.approxQuantile('amount', [0.5])); // → [ 20 ]
   * ```
   */
  approxQuantile(
    column: ColumnArg,
    shares: readonly number[],
    options?: StartOptions,
  ): Promise<readonly (number | null)[]>;
  approxQuantile(
    columns: readonly ColumnArg[],
    shares: readonly number[],
    options?: StartOptions,
  ): Promise<readonly (readonly (number | null)[])[]>;
  async approxQuantile(...given: readonly unknown[]): Promise<unknown> {
    const [columns, shares, options] = QUANTILE.read(given);
    const several = Array.isArray(given[0]);
    const items = columns.flatMap((column, at) =>
      shares.map((share, index) =>
        named(aggregate('APPROX_PERCENTILE', column, frozen({ kind: 'constant', value: share })), `Q_${at}_${index}`),
      ),
    );
    const row = await this.#frame.agg(...items).first(options);
    const lists = columns.map((_, at) => shares.map((__, index) => numberOf(row?.get(at * shares.length + index))));
    return several ? lists : lists[0];
  }

  /**
   * Correlation of two columns; null where there is none.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').stat.corr('id', 'amount'))?.toFixed(3)); // → 1.000
   * ```
   */
  corr(one: ColumnArg, other: ColumnArg, options?: StartOptions): Promise<number | null>;
  async corr(...given: readonly unknown[]): Promise<number | null> {
    return this.#of('CORR', CORR.read(given));
  }
  /**
   * Covariance of two columns, of a sample.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').stat.cov('id', 'amount'))?.toFixed(3)); // → 10.000
   * ```
   */
  cov(one: ColumnArg, other: ColumnArg, options?: StartOptions): Promise<number | null>;
  async cov(...given: readonly unknown[]): Promise<number | null> {
    return this.#of('COVAR_SAMP', COV.read(given));
  }

  /**
   * How often values of two columns occur together: a row for each value of the first, a column for each of the second.
   *
   * @example
   * ```ts
   * const counts = await session.table('orders').stat.crosstab('region', 'id');
   * console.log(await counts.count()); // → 2
   * ```
   */
  crosstab(one: ColumnArg, other: ColumnArg, options?: StartOptions): Promise<DataFrame<Untyped>>;
  async crosstab(...given: readonly unknown[]): Promise<DataFrame<Untyped>> {
    const [one, other, options] = CROSSTAB.read(given);
    const [row, column] = [new Column(one), new Column(other)];
    const values = await this.#frame
      .select(column)
      .distinct()
      .limit(MOST_VALUES + 1)
      .collect(options);
    if (values.length > MOST_VALUES) {
      throw new UsageError(
        'invalid_argument',
        `crosstab(other): it has more than ${MOST_VALUES} values, each of them a column.`,
      );
    }
    const present = values.map((each) => each.get(0)).filter((value) => value !== null);
    return this.#frame.select(row, column).groupBy(row).pivot(column, present).count(column);
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

  async #of(name: string, [one, other, options]: readonly [Expr, Expr, StartOptions]): Promise<number | null> {
    const row = await this.#frame.agg(named(aggregate(name, one, other), 'STATISTIC')).first(options);
    return numberOf(row?.get(0));
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
const COLUMNS: Reader<readonly Expr[], unknown> = {
  allowed: 'a Column, the name of one, or a list of them',
  read: (given, place) => (Array.isArray(given) ? listOf(COLUMN, 1).read(given, place) : [COLUMN.read(given, place)]),
};
const OPTIONS = optional('options', START_OPTIONS, {});
const TWO = [required('one', COLUMN), required('other', COLUMN), OPTIONS] as const;
const QUANTILE = signature(
  'approxQuantile',
  required('columns', COLUMNS),
  required('shares', listOf(SHARE, 1)),
  OPTIONS,
);
const CORR = signature('corr', ...TWO);
const COV = signature('cov', ...TWO);
const CROSSTAB = signature('crosstab', ...TWO);
