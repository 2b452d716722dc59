import { COLUMN, CONDITION, FRAME, LITERAL } from './arguments/columns.js';
import { manyOf } from './arguments/many.js';
import { membersOf } from './arguments/members.js';
import { NAME } from './arguments/names.js';
import { options, type ReadersOf } from './arguments/options.js';
import { part, type Reader, wrong } from './arguments/reader.js';
import { FINITE, FLAG, listOf, whole, word } from './arguments/scalars.js';
import { isPlain } from './arguments/shown.js';
import { optional, required, rest, signature } from './arguments/signature.js';
import { TEXT } from './arguments/text.js';
import { Column, constant } from './column.js';
import type { DataFrame } from './dataframe.js';
import { UsageError } from './errors.js';
import { FrameDefinitions } from './frame-definitions.js';
import { PIVOT, PivotedFrame, type PivotValues } from './pivoted-frame.js';
import { frozen } from './plan/frozen.js';
import { type JoinOptions, joinNode, KIND_OF_JOIN, SUFFIXES } from './plan/join-node.js';
import type { Expr, Join, Literal, Plan } from './plan/plan.js';
import type { JoinKind } from './plan/words.js';
import type { AnyColumn, FrameLike, Untyped } from './shape/shape.js';
import type { ColumnArg } from './shape/values.js';
import { FLATTEN_OPTIONS, type FlattenOptions, flatten, TABLE_CALL, type TableFunctionCall } from './table-function.js';

type Many<T> = T | readonly T[];

export interface SampleOptions {
  /** A share of the rows from 0 to 1, each drawn by itself. */
  readonly fraction?: number;
  /** So many rows. */
  readonly rows?: number;
  /** `block` draws whole blocks of the table: quicker, less even. Default `row`. */
  readonly method?: 'row' | 'block';
  /** The same rows again, as long as the table is the same. */
  readonly seed?: number;
}

export interface SomeColumns {
  /** Only these columns. */
  readonly subset?: Many<string>;
}

export interface DropNullOptions extends SomeColumns {
  /** `any` (default) drops a row with one NULL, `all` a row with nothing else. */
  readonly how?: 'any' | 'all';
  /** Keeps rows with at least so many values; `how` is not looked at then. */
  readonly thresh?: number;
}

export interface FillOptions extends SomeColumns {
  /** Also in columns of NUMBER with scale. Default false. */
  readonly includeDecimal?: boolean;
}

/** Operations that make other rows or columns than a SELECT by itself can. */
export abstract class FrameReshaping<S extends object> extends FrameDefinitions<S> {
  protected abstract derive<T extends object>(plan: Plan): DataFrame<T>;

  /**
   * Columns whose names are like the pattern, whatever the case.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').colIlike('%id%').columns()).join()); // → ID
   * ```
   */
  colIlike(pattern: string): DataFrame<Untyped>;
  colIlike(...given: readonly unknown[]): DataFrame<Untyped> {
    const [ilike] = COL_ILIKE.read(given);
    return this.derive({ kind: 'select', input: this.plan, items: [{ kind: 'star', ilike }] });
  }

  /**
   * Each row with the rows that a table function gives for it: a call, or its name and arguments.
   *
   * @example
   * ```ts
   * import { flatten, parseJson } from '@firn/snowpark';
   *
   * const frame = session.createDataFrame([[1, '[5, 6]']], ['id', 'list']);
   * const rows = await frame.joinTableFunction(flatten(parseJson('list'))).collect();
   * console.log(rows.map((row) => row.get('VALUE'))); // → [ '5', '6' ]
   * ```
   */
  joinTableFunction(call: TableFunctionCall): DataFrame<Untyped>;
  joinTableFunction(name: string | readonly string[], ...args: readonly unknown[]): DataFrame<Untyped>;
  joinTableFunction(...given: readonly unknown[]): DataFrame<Untyped> {
    const [{ call, naming }] = JOIN_TABLE_FUNCTION.read(given);
    return this.derive({ kind: 'join_table_function', input: this.plan, call, ...naming });
  }

