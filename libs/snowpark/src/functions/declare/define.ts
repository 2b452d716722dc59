import { type Parameter, type Signature, signature } from '../../arguments/signature.js';
import { Column } from '../../column.js';
import { UsageError } from '../../errors.js';
import { frozen } from '../../plan/frozen.js';
import type { Call, Expr } from '../../plan/plan.js';
import type { CallRole } from '../../plan/words.js';
import type { Ident } from '../../shape/names.js';
import type { Aggregated, Asked, ColumnLike, Loose, Mark, NeedsWindow } from '../../shape/shape.js';
import type { ArgReads, ArgType, HeldReads, HeldValue, NullOf, OperandType, Reads } from '../../shape/values.js';
import type { Numeric } from '../../values/value.js';
import type { Result, Rule } from './results.js';

// A function is declared in one line: its name, what it gives, what it takes. The SQL name is the same word in capitals, with
// `_` before each, or stands beside it. Arguments are typed, read and checked as their declarations say.

declare const place: unique symbol;

/**
 * How a plain value is read: as the name of a column, as a value, or as a constant of the SQL. All but the last may be a Column, and
 * may have to hold values of a kind.
 */
export type Mode = 'column' | 'value' | 'constant' | `${'column' | 'value'} of ${Asked}`;

/** One parameter. `G` is its place among the arguments, with the label that an editor shows. */
export interface Argument<G extends readonly unknown[], M extends Mode, T extends Written = Written>
  extends Parameter<T> {
  readonly [place]?: readonly [G, M];
  /** Stands for it where it is left out and one behind it is not: what the function itself would take. */
  readonly fills?: Expr;
}
export type Written = Expr | readonly Expr[] | undefined;
type AnyArgument = Argument<readonly unknown[], Mode>;

type Given<P> = P extends readonly [Argument<infer G, Mode>, ...infer Rest]
  ? readonly [...G, ...Given<Rest>]
  : readonly [];

type ModeOf<A> = A extends Argument<readonly unknown[], infer M> ? M : never;
/** A rest parameter is the last one, and reads all arguments that are left. */
type ModeAt<P, I> = I extends keyof P ? ModeOf<P[I]> : P extends readonly [...unknown[], infer L] ? ModeOf<L> : never;

type ReadBy<A, M> = M extends 'column'
  ? ArgReads<A>
  : M extends `column of ${infer K extends Asked}`
    ? HeldReads<A, K>
    : M extends 'value'
      ? Reads<A>
      : M extends `value of ${infer K extends Asked}`
        ? HeldValue<A, K>
        : never;
type NullBy<A, M> = M extends `column${string}`
  ? NullOf<ArgType<A>>
  : M extends `value${string}`
    ? NullOf<OperandType<A>>
    : never;
type ReadIn<P, A extends readonly unknown[]> = { [I in keyof A]: ReadBy<A[I], ModeAt<P, I>> }[number];
type NullIn<P, A extends readonly unknown[]> = { [I in keyof A]: NullBy<A[I], ModeAt<P, I>> }[number];

/** What an average is: FLOAT of a FLOAT, NUMBER with scale of any other number. */
type Average<T> = [T] extends [number | null] ? number | null : Numeric | null;

type LastOf<A extends readonly unknown[]> = A extends readonly [...unknown[], infer L] ? L : never;

type Gives<V, R extends Rule, P, A extends readonly unknown[]> = R extends 'strict'
  ? V | NullIn<P, A>
  : R extends 'nullable'
    ? V | null
    : R extends 'certain'
      ? V
      : R extends 'average'
        ? Average<ArgType<A[0]>>
        : R extends 'same of last'
          ? ArgType<LastOf<A>>
          : ArgType<A[0]> | (R extends 'same or null' ? null : never);

export type Defined<V, R extends Rule, P extends readonly AnyArgument[], M extends Mark = never, J = never> = <
  const A extends Given<P>,
>(
  ...args: A
) => Column<Gives<V, R, P, A>, TextName<J, A>, ReadIn<P, A> | M>;

