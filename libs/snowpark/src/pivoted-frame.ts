import { AGGREGATES } from './arguments/aggregates.js';
import { COLUMN, FRAME, isFrame, LITERAL } from './arguments/columns.js';
import { isNode, requireMade } from './arguments/made.js';
import { part, type Reader, wrong } from './arguments/reader.js';
import { optional, required, rest, signature } from './arguments/signature.js';
import { constant } from './column.js';
import type { DataFrame } from './dataframe.js';
import { UsageError } from './errors.js';
import { frozen } from './plan/frozen.js';
import type { Expr, Pivot, Plan } from './plan/plan.js';
import type { AggregatePair, AggregatesByColumn } from './shape/by-column.js';
import type { AnyColumn, FrameLike, Untyped } from './shape/shape.js';
import type { ColumnArg } from './shape/values.js';
import { expressionName } from './sql/expression-name.js';

type Many<T> = T | readonly T[];

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
   * Aggregates of a column each, in all forms of `frame.agg`. Several need `groupBy` and a list of values; their columns are named by
   * value and aggregate: `north_SUM(AMOUNT)`, or `north_TOTAL` for `sum('amount').as('total')`.
   *
   * @example
   * ```ts
   * import { sum } from '@firn/snowpark';
   *
   * const wide = session.table('orders').drop('id').pivot('region', ['north', 'south']).agg(sum('amount'));
   * console.log((await wide.first())?.toArray()); // → [ 40n, 20n ]
   * ```
   */
  agg(...aggregates: readonly Many<AnyColumn | AggregatesByColumn | AggregatePair>[]): DataFrame<Untyped>;
  agg(...given: readonly unknown[]): DataFrame<Untyped> {
    const [aggregates] = AGG.read(given);
    const [only, ...more] = aggregates;
    return only !== undefined && more.length === 0 ? this.#with(only) : this.#several(aggregates);
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

  /** PIVOT takes one aggregate. Several are aggregates of the rows of each value, which read the input once. */
  #several(aggregates: readonly Expr[]): DataFrame<Untyped> {
    const { input, keys, by, values, otherwise } = this.#node;
    if (keys === null) {
      throw new UsageError(
        'invalid_argument',
        'agg(aggregates): several aggregates of a pivot need groupBy before it.',
      );
    }
    if (values === null || values.some(({ kind }) => kind === 'in_query')) {
      throw new UsageError(
        'invalid_argument',
        'agg(aggregates): several aggregates of a pivot need its values as a list: their columns are named by them.',
      );
    }
    const columns = aggregates.flatMap((aggregate) => {
      const call = aggregate.kind === 'alias' ? aggregate.operand : aggregate;
      const [read, ...others] = call.kind === 'call' && call.role === 'aggregate' ? call.args : [];
      if (call.kind !== 'call' || read === undefined || others.length > 0 || call.withinGroup !== undefined) {
        throw new UsageError('invalid_argument', 'agg(aggregates): a pivot takes aggregates of one column each.');
      }
      const label = aggregate.kind === 'alias' ? aggregate.name : expressionName(call);
      return values.map((value): Expr => {
        const when: Expr = { kind: 'binary', op: 'eq', left: by, right: value };
        const counted = read.kind === 'star' ? constant(1) : read;
        const ofValue: Expr = { ...call, args: [{ kind: 'case', branches: [{ when, value: counted }] }] };
        const filled: Expr =
          otherwise === undefined ? ofValue : { kind: 'call', name: 'COALESCE', args: [ofValue, otherwise] };
        return frozen({ kind: 'alias', operand: filled, name: `${expressionName(value)}_${label}` });
      });
    });
    return this.#derive({ kind: 'aggregate', input, grouping: 'plain', keys, aggregates: columns });
  }

  #of(name: string, [column]: readonly [Expr]): DataFrame<Untyped> {
    return this.#with(frozen({ kind: 'call', name, args: [column], role: 'aggregate' }));
  }

  #with(aggregate: Expr): DataFrame<Untyped> {
    return this.#derive({ ...this.#node, aggregate });
  }
}

const isList = (values: readonly Expr[] | Plan): values is readonly Expr[] => Array.isArray(values);

const AGG = signature('agg', rest('aggregates', AGGREGATES));
const of = (call: string) => signature(call, required('column', COLUMN));
const OF = { sum: of('sum'), avg: of('avg'), min: of('min'), max: of('max'), count: of('count') };