  /**
   * Each row with the elements of an array or an object in it.
   *
   * @example
   * ```ts
   * import { parseJson } from '@firn/snowpark';
   *
   * const frame = session.createDataFrame([[1, '[5, 6]']], ['id', 'list']);
   * const rows = await frame.flatten(parseJson('list')).collect();
   * console.log(rows.map((row) => row.get('INDEX'))); // → [ 0n, 1n ]
   * ```
   */
  flatten(column: ColumnArg, options?: FlattenOptions): DataFrame<Untyped>;
  flatten(...given: readonly unknown[]): DataFrame<Untyped> {
    const [input, options] = FLATTEN.read(given);
    return this.joinTableFunction(flatten(new Column(input), options));
  }

  /**
   * By all names that both sides have, which appear once.
   *
   * @example
   * ```ts
   * const names = session.createDataFrame([['north', 'N']], ['region', 'short']);
   * console.log(await session.table('orders').naturalJoin(names).count()); // → 2
   * ```
   */
  naturalJoin(right: FrameLike, how?: Exclude<JoinKind, 'cross' | 'semi' | 'anti' | 'asof'>): DataFrame<Untyped>;
  naturalJoin(...given: readonly unknown[]): DataFrame<Untyped> {
    const [right, how] = NATURAL_JOIN.read(given);
    if (how === 'cross' || how === 'semi' || how === 'anti' || how === 'asof')
      throw new UsageError(
        'unknown_join_kind',
        `naturalJoin(how): no natural ${how} join. There are inner, left, right, full.`,
      );
    return this.derive({ ...joinNode(this.plan, right, {}, { how }), natural: true });
  }

  /**
   * Each row with the rows of the right side for which the condition, over columns of both, holds.
   *
   * @example
   * ```ts
   * const limits = session.createDataFrame([[15], [25]], ['most']);
   * const orders = session.table('orders');
   * const pairs = limits.lateralJoin(orders, orders.col('amount').lt(limits.col('most')));
   * console.log(await pairs.count()); // → 3
   * ```
   */
  lateralJoin(right: FrameLike, on?: AnyColumn | string, options?: Omit<JoinOptions, 'how'>): DataFrame<Untyped>;
  lateralJoin(...given: readonly unknown[]): DataFrame<Untyped> {
    const [right, on, suffixes] = LATERAL_JOIN.read(given);
    const node: Join = joinNode(this.plan, right, on === undefined ? {} : { on }, suffixes);
    return this.derive({ ...node, lateral: true });
  }

  /**
   * Values of one column as columns, each with an aggregate of another one over its rows: `pivot('month', ['jan', 'feb']).sum('amount')`.
   * Without values every one that there is; the values may be a frame of one column. All other columns group the rows.
   *
   * @example
   * ```ts
   * const wide = session.table('orders').select('region', 'amount').pivot('region', ['north', 'south']).sum('amount');
   * console.log((await wide.collect()).map((row) => row.toArray())); // → 40n, 20n
   * ```
   */
  pivot(by: ColumnArg, values?: PivotValues, defaultOnNull?: unknown): PivotedFrame;
  pivot(...given: readonly unknown[]): PivotedFrame {
    return new PivotedFrame(this.plan, null, PIVOT.read(given), (plan) => this.derive(plan));
  }

  /**
   * Columns as rows: one of their names, and one of their values.
   *
   * @example
   * ```ts
   * const frame = session.createDataFrame([[1, 10, 20]], ['id', 'jan', 'feb']);
   * const rows = await frame.unpivot('amount', 'month', ['jan', 'feb']).sort('amount').collect();
   * console.log(rows.map((row) => row.get('MONTH'))); // → [ 'JAN', 'FEB' ]
   * ```
   */
  unpivot(
    value: string,
    name: string,
    columns: readonly (string | AnyColumn)[],
    options?: { readonly includeNulls?: boolean },
  ): DataFrame<Untyped>;
  unpivot(...given: readonly unknown[]): DataFrame<Untyped> {
    const [value, name, columns, { includeNulls = false }] = UNPIVOT.read(given);
    return this.derive({ kind: 'unpivot', input: this.plan, value, name, columns, includeNulls });
  }

  /**
   * Some of the rows, by chance. A number is a share from 0 to 1.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').sample({ rows: 2 }).count()); // → 2
   * ```
   */
  sample(size: number | SampleOptions): DataFrame<S>;
  sample(...given: readonly unknown[]): DataFrame<S> {
    return this.derive({ kind: 'sample', input: this.plan, ...SAMPLE.read(given)[0] });
  }

