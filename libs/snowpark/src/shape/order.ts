import type { Flatten, Ident } from './names.js';
import type { AllKnown, ColumnNames, Loose, Untyped } from './shape.js';

// A shape has its columns in the order of the frame, but `keyof` is a union, whose order means nothing. The members of a mapped type
// and the overloads of an intersection do keep theirs: from there the names come as a list. TypeScript 7 sorts the members of what it
// computes. Where it does, no order can be known, and a column is of the type of any of them.

/** One overload for each column, in order. */
type Overloads<S> = { readonly [K in keyof S]-?: (take: (name: K) => void) => void } extends {
  readonly [K in keyof S]-?: (take: infer All) => void;
}
  ? All
  : never;

type LastName<S> = Overloads<S> extends (name: infer K) => void ? K : never;

/** The column names of a shape as a list, in order. */
export type NamesInOrder<S, Done extends readonly string[] = readonly []> = [ColumnNames<S>] extends [never]
  ? Done
  : LastName<S> extends infer Last extends string
    ? NamesInOrder<{ [K in keyof S as K extends Last ? never : K]: S[K] }, readonly [Last, ...Done]>
    : never;

/** Whether this compiler keeps members in the order in which they were put together. */
type KeepsOrder = NamesInOrder<Flatten<Record<'b', 1> & Record<'a', 1>>> extends readonly ['b', 'a'] ? true : false;

type Paired<S, Old extends readonly unknown[], New extends readonly unknown[], Done> = New extends readonly [
  infer To extends string,
  ...infer MoreNew,
]
  ? Old extends readonly [infer From extends keyof S, ...infer MoreOld]
    ? Paired<S, MoreOld, MoreNew, Done & { [K in Ident<To>]: S[From] }>
    : Untyped
  : Flatten<Done>;

/** S with new names for all columns, by position. */
export type Renumbered<S, New extends readonly unknown[]> = number extends New['length']
  ? Untyped
  : AllKnown<S> extends true
    ? KeepsOrder extends true
      ? Paired<S, NamesInOrder<S>, New, unknown>
      : { [K in Extract<New[number], string> as Ident<K>]: S[ColumnNames<S>] }
    : { [K in Extract<New[number], string> as Ident<K>]: Loose };

type CountFault<S, New extends readonly unknown[]> = number extends New['length']
  ? never
  : AllKnown<S> extends true
    ? Uncounted<NamesInOrder<S>, New>
    : never;

type Uncounted<Old extends readonly unknown[], New extends readonly unknown[]> = Old['length'] extends New['length']
  ? never
  : `The frame has ${Old['length']} columns, and these are ${New['length']} names.`;

/** A new name, where there are as many as a frame of shape S has columns; otherwise a text that says why not. */
export type TakenNames<S, New extends readonly unknown[], Name> = [CountFault<S, New>] extends [never]
  ? Name
  : NoInfer<CountFault<S, New>>;
