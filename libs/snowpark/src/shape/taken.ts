import type { SortKey } from '../plan/plan.js';
import type { AsByColumn, ByColumnFault, GivenByColumn, GivenPair } from './by-column.js';
import type { Ident } from './names.js';
import type {
  AnyColumn,
  As,
  Asked,
  ClashingNames,
  ColumnLike,
  ColumnNames,
  ComparedWith,
  InCalculation,
  IsUntyped,
  Kinds,
  Mark,
  Misused,
  OtherColumn,
  SeveralColumns,
  typeMark,
  Unlike,
} from './shape.js';
import type { IsLoose, KindName, OperandType, Resolve } from './values.js';

/**
 * Why a frame of shape S cannot take what reads R, where marks but those of `Ok` have no place; never if it can. The names of R are
 * looked at one by one only where they are not all plain columns of the frame: most are, and shapes are wide.
 */
type Fault<S, R, Ok, Hidden = ClashingNames<S>> =
  IsLoose<R> extends true
    ? never
    : string extends keyof S
      ? Misplaced<Exclude<Extract<R, Anywhere>, Ok>>
      : [R] extends [keyof S | Ok]
        ? never
        : FaultOf<S, Exclude<R, keyof S | Ok>, Hidden>;

/** What is wrong with a column whatever columns the frame has. */
type Misplaced<R> = R extends Mark
  ? `${R} has no place here.`
  : R extends Misused<infer Own, infer Wanted>
    ? `These are ${Own}, where ${Wanted} are meant.`
    : R extends Unlike<infer Own, infer Other>
      ? `${Capitalize<Own>} and ${Other} cannot stand together.`
      : R extends SeveralColumns
        ? 'One column is compared, and the frame has several.'
        : never;
type Anywhere = Mark | Misused<string, string> | Unlike<string, string> | SeveralColumns;

/** What is most often among the names comes first. */
type FaultOf<S, R, Hidden> =
  R extends ComparedWith<infer N, infer Kind>
    ? N extends keyof S
      ? Kind extends OtherColumn<infer M>
        ? M extends keyof S
          ? Apart<N, KindName<S[N]>, KindName<S[M]>, Kind>
          : never
        : Apart<N, KindName<S[N]>, Kind, Kind>
      : never
    : R extends As<infer N, infer K>
      ? N extends keyof S
        ? HoldsNone<N, KindName<S[N]>, K>
        : Unknown<N, Hidden>
      : R extends InCalculation<infer N>
        ? N extends keyof S
          ? NotCalculable<N, KindName<S[N]>>
          : never
        : R extends Anywhere
          ? Misplaced<R>
          : string extends R
            ? 'Which columns it reads is not known here.'
            : Unknown<R & string, Hidden>;

type Unknown<N extends string, Hidden> = N extends Hidden ? never : `There is no column ${N}.`;
type HoldsNone<N extends string, Own extends string, K extends Asked> = [Own] extends [Kinds[K]]
  ? never
  : `Column ${N} holds no ${K}.`;
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
        : I extends GivenByColumn
          ? ByColumnFault<S, I>
          : never;

/**
 * The item, where a frame of shape S can take it; otherwise a text that says why not, for the message of the compiler. It infers the
 * item from one branch of one condition: were the reasons branches of it, each call would walk through all of them.
 */
export type Taken<S, I, Ok extends string = never> = [ItemFault<S, I, Ok>] extends [never]
  ? I
  : NoInfer<ItemFault<S, I, Ok>>;

/** The same for what `agg` takes: a column, functions by column, a pair of a column and a function of it, or a list of these. */
export type TakenAggregate<S, I, Ok extends string> = I extends AnyColumn
  ? Taken<S, I, Ok>
  : [AggregateFault<S, I, Ok>] extends [never]
    ? I
    : NoInfer<AggregateFault<S, I, Ok>>;