  /**
   * Of the rows of each value a share of its own; of other values none.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').sampleBy('region', { south: 1 }).count()); // → 1
   * ```
   */
  sampleBy(column: ColumnArg, fractions: Readonly<Record<string, number>> | ReadonlyMap<unknown, number>): DataFrame<S>;
  sampleBy(...given: readonly unknown[]): DataFrame<S> {
    const [left, fractions] = SAMPLE_BY.read(given);
    const parts = fractions.map(([right, fraction]): Plan => {
      const condition: Expr = frozen({ kind: 'binary', op: 'eq', left, right });
      return this.derive({
        kind: 'sample',
        input: this.derive({ kind: 'filter', input: this.plan, condition }).plan,
        fraction,
      }).plan;
    });
    const [first, ...others] = parts;
    if (first === undefined) return this.derive({ kind: 'limit', input: this.plan, rows: 0, offset: 0 });
    const all = others.reduce(
      (left, right) => this.derive({ kind: 'set', op: 'union_all', left, right, match: 'position' }).plan,
      first,
    );
    return this.derive<S>(all);
  }

  /**
   * Frames that share the rows, about in these proportions. By a hash of the row: equal rows are in one of them, for the same seed always.
   *
   * @example
   * ```ts
   * const parts = session.table('orders').randomSplit([1, 1]);
   * console.log(parts.length); // → 2
   * ```
   */
  randomSplit(weights: readonly number[], seed?: number): readonly DataFrame<S>[];
  randomSplit(...given: readonly unknown[]): readonly DataFrame<S>[] {
    const [weights, seed = 0] = RANDOM_SPLIT.read(given);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const hashed = frozen({ kind: 'call', name: 'HASH', args: [{ kind: 'star' }, constant(seed)] });
    const bucket: Expr = frozen({
      kind: 'binary',
      op: 'mod',
      left: { kind: 'call', name: 'ABS', args: [hashed] },
      right: constant(BUCKETS),
    });
    let from = 0;
    return weights.map((weight, at) => {
      const start = Math.round((from / total) * BUCKETS);
      from += weight;
      const end = at === weights.length - 1 ? BUCKETS : Math.round((from / total) * BUCKETS);
      const condition: Expr = frozen({
        kind: 'connected',
        op: 'and',
        operands: [
          { kind: 'binary', op: 'geq', left: bucket, right: constant(start) },
          { kind: 'binary', op: 'lt', left: bucket, right: constant(end) },
        ],
      });
      return this.derive<S>({ kind: 'filter', input: this.plan, condition });
    });
  }

  /**
   * count, mean, stddev, min and max of columns of numbers and texts: a row for each, named in SUMMARY.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').describe('amount').count()); // → 5
   * ```
   */
  describe(...names: readonly Many<string>[]): DataFrame<Untyped> {
    const [read] = DESCRIBE.read(names);
    return this.derive({ kind: 'statistics', input: this.plan, names: read.length === 0 ? null : read, texts: false });
  }

  /**
   * Without rows that hold NULL, or NaN in a FLOAT.
   *
   * @example
   * ```ts
   * const frame = session.createDataFrame([[1, 'a'], [2, null]], 'id int, name string');
   * console.log(await frame.dropna().count()); // → 1
   * ```
   */
  dropna(options?: DropNullOptions): DataFrame<S>;
  dropna(...given: readonly unknown[]): DataFrame<S> {
    const [{ how = 'any', thresh, subset: names = null }] = DROPNA.read(given);
    return this.derive({ kind: 'drop_null', input: this.plan, names, least: thresh ?? (how === 'any' ? 'all' : 1) });
  }

  /**
   * A value in the place of NULL, and of NaN in a FLOAT, in columns of its type; or a value for each column by name.
   *
   * @example
   * ```ts
   * const frame = session.createDataFrame([[1, null]], 'id int, name string');
   * console.log((await frame.fillna('none').first())?.get('NAME')); // → none
   * ```
   */
  fillna(value: unknown, options?: FillOptions): DataFrame<S>;
  fillna(...given: readonly unknown[]): DataFrame<S> {
    const [fills, { subset, includeDecimal: decimals = false }] = FILLNA.read(given);
    const named = fills.map(({ names, value }) => ({ names: names ?? subset ?? null, value }));
    return this.derive({ kind: 'fill_null', input: this.plan, fills: named, decimals });
  }

