import type { SortKey } from '../plan/plan.js';
import type { AsNumber, ColumnLike, Mark, NameIn, Readable, typeMark } from './shape.js';
import type { IsLoose, Resolve } from './values.js';

/** What an item reads that a frame of shape S does not have, or that has no place here but for `Ok`. */
type Unread<S, R, Ok> =
  IsLoose<R> extends true
    ? never
    : string extends Readable<S>
      ? Exclude<Extract<R, Mark>, Ok>
      : Exclude<R, Readable<S> | Ok>;

type Why<R extends string> = R extends Mark
  ? `${R} has no place here.`
  : R extends AsNumber<infer N>
    ? `Column ${N} holds no numbers.`
    : string extends R
      ? 'Which columns it reads is not known here.'
      : `There is no column ${R}.`;

/** A direction to sort in, as far as the types of frames know it. */
interface SortLike<R extends string> {
  readonly key: SortKey;
  readonly [typeMark]: R;
}

/** The item, where a frame of shape S can take it; otherwise a text that says why not, for the message of the compiler. */
export type Taken<S, I, Ok extends string = never> = I extends string
  ? string extends I
    ? I
    : I extends NameIn<S> | '*'
      ? I
      : `There is no column ${I}.`
  : I extends ColumnLike<unknown, string, infer R>
    ? [Unread<S, R, Ok>] extends [never]
      ? I
      : Why<Unread<S, R, Ok>>
    : I extends SortLike<infer R>
      ? [Unread<S, R, Ok>] extends [never]
        ? I
        : Why<Unread<S, R, Ok>>
      : I extends readonly unknown[]
        ? { readonly [K in keyof I]: Taken<S, I[K], Ok> }
        : I;

/** The same for a condition, which is true or false; a text is SQL. */
export type TakenCondition<S, C> = C extends string
  ? C
  : C extends ColumnLike<infer T, string, infer R>
    ? [Unread<S, R, never>] extends [never]
      ? unknown extends T
        ? C
        : [Resolve<T, S>] extends [boolean | null]
          ? C
          : 'A condition must be true or false.'
      : Why<Unread<S, R, never>>
    : C;

/** The same for what a join is by: a condition over both sides, or names. */
export type TakenJoin<L, R, By> =
  By extends ColumnLike<infer T, string, infer Reads>
    ? [Exclude<Unread<L, Reads, never>, Readable<R>>] extends [never]
      ? unknown extends T
        ? By
        : [Resolve<T, L & R>] extends [boolean | null]
          ? By
          : 'A condition must be true or false.'
      : Why<Exclude<Unread<L, Reads, never>, Readable<R>>>
    : By;
