import { COLUMN, COLUMN_ONLY, FRAME, isFrame, LITERAL } from './arguments/columns.js';
import { isNode, requireMade } from './arguments/made.js';
import { part, type Reader, wrong } from './arguments/reader.js';
import { optional, required, signature } from './arguments/signature.js';
import type { DataFrame } from './dataframe.js';
import { frozen } from './plan/frozen.js';
import type { Expr, Pivot, Plan } from './plan/plan.js';
import type { AnyColumn, FrameLike, Untyped } from './shape/shape.js';
import type { ColumnArg } from './shape/values.js';

/** Which values become columns: those of a list, those of a frame's only column, or all for null. */
export type PivotValues = readonly unknown[] | FrameLike | null;

const VALUES: Reader<readonly Expr[] | Plan, PivotValues> = {
  allowed: 'a list of values, a frame of one column, or null',
  read(given, place) {
    if (isFrame(given)) return FRAME.read(given, place);
    if (!Array.isArray(given) || given.length === 0) throw wrong(place, this.allowed, given);
    return given.map((value: unknown, at) => LITERAL.read(value, part(place, at)));
  },
};
const VALUES_OR_NULL: Reader<readonly Expr[] | Plan | null, PivotValues> = {
  allowed: VALUES.allowed,
  read: (given, place) => (given === null ? null : VALUES.read(given, place)),
};

export const PIVOT = signature(
  'pivot',
  required('by', COLUMN),
  optional('values', VALUES_OR_NULL, null),
  optional('defaultOnNull', LITERAL),
);

type Read = ReturnType<typeof PIVOT.read>;

/** A frame that is about to become wider: an aggregate says of what. */
export class PivotedFrame {
  readonly #derive: (plan: Plan) => DataFrame<Untyped>;
  readonly #node: Omit<Pivot, 'aggregate'>;

  constructor(input: Plan, keys: readonly Expr[] | null, read: Read, derive: (plan: Plan) => DataFrame<Untyped>) {
    requireMade(() => isNode(input), 'PivotedFrame', 'frame.pivot(…)');
    const [by, values, otherwise] = read;
    this.#derive = derive;
    this.#node = {
      kind: 'pivot',
      input,
      keys,
      by,
      values:
        values === null || isList(values) ? values : [frozen({ kind: 'in_query', operands: [by], query: values })],
      ...(otherwise !== undefined && { otherwise }),
    };
  }

  /**
   * One aggregate of one column: `agg(sum('amount'))`.
   *
   * @example
   * ```ts
   * import { sum } from '@firn/snowpark';
   *
   * const wide = session.table('orders').drop('id').pivot('region', ['north', 'south']).agg(sum('amount'));
   * console.log((await wide.first())?.toArray()); // → [ 40n, 20n ]
   * ```
   */
  agg(aggregate: AnyColumn): DataFrame<Untyped>;
  agg(...given: readonly unknown[]): DataFrame<Untyped> {
    return this.#with(AGG.read(given)[0]);
  }
  /**
   * @example
   * ```ts
   * const wide = session.table('orders').drop('id').pivot('region', ['north']).sum('amount');
   * console.log(String((await wide.first())?.get(0))); // → 40
   * ```
   */
  sum(column: ColumnArg): DataFrame<Untyped>;
  sum(...given: readonly unknown[]): DataFrame<Untyped> {
    return this.#of('SUM', OF.sum.read(given));
  }
  /**
   * @example
   * ```ts
   * const wide = session.table('orders').drop('id').pivot('region', ['north']).avg('amount');
   * console.log(String((await wide.first())?.get(0))); // → 20
   * ```
   */
  avg(column: ColumnArg): DataFrame<Untyped>;
  avg(...given: readonly unknown[]): DataFrame<Untyped> {
    return this.#of('AVG', OF.avg.read(given));
  }
  /**
   * @example
   * ```ts
   * const wide = session.table('orders').drop('id').pivot('region', ['north']).min('amount');
   * console.log(String((await wide.first())?.get(0))); // → 10
   * ```
   */
  min(column: ColumnArg): DataFrame<Untyped>;
  min(...given: readonly unknown[]): DataFrame<Untyped> {
    return this.#of('MIN', OF.min.read(given));
  }
  /**
   * @example
   * ```ts
   * const wide = session.table('orders').drop('id').pivot('region', ['north']).max('amount');
   * console.log(String((await wide.first())?.get(0))); // → 30
   * ```
   */
  max(column: ColumnArg): DataFrame<Untyped>;
  max(...given: readonly unknown[]): DataFrame<Untyped> {
    return this.#of('MAX', OF.max.read(given));
  }
  /**
   * @example
   * ```ts
   * const wide = session.table('orders').drop('id').pivot('region', ['north']).count('amount');
   * console.log(String((await wide.first())?.get(0))); // → 2
   * ```
   */
  count(column: ColumnArg): DataFrame<Untyped>;
  count(...given: readonly unknown[]): DataFrame<Untyped> {
    return this.#of('COUNT', OF.count.read(given));
  }

  #of(name: string, [column]: readonly [Expr]): DataFrame<Untyped> {
    return this.#with(frozen({ kind: 'call', name, args: [column], role: 'aggregate' }));
  }

  #with(aggregate: Expr): DataFrame<Untyped> {
    return this.#derive({ ...this.#node, aggregate });
  }
}

const isList = (values: readonly Expr[] | Plan): values is readonly Expr[] => Array.isArray(values);

const AGG = signature('agg', required('aggregate', COLUMN_ONLY));
const of = (call: string) => signature(call, required('column', COLUMN));
const OF = { sum: of('sum'), avg: of('avg'), min: of('min'), max: of('max'), count: of('count') };