/** What a call of one column is named by where it has no alias: its text. Of other calls only the server knows it. */
type TextName<J, A extends readonly unknown[]> = [J] extends [never]
  ? string
  : A extends readonly [infer C]
    ? CallText<SqlName<J>, PlainName<C>>
    : string;
type SqlName<J> = J extends readonly [string, infer Sql extends string]
  ? Sql
  : J extends Lowercase<J & string>
    ? Uppercase<J>
    : string;
type PlainName<C> = C extends string
  ? Upper<Ident<C>>
  : C extends ColumnLike<unknown, infer N, string>
    ? Upper<N>
    : string;
type Upper<N extends string> = N extends Uppercase<N> ? N : string;
export type CallText<F extends string, N extends string> = string extends F | N ? string : `${F}(${N})`;

/** What a function is called here, and in SQL where that is another word. */
type Name = string | readonly [name: string, sql: string];

/** A function whose value comes from one row. */
export const define = <V, R extends Rule, const P extends readonly AnyArgument[]>(
  name: Name,
  _gives: Result<V, R>,
  ...takes: P
): Defined<V, R, P> => declared(name, takes);

export const aggregate = <V, R extends Rule, const P extends readonly AnyArgument[], const J extends Name>(
  name: J,
  _gives: Result<V, R>,
  ...takes: P
): Defined<V, R, P, Aggregated, J> => declared(name, takes, 'aggregate');

/** A function that needs a window: `rank().over(Window.orderBy('id'))`. */
export const windowed = <V, R extends Rule, const P extends readonly AnyArgument[]>(
  name: Name,
  _gives: Result<V, R>,
  ...takes: P
): Defined<V, R, P, NeedsWindow> => declared(name, takes, 'window');

/** A function that draws its value anew at each call. */
export const volatile = <V, R extends Rule, const P extends readonly AnyArgument[]>(
  name: Name,
  _gives: Result<V, R>,
  ...takes: P
): Defined<V, R, P> => declared(name, takes, 'volatile');

/** A function that SQL has no single word for, as an expression over its arguments. */
export function compose<V, R extends Rule, const P extends readonly AnyArgument[]>(
  name: string,
  _gives: Result<V, R>,
  write: (...args: ReadAs<P>) => Expr,
  ...takes: P
): Defined<V, R, P> {
  const taken: Signature<P> = signature(name, ...takes);
  return (...given) => new Column<Loose, string, never>(write(...(taken.read(given) as ReadAs<P>)));
}

type ReadAs<P extends readonly AnyArgument[]> = { [I in keyof P]: P[I] extends Parameter<infer T> ? T : never };

function declared<F>(name: Name, takes: readonly AnyArgument[], role?: CallRole): F {
  const [js, sql] = typeof name === 'string' ? [name, sqlName(name)] : name;
  const taken = signature(js, ...takes);
  const defined = (...given: readonly unknown[]) => called(sql, filled(js, taken.read(given), takes), role);
  return defined as F;
}

/** What is left out at the end is not written; before an argument that is given, the default is. */
function filled(js: string, args: readonly Written[], takes: readonly AnyArgument[]): readonly Written[] {
  const last = args.findLastIndex((arg) => arg !== undefined && (!isList(arg) || arg.length > 0));
  return args.slice(0, last + 1).map((arg, at) => {
    const fills = arg ?? takes[at]?.fills;
    if (fills !== undefined) return fills;
    const behind = takes[last]?.name ?? '';
    throw new UsageError('invalid_argument', `${js}(${takes[at]?.name}): is needed where ${behind} is given.`);
  });
}

const sqlName = (name: string): string => name.replace(/[A-Z]/g, '_$&').toUpperCase();

/** A call; arguments that were left out are not written. */
export const callOf = (name: string, args: readonly Written[], role?: CallRole): Call =>
  frozen({ kind: 'call', name, args: args.flatMap(present), ...(role !== undefined && { role }) });

const isList = (value: Written): value is readonly Expr[] => Array.isArray(value);
const present = (value: Written): readonly Expr[] => (value === undefined ? [] : isList(value) ? value : [value]);

/** A call as a column, for the functions that say their types themselves. */
export const called = (name: string, args: readonly Written[], role?: CallRole) =>
  new Column<Loose>(callOf(name, args, role));
