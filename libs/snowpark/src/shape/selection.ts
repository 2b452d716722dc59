import type { Flatten, Ident } from './names.js';
import type { AnyColumn, ColumnLike, IsUntyped, Untyped } from './shape.js';
import type { Resolve } from './values.js';

/** The output name of a selected item; `string` where only the server knows it. */
type ItemName<I> = I extends string ? Ident<I> : I extends ColumnLike<unknown, infer N, string> ? N : string;

type ItemType<S, I> = I extends string
  ? Ident<I> extends keyof S
    ? S[Ident<I>]
    : unknown
  : I extends ColumnLike<infer T, string, string>
    ? Resolve<T, S>
    : unknown;

type Collect<S, C extends readonly unknown[], Shape> = C extends readonly [infer Head, ...infer Rest]
  ? Head extends '*'
    ? Collect<S, Rest, Shape & S>
    : string extends ItemName<Head>
      ? Head extends AnyColumn
        ? Collect<S, Rest, Shape>
        : Untyped
      : Collect<S, Rest, Shape & { [K in ItemName<Head>]: ItemType<S, Head> }>
  : Flatten<Shape>;

/** Items one by one, or all as one list. */
export type Listed<C extends readonly unknown[]> = C extends readonly [infer L extends readonly unknown[]] ? L : C;

/**
 * The shape that selecting these items from a frame of shape S gives. An item without an alias is there, but only the server knows its
 * name. A list of unknown length gives an untyped frame.
 */
export type Selection<S, C extends readonly unknown[]> = number extends C['length'] ? Untyped : Collect<S, C, unknown>;

/** S with one column added or replaced. */
export type Put<S, N extends string, T> = string extends N
  ? Untyped
  : IsUntyped<S> extends true
    ? Untyped
    : Flatten<Omit<S, Ident<N>> & { [K in Ident<N>]: T }>;

export type PutAll<S, V extends object> = string extends keyof V
  ? Untyped
  : IsUntyped<S> extends true
    ? Untyped
    : Flatten<
        Omit<S, Ident<keyof V & string>> & {
          [K in keyof V & string as Ident<K>]: V[K] extends ColumnLike<infer T, string, string>
            ? Resolve<T, S>
            : unknown;
        }
      >;

/** S without these columns, named or as columns. */
export type Without<S, C extends readonly unknown[]> = number extends C['length']
  ? Untyped
  : IsUntyped<S> extends true
    ? Untyped
    : Flatten<Omit<S, ItemName<C[number]>>>;

/** S with a column under a new name. */
export type Renamed<S, From extends string, To extends string> = string extends From | To
  ? Untyped
  : IsUntyped<S> extends true
    ? Untyped
    : Flatten<{ [K in keyof S as K extends Ident<From> ? Ident<To> : K]: S[K] }>;

export type RenamedAll<S, M extends Readonly<Record<string, string>>> = string extends keyof M
  ? Untyped
  : IsUntyped<S> extends true
    ? Untyped
    : Flatten<{ [K in keyof S as NewName<M, K>]: S[K] }>;

type NewName<M extends Readonly<Record<string, string>>, K extends PropertyKey> = {
  [From in keyof M & string]: Ident<From> extends K ? Ident<M[From]> : never;
}[keyof M & string] extends infer To
  ? [To] extends [never]
    ? K
    : Extract<To, string>
  : never;
