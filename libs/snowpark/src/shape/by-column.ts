import type { Numeric } from '../values/value.js';
import type { Ident } from './names.js';
import type { ColumnNames, IsUntyped } from './shape.js';
import type { KindName } from './values.js';

/** An aggregate function as `agg({ amount: 'sum' })` calls it. */
export type AggregateWord = 'avg' | 'count' | 'max' | 'mean' | 'median' | 'min' | 'stddev' | 'sum' | 'variance';

/** Functions by column: `{ amount: 'sum', id: ['min', 'max'] }`. */
export interface AggregatesByColumn {
  readonly [column: string]: AggregateWord | readonly AggregateWord[];
}

type WordOf<V> = V extends readonly (infer W)[] ? W : V;
/** Each function with its column, as one text. */
type Calls<M> = { [K in keyof M & string]: `${WordOf<M[K]> & AggregateWord} ${K}` }[keyof M & string];

type SqlOf<W extends AggregateWord> = W extends 'mean' ? 'AVG' : Uppercase<W>;
type NameOf<C> = C extends `${infer W extends AggregateWord} ${infer K}` ? `${SqlOf<W>}(${Ident<K>})` : never;
type ValueOf<S, C> = C extends `${infer W extends AggregateWord} ${infer K}`
  ? W extends 'count'
    ? bigint
    : W extends 'min' | 'max'
      ? (Ident<K> extends keyof S ? S[Ident<K>] : unknown) | null
      : Numeric | null
  : never;

/** The columns that functions by column give. */
export type ByColumn<S, M> = { [C in Calls<M> as NameOf<C>]: ValueOf<S, C> };

/** Why a frame of shape S cannot give them; never if it can. */
export type ByColumnFault<S, M> =
  IsUntyped<S> extends true ? never : { [K in keyof M & string]: CallFault<S, K, WordOf<M[K]>> }[keyof M & string];

type CallFault<S, K extends string, W> = K extends '*'
  ? never
  : Ident<K> extends infer N extends ColumnNames<S>
    ? W extends 'count' | 'min' | 'max'
      ? never
      : [KindName<S[N]>] extends ['numbers']
        ? never
        : `Column ${N} holds no numbers.`
    : `There is no column ${K}.`;