  /**
   * Values for values, in columns of their type: `replace(1, 100)`, `replace([1, 2], [10, 20])`, `replace({ old: 'new' })`. Behind pairs
   * come the options at once.
   *
   * @example
   * ```ts
   * const rows = await session.table('orders').replace('north', 'up').sort('id').collect();
   * console.log(rows.map((row) => row.get('REGION'))); // → [ 'up', 'south', 'up' ]
   * ```
   */
  replace(values: unknown, by?: unknown, options?: FillOptions): DataFrame<S>;
  replace(pairs: object, options: FillOptions): DataFrame<S>;
  replace(...given: readonly unknown[]): DataFrame<S> {
    const [values, by, { subset: names = null, includeDecimal: decimals = false }] = REPLACE.read(withBy(given));
    return this.derive({ kind: 'replace', input: this.plan, names, pairs: pairsOf(values, by), decimals });
  }
}

const BUCKETS = 1_000_000;

/** One name or a list of them. */
const NAMES_OF: Reader<readonly string[], Many<string>> = {
  allowed: 'a name or a list of names',
  read: (given, place) => (Array.isArray(given) ? NAMES : ONE_NAME).read(Array.isArray(given) ? given : [given], place),
};
const NAMES = listOf(NAME);
const ONE_NAME = listOf(NAME, 1);

const FRACTION: Reader<number, number> = {
  allowed: 'a number from 0 to 1',
  read(given, place) {
    if (typeof given !== 'number' || !(given >= 0 && given <= 1)) throw wrong(place, this.allowed, given);
    return given;
  },
};

const SAMPLE_OPTIONS = options({
  fraction: FRACTION,
  rows: whole(0),
  method: word(['row', 'block']),
  seed: whole(0),
} satisfies ReadersOf<SampleOptions>);

const SIZE: Reader<SampleOptions, number | SampleOptions> = {
  allowed: 'a share from 0 to 1, or options with a fraction or rows',
  read(given, place) {
    if (!isPlain(given)) return { fraction: FRACTION.read(given, place) };
    const read = SAMPLE_OPTIONS.read(given, place);
    if ((read.fraction === undefined) === (read.rows === undefined)) {
      throw wrong(place, 'either a fraction or rows', given);
    }
    if (read.rows !== undefined && (read.seed !== undefined || read.method === 'block')) {
      throw wrong(place, 'a fraction beside a seed or the method block', given, 'Snowflake takes neither with rows.');
    }
    return read;
  },
};

/** Shares by value: an object by texts, a Map by values of any type. */
const FRACTIONS: Reader<
  readonly (readonly [Literal, number])[],
  Readonly<Record<string, number>> | ReadonlyMap<unknown, number>
> = {
  allowed: 'an object or a Map with a share from 0 to 1 for each value',
  read(given, place) {
    const entries: readonly (readonly [unknown, unknown])[] | null =
      given instanceof Map ? [...given] : isPlain(given) ? membersOf(given, place) : null;
    if (entries === null) throw wrong(place, this.allowed, given);
    return entries.map(([value, share], at) => [LITERAL.read(value, place), FRACTION.read(share, part(place, at))]);
  },
};

const WEIGHTS: Reader<readonly number[], readonly number[]> = {
  allowed: 'a list of numbers above 0',
  read(given, place) {
    const weights = listOf(FINITE, 1).read(given, place);
    const bad = weights.findIndex((weight) => weight <= 0);
    if (bad !== -1) throw wrong(part(place, bad), 'a number above 0', weights[bad]);
    return weights;
  },
};

interface Fill {
  readonly names: readonly string[] | null;
  readonly value: Literal;
}

/** One value, or one for each column by name. */
const FILLS: Reader<readonly Fill[], unknown> = {
  allowed: 'a value, or an object with a value for each column',
  read(given, place) {
    if (!isPlain(given)) return [{ names: null, value: LITERAL.read(given, place) }];
    return membersOf(given, place).map(([name, value]) => ({
      names: [NAME.read(name, place)],
      value: LITERAL.read(value, part(place, name)),
    }));
  },
};

