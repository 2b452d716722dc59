import type { ByColumn, GivenByColumn } from './by-column.js';
import type { Flatten, Ident } from './names.js';
import type { AnyColumn, ColumnLike, IsUntyped, Unnamed, Untyped } from './shape.js';
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

/** A star that is a column may be another frame's: which columns it brings, only the server knows. */
type Collect<S, C extends readonly unknown[], Shape> = C extends readonly [infer Head, ...infer Rest]
  ? Head extends '*'
    ? Collect<S, Rest, Shape & S>
    : string extends ItemName<Head>
      ? Head extends AnyColumn
        ? Collect<S, Rest, Shape & Unnamed>
        : Head extends GivenByColumn
          ? Collect<S, Rest, Shape & ByColumn<S, Head>>
          : Untyped
      : ItemName<Head> extends '*'
        ? Untyped
        : Collect<S, Rest, Shape & { [K in ItemName<Head>]: ItemType<S, Head> }>
  : Flatten<Shape>;

/** Items one by one, or all as one list. */
export type Listed<C extends readonly unknown[]> = C extends readonly [infer L extends readonly unknown[]] ? L : C;

/**
 * The shape that selecting these items from a frame of shape S gives. An item without an alias is there, but only the server knows its
 * name. A list of unknown length gives an untyped frame.
 */
export type Selection<S, C extends readonly unknown[]> = number extends C['length'] ? Untyped : Collect<S, C, unknown>;

/** S with one column replaced in its place, or added at the end. */
export type Put<S, N extends string, T> = string extends N
  ? Untyped
  : IsUntyped<S> extends true
    ? Untyped
    : Ident<N> extends keyof S
      ? { [K in keyof S]: K extends Ident<N> ? T : S[K] }
      : Flatten<S & { [K in Ident<N>]: T }>;

export type PutAll<S, V extends object> = string extends keyof V
  ? Untyped
  : IsUntyped<S> extends true
    ? Untyped
    : PutFolded<S, { [K in keyof V & string as Ident<K>]: V[K] }>;

type PutFolded<S, V> = Flatten<
  { [K in keyof S]: K extends keyof V ? Computed<S, V[K]> : S[K] } & {
    [K in keyof V as K extends keyof S ? never : K]: Computed<S, V[K]>;
  }
>;
type Computed<S, C> = C extends ColumnLike<infer T, string, string> ? Resolve<T, S> : unknown;

/** S without these columns, named or as columns. */
export type Without<S, C extends readonly unknown[]> = number extends C['length']
  ? Untyped
  : IsUntyped<S> extends true
    ? Untyped
    : { [K in keyof S as K extends ItemName<C[number]> ? never : K]: S[K] };

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
