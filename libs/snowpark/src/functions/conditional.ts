import { Column, toExpr } from '../column.js';
import { columnExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { ArgReads, ArgType, ColumnArg, NullOf, OperandType, Present, Reads } from '../shape/values.js';
import { call, ofColumns } from './define.js';

/** NULL only if every one may be NULL. */
type FirstPresent<A, V extends readonly unknown[]> =
  | Present<ArgType<A>>
  | Present<OperandType<V[number]>>
  | (true extends NeverNull<ArgType<A>> | { [K in keyof V]: NeverNull<OperandType<V[K]>> }[number] ? never : null);

type NeverNull<T> = [NullOf<T>] extends [never] ? true : false;

/** The column, or the first of the values that is not NULL. */
export const coalesce = <const A extends ColumnArg, const V extends readonly unknown[]>(
  column: A,
  ...values: V
): Column<FirstPresent<A, V>, string, ArgReads<A> | Reads<V[number]>> =>
  new Column(call('COALESCE', [columnExpr(column), ...values.map(toExpr)]));

export const ifNull = <const A extends ColumnArg, const B>(
  column: A,
  value: B,
): Column<FirstPresent<A, [B]>, string, ArgReads<A> | Reads<B>> =>
  new Column(call('IFNULL', [columnExpr(column), toExpr(value)]));
export const nvl = ifNull;

/** NULL where the column equals the value. */
export const nullIf = <const A extends ColumnArg, const B>(
  column: A,
  value: B,
): Column<ArgType<A> | null, string, ArgReads<A> | Reads<B>> =>
  new Column(call('NULLIF', [columnExpr(column), toExpr(value)]));

export const zeroIfNull = <const A extends ColumnArg>(column: A): Column<Present<ArgType<A>>, string, ArgReads<A>> =>
  new Column(call('ZEROIFNULL', [columnExpr(column)]));

export const nullIfZero = <const A extends ColumnArg>(column: A): Column<ArgType<A> | null, string, ArgReads<A>> =>
  new Column(call('NULLIFZERO', [columnExpr(column)]));

/** Equal, where NULL equals NULL. */
export const equalNull = ofColumns<boolean>('EQUAL_NULL');

export const isNull = <const A extends ColumnArg>(column: A): Column<boolean, string, ArgReads<A>> =>
  new Column(frozen({ kind: 'is_null', operand: columnExpr(column), negated: false }));

const ofMany =
  (name: 'GREATEST' | 'LEAST') =>
  <const A extends readonly ColumnArg[]>(...columns: A): Column<ArgType<A[number]>, string, ArgReads<A[number]>> =>
    new Column(call(name, columns.map(columnExpr)));

/** The largest; NULL if one is NULL. */
export const greatest = ofMany('GREATEST');
/** The smallest; NULL if one is NULL. */
export const least = ofMany('LEAST');
