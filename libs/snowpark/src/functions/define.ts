import { COLUMN, VALUE } from '../arguments/columns.js';
import type { Reader } from '../arguments/reader.js';
import { required, signature } from '../arguments/signature.js';
import { Column } from '../column.js';
import { frozen } from '../plan/frozen.js';
import type { Call, Expr } from '../plan/plan.js';
import type { CallRole } from '../plan/words.js';
import type { Loose } from '../shape/shape.js';
import type { ArgReads, ArgType, ColumnArg, NullOf, OperandType, Reads } from '../shape/values.js';

// How functions read their arguments: one called `column` takes a column or the name of one, one called `value` a column or a
// plain value, all others what their type says. A plain text is a name only where a column is meant. Each definition names the
// function twice, as it is called here and in SQL.

export const call = (name: string, args: readonly Expr[], role?: CallRole): Call =>
  frozen({ kind: 'call', name, args, ...(role !== undefined && { role }) });

/** A call over arguments that were read; those that were left out are not written. */
export const called = (name: string, args: readonly (Expr | undefined)[], role?: CallRole) =>
  new Column<Loose>(
    call(
      name,
      args.filter((arg) => arg !== undefined),
      role,
    ),
  );

/** NULL, if the argument may be NULL. */
type Null<A> = NullOf<ArgType<A>>;

const column = required('column', COLUMN);
const two = [required('a', COLUMN), required('b', COLUMN)] as const;

/** A function of one column, whose value is NULL where the column is. */
export function ofColumn<V>(js: string, name: string) {
  const taken = signature(js, column);
  function defined<const A extends ColumnArg>(column: A): Column<V | Null<A>, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

/** A function of one column that gives a value of the column's own type. */
export function sameOfColumn(js: string, name: string) {
  const taken = signature(js, column);
  function defined<const A extends ColumnArg>(column: A): Column<ArgType<A>, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

/** A function of two columns. */
export function ofColumns<V>(js: string, name: string) {
  const taken = signature(js, ...two);
  function defined<const A extends ColumnArg, const B extends ColumnArg>(
    a: A,
    b: B,
  ): Column<V | Null<A> | Null<B>, string, ArgReads<A> | ArgReads<B>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

/** A function of a column and a value. */
export function ofColumnAndValue<V, G = unknown>(js: string, name: string, value: Reader<Expr, G> = VALUE) {
  const taken = signature(js, column, required('value', value));
  function defined<const A extends ColumnArg, const B extends G>(
    column: A,
    value: B,
  ): Column<V | Null<A> | NullOf<OperandType<B>>, string, ArgReads<A> | Reads<B>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

/** A function of a column and two values. */
export function ofColumnAndValues<V, G, H = G>(js: string, name: string, one: Reader<Expr, G>, other: Reader<Expr, H>) {
  const taken = signature(js, column, required('first', one), required('second', other));
  function defined<const A extends ColumnArg, const B extends G, const C extends H>(
    column: A,
    first: B,
    second: C,
  ): Column<V | Null<A>, string, ArgReads<A> | Reads<B> | Reads<C>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

/** A function without arguments. */
export function ofNothing<V>(js: string, name: string, role?: CallRole) {
  const taken = signature(js);
  function defined(): Column<V, string, never>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given), role);
  }
  return defined;
}

/** An aggregate of one column that gives a value of the column's own type, NULL for no rows. */
export function sameAggregate(js: string, name: string) {
  const taken = signature(js, column);
  function defined<const A extends ColumnArg>(column: A): Column<ArgType<A> | null, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given), 'aggregate');
  }
  return defined;
}

/** An aggregate of one column. */
export function aggregate<V>(js: string, name: string) {
  const taken = signature(js, column);
  function defined<const A extends ColumnArg>(column: A): Column<V, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given), 'aggregate');
  }
  return defined;
}

export function aggregateOfTwo<V>(js: string, name: string) {
  const taken = signature(js, ...two);
  function defined<const A extends ColumnArg, const B extends ColumnArg>(
    a: A,
    b: B,
  ): Column<V, string, ArgReads<A> | ArgReads<B>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given), 'aggregate');
  }
  return defined;
}
