import type { JoinKind } from '../plan/words.js';
import type { Decimal } from '../values/decimal.js';
import type { SnowDate } from '../values/snow-date.js';
import type { SnowTimestamp } from '../values/snow-timestamp.js';
import type { Numeric } from '../values/value.js';
import type { Flatten } from './names.js';
import type { Clashing, ColumnNames, IsUntyped, Untyped } from './shape.js';

/** NULL comes in on the side that may find no partner. */
type LeftNull<How extends JoinKind> = How extends 'right' | 'full' ? null : never;
type RightNull<How extends JoinKind> = How extends 'left' | 'full' ? null : never;

/** What the plan compiler calls a column that both sides have; `undefined`: no suffix for this side. */
type ClashName<K extends string, Letter extends 'L' | 'R', Own, Other> = Own extends string
  ? `${K}${Uppercase<Own>}`
  : Other extends string
    ? K
    : `${Letter}_${string}_${K}`;

type Side<S, Using extends string, Shared extends string, Letter extends 'L' | 'R', Own, Other, Null> = {
  [K in keyof S as K extends Using | symbol ? never : K extends Shared ? ClashName<K, Letter, Own, Other> : K]:
    | S[K]
    | Null;
};

type UsingColumn<L, R, K extends string, How extends JoinKind> = K extends keyof L & keyof R
  ? How extends 'right'
    ? R[K]
    : How extends 'full'
      ? Wider<L[K], R[K]>
      : L[K]
  : unknown;

/** What holds values of both: the wider of two kinds of number, or of date. */
type Wider<A, B> = [A] extends [B]
  ? B
  : [B] extends [A]
    ? A
    : [A | B] extends [Numeric | null]
      ? (number extends A | B ? number : Decimal extends A | B ? Decimal : A | B) | Extract<A | B, null>
      : [A | B] extends [SnowDate | SnowTimestamp | null]
        ? SnowTimestamp | Extract<A | B, null>
        : A | B;

/** One by one, as they were given: a union has no order. */
type UsingColumns<L, R, Using extends readonly string[], How extends JoinKind> = Using extends readonly [
  infer K extends string,
  ...infer Rest extends readonly string[],
]
  ? { [P in K]: UsingColumn<L, R, P, How> } & UsingColumns<L, R, Rest, How>
  : number extends Using['length']
    ? { [P in Using[number]]: UsingColumn<L, R, P, How> }
    : unknown;

type Both<L, R, Using extends readonly string[], Shared extends string, How extends JoinKind, LS, RS> = Flatten<
  UsingColumns<L, R, Using, How> &
    Side<L, Using[number], Shared, 'L', LS, RS, LeftNull<How>> &
    Side<R, Using[number], Shared, 'R', RS, LS, RightNull<How>> &
    Hidden<Shared, LS, RS>
>;

type Hidden<Shared extends string, LS, RS> = [Shared] extends [never]
  ? unknown
  : [LS | RS] extends [undefined]
    ? Clashing<Shared>
    : LS extends string
      ? RS extends string
        ? Clashing<Shared>
        : unknown
      : unknown;

/** The shape of a join. Columns that both sides have get the suffix of their side, or a numbered prefix. */
export type Joined<
  L,
  R,
  Using extends readonly string[],
  How extends JoinKind,
  LS = undefined,
  RS = undefined,
> = How extends 'semi' | 'anti'
  ? L
  : IsUntyped<L> extends true
    ? Untyped
    : IsUntyped<R> extends true
      ? Untyped
      : Both<L, R, Using, Exclude<ColumnNames<L> & ColumnNames<R>, Using[number]>, How, LS, RS>;
