import type { Decimal } from '../values/decimal.js';
import type { SnowDate } from '../values/snow-date.js';
import type { SnowTime } from '../values/snow-time.js';
import type { SnowTimestamp } from '../values/snow-timestamp.js';
import type { Numeric } from '../values/value.js';
import type { Ident } from './names.js';
import type {
  AnyRef,
  As,
  Asked,
  ColumnLike,
  ComparedWith,
  InCalculation,
  Kinds,
  Later,
  LaterValue,
  Loose,
  Misused,
  OtherColumn,
  Ref,
  Unlike,
} from './shape.js';

export type IsLoose<T> = 0 extends 1 & T ? true : false;

/** A value type with its references looked up in a shape. */
export type Resolve<T, S> =
  IsLoose<T> extends true
    ? Loose
    : T extends Ref<infer N, infer Form>
      ? N extends keyof S
        ? Form extends 'present'
          ? Exclude<S[N], null>
          : S[N]
        : unknown
      : T extends LaterValue<infer Op, infer A, infer B>
        ? Op extends 'present'
          ? Exclude<Resolve<A, S>, null>
          : Op extends 'quotient'
            ? Quotient<Resolve<A, S>, Resolve<B, S>>
            : Arithmetic<Resolve<A, S>, Resolve<B, S>>
        : T;

/** Without NULL, also where the value is still to be looked up. */
export type Present<T> =
  IsLoose<T> extends true
    ? Loose
    : T extends Ref<infer N, 'stored' | 'present'>
      ? Ref<N, 'present'>
      : T extends Later
        ? LaterValue<'present', T, null>
        : Exclude<T, null>;

/** NULL, if the value may be NULL; a value still to be looked up may. */
export type NullOf<T> =
  IsLoose<T> extends true
    ? null
    : T extends Ref<string, infer Form>
      ? 'stored' extends Form
        ? null
        : never
      : T extends Later
        ? T extends LaterValue<'present', unknown, unknown>
          ? never
          : null
        : Extract<T, null>;

/** What a plain value becomes as a column. A whole number is an integer, any other number a FLOAT. */
export type LiteralType<V> =
  IsLoose<V> extends true
    ? Loose
    : V extends number
      ? number extends V
        ? Numeric
        : `${V}` extends `${bigint}`
          ? bigint
          : number
      : V extends string
        ? string
        : V extends boolean
          ? boolean
          : V extends Date
            ? SnowTimestamp
            : V extends bigint | Decimal | SnowDate | SnowTime | SnowTimestamp | Uint8Array | null
              ? V extends bigint
                ? bigint
                : V
              : string;

/** The value type of an operand: a column's, or a plain value's. */
export type OperandType<O> =
  IsLoose<O> extends true ? Loose : O extends ColumnLike<infer T, string, string> ? T : LiteralType<O>;

/** The names that an operand reads. */
export type Reads<O> = O extends ColumnLike<unknown, string, infer R> ? R : never;

/** A column argument of a function: a name, or a column. */
export type ColumnArg = string | ColumnLike<unknown, string, string>;

export type ArgType<A> =
  IsLoose<A> extends true
    ? Loose
    : A extends string
      ? string extends A
        ? Loose
        : Ref<Ident<A>>
      : A extends ColumnLike<infer T, string, string>
        ? T
        : never;

/** The names that a column argument reads; `*` reads whatever columns there are. */
export type ArgReads<A> = A extends '*' ? never : A extends string ? (string extends A ? never : Ident<A>) : Reads<A>;

/** What an argument reads of which values of a kind are asked; a text is the name of a column. */
export type HeldReads<A, K extends Asked> = A extends string
  ? string extends A
    ? never
    : As<Ident<A>, K>
  : HeldValue<A, K>;

/** The same where a plain value is a value. */
export type HeldValue<A, K extends Asked> =
  A extends ColumnLike<infer T, infer N, infer R> ? R | Needed<T, K, [R] extends [N] ? N : never> : never;