type AggregateFault<S, I, Ok> = I extends GivenPair
  ? ItemFault<S, AsByColumn<I>, Ok> | (I[0] extends string ? never : ItemFault<S, I[0], Ok>)
  : I extends readonly unknown[]
    ? { [K in keyof I]: AggregateFault<S, I[K], Ok> }[number]
    : I extends AnyColumn | GivenByColumn
      ? ItemFault<S, I, Ok>
      : 'This is no aggregate.';

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

/** What an action over a table may read: the table, and a source if there is one. */
type Sides<S, Q> = [Q] extends [never] ? S : Either<S, Q>;

/** Why a column of a table of shape S cannot be given the value, which reads the table and a source of shape Q; never if it can. */
type ValueFault<S, Q, K, V> =
  IsUntyped<S> extends true
    ? Unread<S, Q, V>
    : Ident<K & string> extends infer Name extends ColumnNames<S>
      ? [Unread<S, Q, V>] extends [never]
        ? Ungiven<Name, KindName<S[Name]>, KindName<Resolve<OperandType<V>, Sides<S, Q>>>>
        : Unread<S, Q, V>
      : `There is no column ${K & string}.`;
type Unread<S, Q, V> =
  V extends ColumnLike<unknown, string, infer R>
    ? Fault<Sides<S, Q>, R, never, ClashingNames<S> | ([Q] extends [never] ? never : ClashingNames<Q>)>
    : never;
type Ungiven<N extends string, Own extends string, Given extends string> = [Own] extends [never]
  ? never
  : [Exclude<Given, Own>] extends [never]
    ? never
    : `Column ${N} holds ${Own}: it cannot be given ${Exclude<Given, Own>}.`;
type ValuesFault<S, Q, V> = { [K in keyof V]: ValueFault<S, Q, K, V[K]> }[keyof V];

/** New values by column, where a table can be given them; otherwise what is wrong stands in the place of the value. */
export type TakenValues<S, Q, V> = [ValuesFault<S, Q, V>] extends [never]
  ? V
  : NoInfer<{
      readonly [K in keyof V]: [ValueFault<S, Q, K, V[K]>] extends [never] ? V[K] : ValueFault<S, Q, K, V[K]>;
    }>;

/** A finished clause of a merge, as far as types know it. */
interface ClauseLike<V, R extends string> {
  readonly [typeMark]: readonly [V, R];
}
type ClauseFault<S, Q, L> =
  L extends ClauseLike<infer V, infer R>
    ?
        | Fault<Sides<S, Q>, R, never, ClashingNames<S> | ClashingNames<Q>>
        | ([V] extends [never] ? never : ValuesFault<S, Q, V>)
    : never;

/** Clauses of a merge of a source of shape Q, where a table of shape S takes them; otherwise texts that say why not. */
export type TakenClauses<S, Q, L extends readonly unknown[]> = {
  readonly [K in keyof L]: [ClauseFault<S, Q, L[K]>] extends [never] ? L[K] : NoInfer<ClauseFault<S, Q, L[K]>>;
};

/** The same for what a join is by: a condition over both sides, or names. */
export type TakenJoin<L, R, By> = [JoinFault<L, R, By>] extends [never] ? By : NoInfer<JoinFault<L, R, By>>;
type JoinFault<L, R, By> = By extends string
  ? KeyFault<L, R, Ident<By>>
  : By extends readonly string[]
    ? KeysFault<L, R, Ident<By[number]>>
    : By extends AnyColumn
      ? ConditionFault<Either<L, R>, By, ClashingNames<L> | ClashingNames<R>>
      : never;
/** Two sides meet in a name if their values may be compared. Most keys are of one type: what else is looked at costs more. */
type KeyFault<L, R, K extends string> = L extends { readonly [P in K]: infer A }
  ? R extends { readonly [P in K]: infer B }
    ? [A] extends [B]
      ? never
      : Apart<K, KindName<A>, KindName<B>, KindName<B>>
    : never
  : never;
type KeysFault<L, R, K extends string> = K extends string ? KeyFault<L, R, K> : never;
