import { COLUMNS, isColumn } from './arguments/columns.js';
import { KIND } from './arguments/kind.js';
import { requireMade } from './arguments/made.js';
import { type Reader, wrong } from './arguments/reader.js';
import { isPlain } from './arguments/shown.js';
import { required, rest, signature } from './arguments/signature.js';
import { SORT_KEYS } from './arguments/sort-keys.js';
import type { SortColumn } from './column.js';
import { answerForeignNames } from './foreign-names/answer.js';
import { frozen } from './plan/frozen.js';
import type { Expr, IntervalBound, Over, RowBound, WindowBound } from './plan/plan.js';
import { type AnyColumn, typeMark } from './shape/shape.js';
import type { ArgReads } from './shape/values.js';

type Spec = Partial<Pick<Over, 'partitionBy' | 'orderBy' | 'frame'>>;

/** One, or a list of them. */
type Many<T> = T | readonly T[];

type WindowKey = string | AnyColumn | SortColumn<string>;
type KeyReads<K> = K extends SortColumn<infer R> ? R : ArgReads<K>;
type ManyRead<C extends readonly unknown[]> = KeyReads<
  C[number] extends infer K ? (K extends readonly (infer E)[] ? E : K) : never
>;

/** How far a frame reaches, from the current row: rows or values before as a negative number, after as a positive one. */
export type RowBoundary = RowBound;
/** The same for a range, which may reach over an interval of `makeInterval`, too. */
export type Boundary = RowBoundary | AnyColumn;

/** Which rows a window function sees, and in which order. Immutable: each call replaces one part of a copy. */
export class WindowSpec<R extends string = never> {
  declare readonly [typeMark]: R;

  constructor(readonly spec: Spec) {
    requireMade(() => isSpec(spec), 'WindowSpec', 'Window.partitionBy(…) or Window.orderBy(…)');
  }

  /** @internal */
  get [KIND](): string {
    return 'WindowSpec';
  }

  /**
   * Rows see those of the same values only.
   *
   * @example
   * ```ts
   * import { sum, Window } from '@firn/snowpark';
   *
   * const window = Window.partitionBy('region');
   * const rows = await session.table('orders').select('id', sum('amount').over(window).as('total')).sort('id').collect();
   * console.log(rows.map((row) => row.get('TOTAL'))); // → [ 40n, 20n, 40n ]
   * ```
   */
  partitionBy<const C extends readonly Many<string | AnyColumn>[]>(...columns: C): WindowSpec<R | ManyRead<C>>;
  partitionBy(...columns: readonly unknown[]): WindowSpec<string> {
    return new WindowSpec(frozen({ ...this.spec, partitionBy: PARTITION_BY.read(columns)[0] }));
  }

  /**
   * The order of the rows; without bounds a row sees those up to itself and its equals.
   *
   * @example
   * ```ts
   * import { sum, Window } from '@firn/snowpark';
   *
   * const window = Window.orderBy('id');
   * const rows = await session.table('orders').select('id', sum('amount').over(window).as('total')).sort('id').collect();
   * console.log(rows.map((row) => row.get('TOTAL'))); // → [ 10n, 30n, 60n ]
   * ```
   */
  orderBy<const C extends readonly Many<WindowKey>[]>(...keys: C): WindowSpec<R | ManyRead<C>>;
  orderBy(...keys: readonly unknown[]): WindowSpec<string> {
    const [orderBy] = ORDER_BY.read(keys);
    return new WindowSpec(frozen({ ...this.spec, orderBy }));
  }

  /**
   * Which rows one sees, counted from it: -1 is the one before.
   *
   * @example
   * ```ts
   * import { sum, Window } from '@firn/snowpark';
   *
   * const window = Window.orderBy('id').rowsBetween(-1, Window.currentRow);
   * const rows = await session.table('orders').select('id', sum('amount').over(window).as('total')).sort('id').collect();
   * console.log(rows.map((row) => row.get('TOTAL'))); // → [ 10n, 30n, 50n ]
   * ```
   */
  rowsBetween(start: RowBoundary, end: RowBoundary): WindowSpec<R>;
  rowsBetween(...given: readonly unknown[]): WindowSpec<R> {
    const [start, end] = ROWS_BETWEEN.read(given);
    return new WindowSpec(frozen({ ...this.spec, frame: frozen({ unit: 'rows', start, end }) }));
  }

