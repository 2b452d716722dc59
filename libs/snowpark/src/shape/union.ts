import type { Flatten } from './names.js';
import type { ColumnNames, IsUntyped, Untyped } from './shape.js';
import type { Beside } from './values.js';

/** Names of A whose values cannot stand in one column with those that B has under the name. */
type Apart<A, B> = {
  [K in ColumnNames<A> & ColumnNames<B>]: B[K] extends Beside<A[K]> ? never : K;
}[ColumnNames<A> & ColumnNames<B>];

type Missing<A, B> = Exclude<ColumnNames<A>, ColumnNames<B>> | Exclude<ColumnNames<B>, ColumnNames<A>>;

type Known<A, B> = IsUntyped<A> extends true ? false : IsUntyped<B> extends true ? false : true;

type Disagreed<A, B> = [Apart<A, B>] extends [never] ? never : `Column ${Apart<A, B>} is of another type there.`;

type Fault<A, B, Cure extends string> =
  Known<A, B> extends false
    ? never
    : [Missing<A, B>] extends [never]
      ? Disagreed<A, B>
      : `Only one side has ${Missing<A, B>}: ${Cure}`;

type ByPosition = 'give both the same names with toDf or rename.';
type ByName = 'rename it, or allow missing columns.';

/** Frame F of shape B where it can be put under one of shape A by position; otherwise a text that says why not. */
export type TakenBy<A, F, B> = [Fault<A, B, ByPosition>] extends [never] ? F : NoInfer<Fault<A, B, ByPosition>>;

type NameFault<A, B, O> = O extends { readonly allowMissingColumns: true }
  ? Known<A, B> extends false
    ? never
    : Disagreed<A, B>
  : Fault<A, B, ByName>;

/** The same by name. */
export type TakenByName<A, F, B, O> = [NameFault<A, B, O>] extends [never] ? F : NoInfer<NameFault<A, B, O>>;

/** The rows of both. */
export type Merged<A, B> =
  Known<A, B> extends false
    ? IsUntyped<A> extends true
      ? Untyped
      : A
    : Flatten<{ [K in keyof A]: K extends keyof B ? A[K] | B[K] : A[K] }>;

/** The rows of both by name: NULL stands for what one side lacks. */
export type MergedByName<A, B> =
  Known<A, B> extends false
    ? Untyped
    : Flatten<
        { [K in keyof A]: K extends keyof B ? A[K] | B[K] : A[K] | null } & {
          [K in keyof B as K extends keyof A ? never : K]: B[K] | null;
        }
      >;
