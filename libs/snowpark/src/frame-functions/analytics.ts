import { COLUMN, isFrame } from '../arguments/columns.js';
import { FUNCTION_NAME } from '../arguments/function-name.js';
import { requireMade } from '../arguments/made.js';
import { NAME } from '../arguments/names.js';
import { options, type ReadersOf } from '../arguments/options.js';
import { type Reader, wrong } from '../arguments/reader.js';
import { callback, FLAG, listOf, recordOf, whole } from '../arguments/scalars.js';
import { required, signature } from '../arguments/signature.js';
import { sortKey } from '../arguments/sort-keys.js';
import { FULL_TEXT } from '../arguments/text.js';
import { Column, constant } from '../column.js';
import type { DataFrame } from '../dataframe.js';
import { UsageError } from '../errors.js';
import { frozen } from '../plan/frozen.js';
import type { Expr, Over, RowBound, WindowBound, WindowFrame } from '../plan/plan.js';
import type { AnyColumn, Untyped } from '../shape/shape.js';
import { realName } from '../sql/identifier.js';

type Names = readonly (string | AnyColumn)[];

/** Functions for each column: `{ amount: ['sum', 'avg'] }`. */
type Aggregates = Readonly<Record<string, readonly string[]>>;

/** What a new column is called, from the column's name, the function and the size, if there is one. Default `AMOUNT_SUM_2`. */
type Formatter = (column: string, operation: string, size?: string | number) => string;

interface Grouped {
  readonly groupBy: Names;
  readonly orderBy: Names;
  readonly columnName?: Formatter;
}
export interface MovingAggOptions extends Grouped {
  readonly aggs: Aggregates;
  /** Rows in a window: this one and those before it. */
  readonly windowSizes: readonly number[];
}
export interface CumulativeAggOptions extends Grouped {
  readonly aggs: Aggregates;
  /** From this row to the last. Default false: from the first row to this one. */
  readonly isForward?: boolean;
}
export interface ShiftOptions extends Grouped {
  readonly columns: Names;
  /** How many rows away. */
  readonly distances: readonly number[];
}
export interface TimeSeriesOptions {
  readonly timeColumn: string;
  readonly aggs: Aggregates;
  /** Times before each row, or after it: `7d`, `-1w`. Units: s, m, h, d, w, mm for months, y. */
  readonly windows: readonly string[];
  readonly groupBy: Names;
  readonly columnName?: Formatter;
}

/** Columns over windows of rows: `frame.analytics`. */
export class DataFrameAnalyticsFunctions<S extends object> {
  readonly #frame: DataFrame<Untyped>;

  constructor(frame: DataFrame<S>) {
    requireMade(() => isFrame(frame), 'DataFrameAnalyticsFunctions', 'frame.analytics');
    this.#frame = frame.as();
  }

  /**
   * Aggregates over this row and some before it.
   *
   * @example
   * ```ts
   * const sums = session.table('orders').analytics.movingAgg({ aggs: { amount: ['sum'] }, windowSizes: [2], orderBy: ['id'], groupBy: ['region'] });
   * const rows = await sums.sort('id').collect();
   * console.log(rows.map((row) => row.get(3))); // → [ 10n, 20n, 40n ]
   * ```
   */
  movingAgg(options: MovingAggOptions): DataFrame<Untyped>;
  movingAgg(...given: readonly unknown[]): DataFrame<Untyped> {
    const [read] = MOVING.read(given);
    const added = read.windowSizes.flatMap((size) =>
      each(read.aggs, (column, name) => ({
        name: (read.columnName ?? plainName)(column, name, size),
        value: over(aggregate(name, column), read, rows(1 - size, 0)),
      })),
    );
    return this.#with(added);
  }

