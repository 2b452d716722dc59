import { CaseColumn, Column, SortColumn, sortKey, toExpr } from '../column.js';
import { UsageError } from '../errors.js';
import { literalOf } from '../local-data/literal-of.js';
import { columnExpr, namedExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { Ident } from '../shape/names.js';
import type { AnyRef, ColumnLike, Loose, Ref } from '../shape/shape.js';
import type { ArgReads, ColumnArg, OperandType, Reads } from '../shape/values.js';
import { isFunctionName, realName } from '../sql/identifier.js';
import type { SqlType } from '../types/data-type.js';
import { call } from './define.js';

/** A column of whichever frame receives it. With two names: a column of the input that has the first as its alias. */
export function col<const N extends string>(
  name: N,
): string extends N ? Column<Loose, string, never> : Column<Ref<Ident<N>>, Ident<N>, Ident<N>>;
export function col(alias: string, name: string): Column<Loose, string, never>;
export function col(first: string, second?: string): Column<unknown, string, string> {
  if (second === undefined) return new Column(namedExpr(first));
  const alias = realName(first);
  return new Column(
    frozen(second === '*' ? { kind: 'star', alias } : { kind: 'column', name: realName(second), alias }),
  );
}

export const column = col;

/** A value as a column, of its own type or of the one given. A column stays what it is. */
export function lit<const V>(value: V): Column<OperandType<V>, string, Reads<V>>;
export function lit<V>(value: unknown, type: SqlType<V>): Column<V, string, never>;
export function lit(value: unknown, type?: SqlType<unknown>): Column<unknown, string, string> {
  return new Column(type === undefined ? toExpr(value) : literalOf(value, type));
}

/** SQL as it is written. Nothing in it is checked or quoted: never build it from what a user typed. */
export const sqlExpr = (text: string): Column<Loose, string, never> => new Column(frozen({ kind: 'sql', text }));

/** A function by its SQL name, built-in or a user's own, over values and columns. */
export function callFunction(name: string, ...args: readonly unknown[]): Column<Loose, string, never> {
  if (!isFunctionName(name)) throw new UsageError('invalid_identifier', `Not the name of a function: '${name}'.`);
  return new Column(call(name, args.map(toExpr), 'unknown'));
}

type Truth = boolean | null | ColumnLike<boolean | null | AnyRef, string, string>;

/** CASE: the value of the first condition that holds. Goes on with `.when(…)` and `.otherwise(…)`. */
export const when = <const C extends Truth, const V>(
  condition: C,
  value: V,
): CaseColumn<OperandType<V>, Reads<C> | Reads<V>> =>
  new CaseColumn(frozen([frozen({ when: toExpr(condition), value: toExpr(value) })]));

/** One value if the condition holds, another one if not. */
export const iff = <const C extends Truth, const A, const B>(
  condition: C,
  value: A,
  otherwise: B,
): Column<OperandType<A> | OperandType<B>, string, Reads<C> | Reads<A> | Reads<B>> =>
  new Column(call('IFF', [toExpr(condition), toExpr(value), toExpr(otherwise)]));

export const not = <const C extends Truth>(condition: C): Column<boolean | null, string, Reads<C>> =>
  new Column(frozen({ kind: 'unary', op: 'not', operand: toExpr(condition) }));

/** Tuples: `inTuples(['a', 'b'], [[1, 2], [3, 4]])` is `(A, B) IN ((1, 2), (3, 4))`. */
export function inTuples<const A extends readonly ColumnArg[]>(
  columns: A,
  rows: readonly (readonly unknown[])[],
): Column<boolean | null, string, ArgReads<A[number]>> {
  if (rows.some((row) => row.length !== columns.length)) {
    throw new UsageError('column_count_differs', `Every tuple needs ${columns.length} values.`);
  }
  return new Column(
    frozen({ kind: 'in_list', operands: columns.map(columnExpr), rows: rows.map((row) => frozen(row.map(toExpr))) }),
  );
}

/** Ascending, NULL first. */
export const asc = <const A extends ColumnArg>(column: A): SortColumn<ArgReads<A>> =>
  new SortColumn(sortKey(columnExpr(column), 'asc', 'first'));

/** Descending, NULL last. */
export const desc = <const A extends ColumnArg>(column: A): SortColumn<ArgReads<A>> =>
  new SortColumn(sortKey(columnExpr(column), 'desc', 'last'));
