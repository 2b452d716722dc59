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

/** The same as it is given: a word that is none is refused with a line of its own. */
export interface GivenByColumn {
  readonly [column: string]: GivenWord | readonly GivenWord[];
}
type GivenWord = AggregateWord | (string & {});

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
export type ByColumnFault<S, M> = {
  [K in keyof M & string]:
    | WordFault<WordOf<M[K]>>
    | (IsUntyped<S> extends true ? never : CallFault<S, K, Extract<WordOf<M[K]>, AggregateWord>>);
}[keyof M & string];

type CallFault<S, K extends string, W> = K extends '*'
  ? never
  : Ident<K> extends infer N extends ColumnNames<S>
    ? W extends 'count' | 'min' | 'max'
      ? never
      : [KindName<S[N]>] extends ['numbers']
        ? never
        : `Column ${N} holds no numbers.`
    : `There is no column ${K}.`;
type WordFault<W> = W extends AggregateWord ? never : `There is no aggregate function ${W & string}.`;