  /**
   * Aggregates over all rows so far, or still to come.
   *
   * @example
   * ```ts
   * const sums = session.table('orders').analytics.cumulativeAgg({ aggs: { amount: ['sum'] }, orderBy: ['id'], groupBy: ['region'] });
   * const rows = await sums.sort('id').collect();
   * console.log(rows.map((row) => row.get(3))); // → [ 10n, 20n, 40n ]
   * ```
   */
  cumulativeAgg(options: CumulativeAggOptions): DataFrame<Untyped>;
  cumulativeAgg(...given: readonly unknown[]): DataFrame<Untyped> {
    const [read] = CUMULATIVE.read(given);
    const frame = read.isForward === true ? rows(0, 'unbounded_following') : rows('unbounded_preceding', 0);
    return this.#with(
      each(read.aggs, (column, name) => ({
        name: (read.columnName ?? plainName)(column, name),
        value: over(aggregate(name, column), read, frame),
      })),
    );
  }

  /**
   * Values of rows before.
   *
   * @example
   * ```ts
   * const lags = session.table('orders').analytics.computeLag({ columns: ['amount'], distances: [1], orderBy: ['id'], groupBy: ['region'] });
   * const rows = await lags.sort('id').collect();
   * console.log(rows.map((row) => row.get(3))); // → [ null, null, 10n ]
   * ```
   */
  computeLag(options: ShiftOptions): DataFrame<Untyped>;
  computeLag(...given: readonly unknown[]): DataFrame<Untyped> {
    return this.#shifted('LAG', LAG.read(given)[0]);
  }
  /**
   * Values of rows after.
   *
   * @example
   * ```ts
   * const leads = session.table('orders').analytics.computeLead({ columns: ['amount'], distances: [1], orderBy: ['id'], groupBy: ['region'] });
   * const rows = await leads.sort('id').collect();
   * console.log(rows.map((row) => row.get(3))); // → [ 30n, null, null ]
   * ```
   */
  computeLead(options: ShiftOptions): DataFrame<Untyped>;
  computeLead(...given: readonly unknown[]): DataFrame<Untyped> {
    return this.#shifted('LEAD', LEAD.read(given)[0]);
  }

  /**
   * Aggregates over windows of time, from each row back or on.
   *
   * @example
   * ```ts
   * const frame = session.createDataFrame([['2024-01-01', 'a', 1], ['2024-01-02', 'a', 2]], 'day date, shop string, sold int');
   * const sums = frame.analytics.timeSeriesAgg({ timeColumn: 'day', aggs: { sold: ['sum'] }, windows: ['-1d'], groupBy: ['shop'] });
   * console.log((await sums.sort('day').collect()).map((row) => row.get(3))); // → [ 1n, 3n ]
   * ```
   */
  timeSeriesAgg(options: TimeSeriesOptions): DataFrame<Untyped>;
  timeSeriesAgg(...given: readonly unknown[]): DataFrame<Untyped> {
    const [read] = TIME_SERIES.read(given);
    const window = { groupBy: read.groupBy, orderBy: [named(read.timeColumn)] };
    const added = read.windows.flatMap((text) => {
      const frame = timeWindow(text);
      return each(read.aggs, (column, name) => ({
        name: (read.columnName ?? plainName)(column, name, text),
        value: over(aggregate(name, column), window, frame),
      }));
    });
    return this.#with(added);
  }

  #shifted(name: 'LAG' | 'LEAD', read: ReturnType<typeof LAG.read>[0]): DataFrame<Untyped> {
    const added = read.columns.flatMap((column) =>
      read.distances.map((distance) => {
        const own = column.kind === 'column' ? column.name : 'COLUMN';
        const call = frozen({ kind: 'call', name, args: [column, constant(distance)], role: 'window' });
        return { name: (read.columnName ?? plainName)(own, name, distance), value: over(call, read) };
      }),
    );
    return this.#with(added);
  }

  #with(added: readonly { readonly name: string; readonly value: Expr }[]): DataFrame<Untyped> {
    const columns = Object.fromEntries(
      added.map(({ name, value }) => [name, new Column<unknown, string, never>(value)]),
    );
    return this.#frame.withColumns(columns).as();
  }
}

const named = (name: string): Expr => frozen({ kind: 'column', name });

const aggregate = (name: string, column: string): Expr =>
  frozen({ kind: 'call', name, args: [named(column)], role: 'aggregate' });

