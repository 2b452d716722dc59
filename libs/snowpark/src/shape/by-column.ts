import type { Numeric } from '../values/value.js';
import type { Ident } from './names.js';
import type { AnyColumn, ColumnLike, ColumnNames, IsUntyped } from './shape.js';
import type { KindName } from './values.js';

/** What each aggregate function gives, of those that `agg({ amount: 'sum' })` and `agg(['amount', 'sum'])` call by name. */
export interface AggregateResults {
  any_value: 'same';
  approx_count_distinct: 'count';
  array_agg: 'text';
  array_unique_agg: 'text';
  average: 'number';
  avg: 'number';
  bitand_agg: 'bits';
  bitor_agg: 'bits';
  bitxor_agg: 'bits';
  booland_agg: 'truth';
  boolor_agg: 'truth';
  boolxor_agg: 'truth';
  count: 'count';
  kurtosis: 'number';
  listagg: 'text';
  max: 'same';
  mean: 'number';
  median: 'number';
  min: 'same';
  mode: 'same';
  size: 'count';
  skew: 'number';
  std: 'number';
  stddev: 'number';
  stddev_pop: 'number';
  stddev_samp: 'number';
  sum: 'number';
  var_pop: 'number';
  var_samp: 'number';
  variance: 'number';
}
export type AggregateWord = keyof AggregateResults;

/** Functions by column: `{ amount: 'sum', id: ['min', 'max'] }`. */
export interface AggregatesByColumn {
  readonly [column: string]: AggregateWord | readonly AggregateWord[];
}
/** A column and a function of it: `['amount', 'sum']`. */
export type AggregatePair = readonly [column: string | AnyColumn, word: AggregateWord];

/** The same as they are given: a word that is none is refused with a line of its own. */
export interface GivenByColumn {
  readonly [column: string]: GivenWord | readonly GivenWord[];
}
export type GivenPair = readonly [column: string | AnyColumn, word: GivenWord];
type GivenWord = AggregateWord | (string & {});
type GivenAggregate = AnyColumn | GivenByColumn | GivenPair;

/** What `agg` is given, one by one or as one list; `TakenAggregate` says which are none. A wider constraint costs less than the union. */
export type GivenAggregates = readonly object[];

/** Aggregates one by one, each a column or functions by column. */
export type ListedAggregates<C extends readonly unknown[]> = C extends readonly AnyColumn[]
  ? C
  : C extends readonly [infer L extends readonly GivenAggregate[]]
    ? Unpaired<L>
    : Unpaired<C>;
type Unpaired<C extends readonly unknown[]> = { [I in keyof C]: AsByColumn<C[I]> };

/** A pair as functions by column; anything else as it is. Only the server knows the name of an aggregate of an expression. */
export type AsByColumn<A> = A extends GivenPair
  ? A[0] extends string
    ? { readonly [K in A[0]]: A[1] }
    : A[0] extends ColumnLike<unknown, infer N, string>
      ? string extends N
        ? AnyColumn
        : { readonly [K in `"${N}"`]: A[1] }
      : never
  : A;

type WordOf<V> = V extends readonly (infer W)[] ? W : V;
/** Each function with its column, as one text. */
type Calls<M> = { [K in keyof M & string]: `${WordOf<M[K]> & AggregateWord} ${K}` }[keyof M & string];

interface OtherNames {
  average: 'AVG';
  mean: 'AVG';
  size: 'COUNT';
  std: 'STDDEV';
}
type SqlOf<W extends AggregateWord> = W extends keyof OtherNames ? OtherNames[W] : Uppercase<W>;
type NameOf<C> = C extends `${infer W extends AggregateWord} ${infer K}` ? `${SqlOf<W>}(${Ident<K>})` : never;
type ValueOf<S, C> = C extends `${infer W extends AggregateWord} ${infer K}`
  ? Given<AggregateResults[W], Ident<K> extends keyof S ? S[Ident<K>] : unknown>
  : never;
type Given<Kind, Own> = Kind extends 'count'
  ? bigint
  : Kind extends 'same'
    ? Own | null
    : Kind extends 'text'
      ? string | null
      : Kind extends 'truth'
        ? boolean | null
        : Numeric | null;

/** The columns that functions by column give. */
export type ByColumn<S, M> = { [C in Calls<M> as NameOf<C>]: ValueOf<S, C> };

/** Why a frame of shape S cannot give them; never if it can. */
export type ByColumnFault<S, M> = {
  [K in keyof M & string]:
    | WordFault<WordOf<M[K]>>
    | (IsUntyped<S> extends true ? never : CallFault<S, K, Extract<WordOf<M[K]>, AggregateWord>>);
}[keyof M & string];

type CallFault<S, K extends string, W extends AggregateWord> = K extends '*'
  ? never
  : Ident<K> extends infer N extends ColumnNames<S>
    ? 'number' extends AggregateResults[W]
      ? [KindName<S[N]>] extends ['numbers']
        ? never
        : `Column ${N} holds no numbers.`
      : never
    : `There is no column ${K}.`;
type WordFault<W> = W extends AggregateWord ? never : `There is no aggregate function ${W & string}.`;