/** What asking for values of a kind adds to what is read: `N` is the column's own name, if it is one as it stands there. */
export type Needed<T, K extends Asked, N extends string = never> =
  IsLoose<T> extends true
    ? never
    : unknown extends T
      ? never
      : T extends Ref<infer Free, 'stored' | 'present'>
        ? As<Free, K>
        : [KindName<T>] extends [Kinds[K]]
          ? never
          : string extends N
            ? Misused<KindName<T>, K>
            : [N] extends [never]
              ? Misused<KindName<T>, K>
              : As<N, K>;

type Moment = SnowDate | SnowTimestamp;

type Calculation = LaterValue<'arithmetic' | 'quotient', unknown, unknown>;

/** What a comparison calls values of T; never where the kind is not known, or is NULL alone. */
export type KindName<T> =
  IsLoose<T> extends true
    ? never
    : unknown extends T
      ? never
      : T extends Numeric | Calculation
        ? 'numbers'
        : T extends string
          ? 'texts'
          : T extends boolean
            ? 'true or false'
            : T extends Moment | Date
              ? 'dates'
              : T extends SnowTime
                ? 'times'
                : T extends Uint8Array
                  ? 'bytes'
                  : never;

/** What comparing A with B asks of the free columns among them. */
export type ComparedReads<A, B> =
  IsLoose<A> extends true
    ? never
    : A extends Ref<infer N, 'stored' | 'present'>
      ? B extends Ref<infer M, 'stored' | 'present'>
        ? N extends M
          ? never
          : ComparedWith<N, OtherColumn<M>>
        : ComparedWith<N, KindName<B>>
      : B extends Ref<infer M, 'stored' | 'present'>
        ? ComparedWith<M, KindName<A>>
        : never;

/** What standing beside each other asks of two values, which a function gives one of or compares. */
export type BesideReads<A, B> = ComparedReads<A, B> | UnlikeKinds<KindName<A>, KindName<B>>;

/** What a condition asks of its value; a text is SQL. */
export type ConditionReads<T> = T extends string ? never : ComparedReads<T, boolean>;

/** The same of one and many. */
export type AllBeside<A, V extends readonly unknown[]> = {
  [K in keyof V]: BesideReads<A, OperandType<V[K]>>;
}[number];

type UnlikeKinds<A extends string, B extends string> = [A] extends [never]
  ? never
  : [B] extends [never]
    ? never
    : [A & B] extends [never]
      ? Unlike<A, B>
      : never;

/** What calculating with T asks of it. */
export type CalculatedReads<T> =
  IsLoose<T> extends true
    ? never
    : T extends Ref<infer N, 'stored' | 'present'>
      ? InCalculation<N>
      : KindName<T> extends 'texts' | 'true or false' | 'bytes'
        ? Misused<KindName<T>, 'numbers or dates'>
        : never;

/** The family of values that may stand beside T in SQL. */
type Family<T> =
  IsLoose<T> extends true
    ? Loose
    : unknown extends T
      ? Loose
      : T extends Calculation
        ? Numeric
        : T extends AnyRef
          ? Loose
          : T extends Numeric
            ? Numeric
            : T extends Moment
              ? Moment | Date
              : T extends null
                ? never
                : T;

/** What T may be compared with: values of its family, columns of them, and free columns. */
export type Beside<T, R extends string = string> =
  IsLoose<Family<T>> extends true ? unknown : Family<T> | null | ColumnLike<Family<T> | null | AnyRef, string, R>;

/** What arithmetic gives. Unknown operands give some number. */
export type Arithmetic<A, B> =
  IsLoose<A> extends true
    ? Loose
    : IsLoose<B> extends true
      ? Loose
      : [Extract<A | B, AnyRef>] extends [never]
        ? NumberOf<Exclude<A, null> | Exclude<B, null>> | NullOf<A> | NullOf<B>
        : LaterValue<'arithmetic', A, B>;

/** One FLOAT makes it a FLOAT; else one NUMBER with scale a NUMBER with scale. */
type NumberOf<T> = [Numeric] extends [T] ? Numeric : number extends T ? number : Decimal extends T ? Decimal : bigint;

/** Division of whole numbers has a scale. */
export type Quotient<A, B> =
  Arithmetic<A, B> extends infer Q
    ? Q extends bigint
      ? Decimal
      : Q extends Later
        ? LaterValue<'quotient', A, B>
        : Q
    : never;