function over(
  call: Expr,
  { groupBy, orderBy }: { groupBy: readonly Expr[]; orderBy: readonly Expr[] },
  frame?: WindowFrame,
): Expr {
  const window: Omit<Over, 'frame'> = {
    kind: 'over',
    call,
    partitionBy: groupBy,
    orderBy: orderBy.map((by) => sortKey(by, 'asc', 'first')),
  };
  return frozen(frame === undefined ? window : { ...window, frame });
}

const rows = (start: RowBound, end: RowBound): WindowFrame => frozen({ unit: 'rows', start, end });
const range = (start: WindowBound, end: WindowBound): WindowFrame => frozen({ unit: 'range', start, end });

/** What is made of each function of each column. */
const each = <T>(
  aggs: readonly (readonly [string, readonly string[]])[],
  make: (column: string, name: string) => T,
): T[] => aggs.flatMap(([column, names]) => names.map((name) => make(column, name.toUpperCase())));

const UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mm: 'month',
  y: 'year',
};

function timeWindow(text: string): WindowFrame {
  const [, sign, amount, unit] = /^\s*(-?)(\d+)\s*([a-z]+)\s*$/i.exec(text) ?? [];
  const word = UNITS[unit?.toLowerCase() ?? ''];
  if (amount === undefined || word === undefined || Number(amount) === 0) {
    throw new UsageError(
      'invalid_argument',
      `timeSeriesAgg(windows): expected a window such as 7d or -1w (${Object.keys(UNITS).join(', ')}), found '${text}'.`,
    );
  }
  const interval = `${amount} ${word}`;
  return sign === '-' ? range({ interval, side: 'preceding' }, 0) : range(0, { interval, side: 'following' });
}

/** Columns as they were read, each by its real name. */
const AGGREGATES: Reader<readonly (readonly [string, readonly string[]])[], Aggregates> = {
  allowed: 'an object with a list of functions for each column',
  read(given, place) {
    const entries = Object.entries(recordOf(listOf(FUNCTION_NAME, 1)).read(given, place));
    if (entries.length === 0) throw wrong(place, this.allowed, given);
    return entries.map(([name, functions]) => [realName(name), functions]);
  },
};

const FORMATTER: Reader<Formatter, Formatter> = callback<Formatter>();
const plainName: Formatter = (column, operation, size) =>
  size === undefined ? `${column}_${operation}` : `${column}_${operation}_${size}`;
const COLUMNS = listOf(COLUMN, 1);
const GROUPED = { groupBy: listOf(COLUMN), orderBy: COLUMNS, columnName: FORMATTER };

const MOVING_OPTIONS = options(
  { ...GROUPED, aggs: AGGREGATES, windowSizes: listOf(whole(1), 1) } satisfies ReadersOf<MovingAggOptions>,
  'aggs',
  'windowSizes',
  'groupBy',
  'orderBy',
);
const CUMULATIVE_OPTIONS = options(
  { ...GROUPED, aggs: AGGREGATES, isForward: FLAG } satisfies ReadersOf<CumulativeAggOptions>,
  'aggs',
  'groupBy',
  'orderBy',
);
const SHIFT_OPTIONS = options(
  { ...GROUPED, columns: COLUMNS, distances: listOf(whole(1), 1) } satisfies ReadersOf<ShiftOptions>,
  'columns',
  'distances',
  'groupBy',
  'orderBy',
);
const TIME_SERIES_OPTIONS = options(
  {
    timeColumn: NAME,
    aggs: AGGREGATES,
    windows: listOf(FULL_TEXT, 1),
    groupBy: listOf(COLUMN),
    columnName: FORMATTER,
  } satisfies ReadersOf<TimeSeriesOptions>,
  'timeColumn',
  'aggs',
  'windows',
  'groupBy',
);

const MOVING = signature('movingAgg', required('options', MOVING_OPTIONS));
const CUMULATIVE = signature('cumulativeAgg', required('options', CUMULATIVE_OPTIONS));
const LAG = signature('computeLag', required('options', SHIFT_OPTIONS));
const LEAD = signature('computeLead', required('options', SHIFT_OPTIONS));
const TIME_SERIES = signature('timeSeriesAgg', required('options', TIME_SERIES_OPTIONS));
