import type { SortKey } from '../plan/plan.js';
import type { Numeric } from '../values/value.js';
import type { Ident } from './names.js';
import type {
  AnyColumn,
  AsNumber,
  ClashingNames,
  ColumnLike,
  ColumnNames,
  ComparedWith,
  InCalculation,
  Mark,
  OtherColumn,
  typeMark,
} from './shape.js';
import type { IsLoose, KindName, Resolve } from './values.js';

/**
 * Why a frame of shape S cannot take what reads R, where marks but those of `Ok` have no place; never if it can. The names of R are
 * looked at one by one only where they are not all plain columns of the frame: most are, and shapes are wide.
 */
type Fault<S, R, Ok, Hidden = ClashingNames<S>> =
  IsLoose<R> extends true
    ? never
    : string extends keyof S
      ? Misplaced<Exclude<Extract<R, Mark>, Ok>>
      : [R] extends [keyof S | Ok]
        ? never
        : FaultOf<S, Exclude<R, keyof S | Ok>, Hidden>;

type Misplaced<R extends Mark> = R extends Mark ? `${R} has no place here.` : never;

type FaultOf<S, R, Hidden> = R extends Mark
  ? Misplaced<R>
  : R extends AsNumber<infer N>
    ? N extends keyof S
      ? WithoutNumbers<N, S[N]>
      : Unknown<N, Hidden>
    : R extends InCalculation<infer N>
      ? N extends keyof S
        ? NotCalculable<N, KindName<S[N]>>
        : never
      : R extends ComparedWith<infer N, infer Kind>
        ? N extends keyof S
          ? Kind extends OtherColumn<infer M>
            ? M extends keyof S
              ? Apart<N, KindName<S[N]>, KindName<S[M]>, Kind>
              : never
            : Apart<N, KindName<S[N]>, Kind, Kind>
          : never
        : string extends R
          ? 'Which columns it reads is not known here.'
          : Unknown<R & string, Hidden>;

type Unknown<N extends string, Hidden> = N extends Hidden ? never : `There is no column ${N}.`;
type WithoutNumbers<N extends string, T> = unknown extends T
  ? never
  : T extends Numeric | null
    ? never
    : `Column ${N} holds no numbers.`;
type NotCalculable<N extends string, Kind extends string> = [Kind] extends [never]
  ? never
  : Kind extends 'numbers' | 'dates' | 'times'
    ? never
    : `Column ${N} holds ${Kind}: there is no calculating with it.`;
/** Kinds that are not known stand beside all. */
type Apart<N extends string, Own extends string, Other extends string, Shown extends string> = [Own] extends [never]
  ? never
  : [Other] extends [never]
    ? never
    : [Own & Other] extends [never]
      ? `Column ${N} holds ${Own}: it cannot be compared with ${Shown}.`
      : never;

/** A direction to sort in, as far as the types of frames know it. */
interface SortLike<R extends string> {
  readonly key: SortKey;
  readonly [typeMark]: R;
}

/** Why a frame of shape S cannot take the item; never if it can. */
type ItemFault<S, I, Ok> = I extends string
  ? string extends I
    ? never
    : Ident<I> extends ColumnNames<S> | '*'
      ? never
      : `There is no column ${I}.`
  : I extends ColumnLike<unknown, string, infer R>
    ? Fault<S, R, Ok>
    : I extends SortLike<infer R>
      ? Fault<S, R, Ok>
      : I extends readonly unknown[]
        ? { [K in keyof I]: ItemFault<S, I[K], Ok> }[number]
        : never;

/**
 * The item, where a frame of shape S can take it; otherwise a text that says why not, for the message of the compiler. It infers the
 * item from one branch of one condition: were the reasons branches of it, each call would walk through all of them.
 */
export type Taken<S, I, Ok extends string = never> = [ItemFault<S, I, Ok>] extends [never]
  ? I
  : NoInfer<ItemFault<S, I, Ok>>;

/** The same for a condition, which is true or false; a text is SQL. */
export type TakenCondition<S, C> = [ConditionFault<S, C>] extends [never] ? C : NoInfer<ConditionFault<S, C>>;

type ConditionFault<S, C, Hidden = ClashingNames<S>> =
  C extends ColumnLike<infer T, string, infer R>
    ? [Fault<S, R, never, Hidden>] extends [never]
      ? NotTrue<T, S>
      : Fault<S, R, never, Hidden>
    : never;

type NotTrue<T, S> = unknown extends T
  ? never
  : [Resolve<T, S>] extends [boolean | null]
    ? never
    : 'A condition must be true or false.';

/** What a name may mean where both sides can be read. */
type Either<L, R> = {
  [K in keyof L | keyof R]: (K extends keyof L ? L[K] : never) | (K extends keyof R ? R[K] : never);
};

/** The same for what a join is by: a condition over both sides, or names. */
export type TakenJoin<L, R, By> = [JoinFault<L, R, By>] extends [never] ? By : NoInfer<JoinFault<L, R, By>>;
type JoinFault<L, R, By> = By extends AnyColumn
  ? ConditionFault<Either<L, R>, By, ClashingNames<L> | ClashingNames<R>>
  : never;