type Values = readonly Literal[] | readonly (readonly [Literal, Literal])[];

/** A value, a list of values, or pairs: an object by texts, a Map by values of any type. */
const REPLACED: Reader<Values, unknown> = {
  allowed: 'a value, a list of values, or an object or Map with a value for each value',
  read(given, place) {
    if (Array.isArray(given)) return given.map((value: unknown, at) => LITERAL.read(value, part(place, at)));
    const entries = given instanceof Map ? [...given] : isPlain(given) ? membersOf(given, place) : null;
    if (entries === null) return [LITERAL.read(given, place)];
    return entries.map(([from, to]: readonly [unknown, unknown]): [Literal, Literal] => [
      LITERAL.read(from, place),
      LITERAL.read(to, part(place, String(from))),
    ]);
  },
};

const isPair = (value: Literal | readonly [Literal, Literal]): value is readonly [Literal, Literal] =>
  Array.isArray(value);

function pairsOf(values: Values, by: readonly Literal[] | undefined): readonly { from: Literal; to: Literal }[] {
  const pairs = values.map((value, at) => {
    if (isPair(value)) return { from: value[0], to: value[1] };
    const to = by?.length === 1 ? by[0] : by?.[at];
    if (to === undefined)
      throw new UsageError('invalid_argument', `replace(by): ${values.length} values need as many others, or one.`);
    return { from: value, to };
  });
  if (pairs.length === 0) throw new UsageError('invalid_argument', 'replace(values): there is nothing to replace.');
  if (by !== undefined && values.every(isPair))
    throw new UsageError('invalid_argument', 'replace(by): the pairs say already by what.');
  return pairs;
}

/** Pairs say already by what: an object behind them is one of options. What cannot be looked at is told where it is read. */
function withBy(given: readonly unknown[]): readonly unknown[] {
  const [pairs, second] = given;
  try {
    const arePairs = pairs instanceof Map || isPlain(pairs);
    return given.length === 2 && arePairs && isPlain(second) ? [pairs, undefined, second] : given;
  } catch {
    return given;
  }
}

const BY: Reader<readonly Literal[], unknown> = {
  allowed: 'a value or a list of values',
  read: (given, place) =>
    Array.isArray(given)
      ? given.map((value: unknown, at) => LITERAL.read(value, part(place, at)))
      : [LITERAL.read(given, place)],
};

const COL_ILIKE = signature('colIlike', required('pattern', TEXT));
const JOIN_TABLE_FUNCTION = signature('joinTableFunction', rest('call', TABLE_CALL));
const FLATTEN = signature('flatten', required('column', COLUMN), optional('options', FLATTEN_OPTIONS, {}));
const RIGHT = required('right', FRAME);
const NATURAL_JOIN = signature('naturalJoin', RIGHT, optional('how', KIND_OF_JOIN, 'inner'));
const LATERAL_JOIN = signature('lateralJoin', RIGHT, optional('on', CONDITION), optional('options', SUFFIXES, {}));
const UNPIVOT = signature(
  'unpivot',
  required('value', NAME),
  required('name', NAME),
  required('columns', listOf(COLUMN, 1)),
  optional('options', options({ includeNulls: FLAG }), {}),
);
const SAMPLE = signature('sample', required('size', SIZE));
const SAMPLE_BY = signature('sampleBy', required('column', COLUMN), required('fractions', FRACTIONS));
const RANDOM_SPLIT = signature('randomSplit', required('weights', WEIGHTS), optional('seed', whole()));
const DESCRIBE = signature('describe', rest('names', manyOf(NAME)));
const DROPNA = signature(
  'dropna',
  optional(
    'options',
    options({ how: word(['any', 'all']), thresh: whole(), subset: NAMES_OF } satisfies ReadersOf<DropNullOptions>),
    {},
  ),
);
const FILL_OPTIONS = options({ subset: NAMES_OF, includeDecimal: FLAG } satisfies ReadersOf<FillOptions>);
const FILLNA = signature('fillna', required('value', FILLS), optional('options', FILL_OPTIONS, {}));
const REPLACE = signature(
  'replace',
  required('values', REPLACED),
  optional('by', BY),
  optional('options', FILL_OPTIONS, {}),
);