  /**
   * Which rows one sees, by how far their key is from its own.
   *
   * @example
   * ```ts
   * import { sum, Window } from '@firn/snowpark';
   *
   * const window = Window.orderBy('amount').rangeBetween(-10, Window.currentRow);
   * const rows = await session.table('orders').select('id', sum('amount').over(window).as('total')).sort('id').collect();
   * console.log(rows.map((row) => row.get('TOTAL'))); // → [ 10n, 30n, 50n ]
   * ```
   */
  rangeBetween(start: Boundary, end: Boundary): WindowSpec<R>;
  rangeBetween(...given: readonly unknown[]): WindowSpec<R> {
    const [start, end] = RANGE_BETWEEN.read(given);
    return new WindowSpec(frozen({ ...this.spec, frame: frozen({ unit: 'range', start, end }) }));
  }
}

answerForeignNames(WindowSpec.prototype, 'WindowSpec');

const PARTS: ReadonlySet<string> = new Set<keyof Spec>(['partitionBy', 'orderBy', 'frame']);
const isSpec = (given: unknown): boolean => isPlain(given) && Object.keys(given).every((key) => PARTS.has(key));

const EMPTY = new WindowSpec<never>({});

/** Where a window specification starts. */
export const Window = answerForeignNames(
  {
    unboundedPreceding: 'unbounded_preceding',
    unboundedFollowing: 'unbounded_following',
    currentRow: 0,
    partitionBy: <const C extends readonly Many<string | AnyColumn>[]>(...columns: C): WindowSpec<ManyRead<C>> =>
      EMPTY.partitionBy(...columns),
    orderBy: <const C extends readonly Many<WindowKey>[]>(...keys: C): WindowSpec<ManyRead<C>> =>
      EMPTY.orderBy(...keys),
    rowsBetween: (...bounds: readonly [start: RowBoundary, end: RowBoundary]): WindowSpec =>
      EMPTY.rowsBetween(...bounds),
    rangeBetween: (...bounds: readonly [start: Boundary, end: Boundary]): WindowSpec => EMPTY.rangeBetween(...bounds),
  } as const,
  'Window',
);

const isRowBound = (given: unknown): given is RowBound =>
  given === 'unbounded_preceding' || given === 'unbounded_following' || Number.isSafeInteger(given);

/** A whole number of rows, or one of the two words for an open end. */
const ROW_BOUND: Reader<RowBound> = {
  allowed: 'a whole number of rows, unbounded_preceding or unbounded_following',
  read(given, place) {
    if (!isRowBound(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};

const RANGE_BOUND: Reader<WindowBound, Boundary> = {
  allowed: 'a whole number, unbounded_preceding, unbounded_following, or an interval of makeInterval',
  read(given, place) {
    const interval = isColumn(given) ? intervalOf(given.expr) : null;
    if (interval !== null) return interval;
    if (!isRowBound(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};

/** On in time, or back for the negative of an interval. */
function intervalOf(expr: Expr): IntervalBound | null {
  const back = expr.kind === 'unary' && expr.op === 'negate';
  const constant = back ? expr.operand : expr;
  if (constant.kind !== 'constant' || !constant.interval) return null;
  return { interval: String(constant.value), side: back ? 'preceding' : 'following' };
}

const PARTITION_BY = signature('partitionBy', rest('columns', COLUMNS));
const ORDER_BY = signature('orderBy', rest('keys', SORT_KEYS));
const ROWS_BETWEEN = signature('rowsBetween', required('start', ROW_BOUND), required('end', ROW_BOUND));
const RANGE_BETWEEN = signature('rangeBetween', required('start', RANGE_BOUND), required('end', RANGE_BOUND));
