import { Column, constant, toExpr } from '../column.js';
import { columnExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { Call, Expr } from '../plan/plan.js';
import type { CallRole } from '../plan/words.js';
import type { AnyColumn } from '../shape/shape.js';
import type { ArgReads, ArgType, ColumnArg, NullOf, OperandType, Reads } from '../shape/values.js';

/**
 * How functions read their arguments: one called `column` takes a column or the name of one, one called `value` a column or a
 * plain value, all others what their type says. A plain text is a name only where a column is meant.
 */
export type Value = AnyColumn | unknown;

export const call = (name: string, args: readonly Expr[], role?: CallRole): Call =>
  frozen({ kind: 'call', name, args, ...(role !== undefined && { role }) });

/** NULL, if the argument may be NULL. */
type Null<A> = NullOf<ArgType<A>>;

/** A function of one column, whose value is NULL where the column is. */
export const ofColumn =
  <V>(name: string) =>
  <const A extends ColumnArg>(column: A): Column<V | Null<A>, string, ArgReads<A>> =>
    new Column(call(name, [columnExpr(column)]));

/** A function of one column that gives a value of the column's own type. */
export const sameOfColumn =
  (name: string) =>
  <const A extends ColumnArg>(column: A): Column<ArgType<A>, string, ArgReads<A>> =>
    new Column(call(name, [columnExpr(column)]));

/** A function of two columns. */
export const ofColumns =
  <V>(name: string) =>
  <const A extends ColumnArg, const B extends ColumnArg>(
    a: A,
    b: B,
  ): Column<V | Null<A> | Null<B>, string, ArgReads<A> | ArgReads<B>> =>
    new Column(call(name, [columnExpr(a), columnExpr(b)]));

/** A function of a column and a value. */
export const ofColumnAndValue =
  <V, G = Value>(name: string) =>
  <const A extends ColumnArg, const B extends G>(
    column: A,
    value: B,
  ): Column<V | Null<A> | NullOf<OperandType<B>>, string, ArgReads<A> | Reads<B>> =>
    new Column(call(name, [columnExpr(column), toExpr(value)]));

/** A function of a column and two values. */
export const ofColumnAndValues =
  <V, G = Value, H = G>(name: string) =>
  <const A extends ColumnArg, const B extends G, const C extends H>(
    column: A,
    first: B,
    second: C,
  ): Column<V | Null<A>, string, ArgReads<A> | Reads<B> | Reads<C>> =>
    new Column(call(name, [columnExpr(column), toExpr(first), toExpr(second)]));

/** A function without arguments. */
export const ofNothing =
  <V>(name: string, role?: CallRole) =>
  (): Column<V, string, never> =>
    new Column(call(name, [], role));

/** An aggregate of one column that gives a value of the column's own type, NULL for no rows. */
export const sameAggregate =
  (name: string) =>
  <const A extends ColumnArg>(column: A): Column<ArgType<A> | null, string, ArgReads<A>> =>
    new Column(call(name, [columnExpr(column)], 'aggregate'));

/** An aggregate of one column. */
export const aggregate =
  <V>(name: string) =>
  <const A extends ColumnArg>(column: A): Column<V, string, ArgReads<A>> =>
    new Column(call(name, [columnExpr(column)], 'aggregate'));

export const aggregateOfTwo =
  <V>(name: string) =>
  <const A extends ColumnArg, const B extends ColumnArg>(a: A, b: B): Column<V, string, ArgReads<A> | ArgReads<B>> =>
    new Column(call(name, [columnExpr(a), columnExpr(b)], 'aggregate'));

export const constants = (values: readonly (string | number | boolean | undefined)[]): readonly Expr[] =>
  values.flatMap((value) => (value === undefined ? [] : [constant(value)]));
