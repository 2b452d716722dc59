import type { Expr, Plan } from '../plan/plan.js';
import type { Numeric } from '../values/value.js';
import type { Spelling } from './names.js';

/**
 * Whatever an untyped frame holds. The one `any` of the library: a frame whose columns the compiler cannot know must let every
 * use of them compile.
 */
// biome-ignore lint/suspicious/noExplicitAny: an unknown column may be used as anything; see above.
export type Loose = any;

/** The shape of a frame whose columns the compiler does not know: raw SQL, dynamic names. Any name is a column of it. */
export type Untyped = Record<string, Loose>;

declare const refMark: unique symbol;

/**
 * The value type of a free `col('x')`: it says to look X up in the frame that receives the column. `Form` remembers that NULL
 * has been taken care of on the way.
 */
export interface Ref<N extends string, Form extends 'stored' | 'present' = 'stored'> {
  readonly [refMark]: readonly [N, Form];
}

declare const laterMark: unique symbol;

/** What is computed of free columns, as long as no frame has said what these are. */
export interface LaterValue<Op extends 'arithmetic' | 'quotient' | 'present', A, B> {
  readonly [laterMark]: readonly [Op, A, B];
}
export type Later = LaterValue<'arithmetic' | 'quotient' | 'present', unknown, unknown>;

/** A value that only the frame that receives the column knows. */
export type AnyRef = Ref<string, 'stored' | 'present'> | Later;

/** The key of what exists in types only: no column has it at run time. */
export const typeMark: unique symbol = Symbol('types');

/** What a frame needs of a column: an expression, and in types only its value, its name and the names that it reads. */
export interface ColumnLike<T, N extends string, R extends string> {
  readonly expr: Expr;
  readonly [typeMark]: readonly [T, N, R];
}

export type AnyColumn = ColumnLike<unknown, string, string>;

/** What a column needs of a frame, to compare with its rows. */
export interface FrameLike {
  readonly plan: Plan;
}

declare const clashMark: unique symbol;

/** Names that both sides of a join had: they are reached through `left.col(…)` and `right.col(…)` only. */
export interface Clashing<N extends string> {
  readonly [clashMark]?: N;
}

export type ClashingNames<S> = S extends Clashing<infer N> ? (string extends N ? never : N) : never;

declare const unnamedColumns: unique symbol;

/** There are more columns: they have no alias, and only the server knows what it calls them. */
export interface Unnamed {
  readonly [unnamedColumns]?: true;
}

/** Whether the compiler knows each column of a shape, and by which name. */
export type AllKnown<S> =
  IsUntyped<S> extends true
    ? false
    : [Extract<keyof S, typeof unnamedColumns | typeof clashMark>] extends [never]
      ? true
      : false;

/** The column names of a shape. */
export type ColumnNames<S> = keyof S & string;

/** What else a column may say of itself among the names that it reads: not every place of a query takes such a column. */
export type Aggregated = '(an aggregate)';
export type Windowed = '(a window function)';
export type NeedsWindow = '(a window function without over)';
export type Mark = Aggregated | Windowed | NeedsWindow;

/** What a function asks of its arguments, and the kinds of values that are that. ARRAY, OBJECT and VARIANT reach JavaScript as texts. */
export interface Kinds {
  numbers: 'numbers';
  'numbers or bytes': 'numbers' | 'bytes';
  texts: 'texts';
  bytes: 'bytes';
  'texts or bytes': 'texts' | 'bytes';
  dates: 'dates';
  'dates or times': 'dates' | 'times';
  'numbers or dates': 'numbers' | 'dates';
  conditions: 'true or false';
  'conditions or numbers': 'true or false' | 'numbers';
  arrays: 'texts';
  objects: 'texts';
  variants: 'texts';
}
export type Asked = keyof Kinds;
/** A column that must hold values of a kind. */
export type As<N extends string, A extends Asked> = `${N} (as ${A})`;
/** Values that are computed, and of another kind than what takes them asks. */
export type Misused<Kind extends string, A extends string> = `(${Kind} where ${A} are meant)`;
/** A frame of several columns, where one is compared. */
export type SeveralColumns = '(a frame of several columns)';
/** Values of two kinds that cannot be of one column. */
export type Unlike<Kind extends string, Other extends string> = `(${Kind} beside ${Other})`;
/** A column that is calculated with: numbers, or points in time. */
export type InCalculation<N extends string> = `${N} (in a calculation)`;
/** A column that is compared with values of a kind, or with another column: both must be of one kind. */
export type ComparedWith<N extends string, Kind extends string> = `${N} (compared with ${Kind})`;
export type OtherColumn<N extends string> = `column ${N}`;

type NumberColumns<S> = {
  [K in ColumnNames<S>]: unknown extends S[K] ? K : S[K] extends Numeric | null ? K : never;
}[ColumnNames<S>];

/** The names that a column may read when a frame of this shape receives it. */
export type Readable<S> =
  | ColumnNames<S>
  | ClashingNames<S>
  | As<string, Asked>
  | InCalculation<string>
  | ComparedWith<string, string>;

/** A column's name as a caller may write it. */
export type NameIn<S> = Spelling<ColumnNames<S>>;

/** The name of a column of numbers as a caller may write it. */
export type NumberName<S> = Spelling<NumberColumns<S>>;

export type IsUntyped<S> = string extends keyof S ? true : false;

/** A name or a column that a frame of shape S can select. */
export type Selectable<S> = NameIn<S> | ColumnLike<unknown, string, Readable<S>>;
