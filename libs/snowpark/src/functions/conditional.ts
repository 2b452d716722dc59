import { COLUMN, VALUE } from '../arguments/columns.js';
import { eachOf } from '../arguments/many.js';
import { required, rest, signature } from '../arguments/signature.js';
import { Column } from '../column.js';
import { frozen } from '../plan/frozen.js';
import type { ArgReads, ArgType, ColumnArg, NullOf, OperandType, Present, Reads } from '../shape/values.js';
import { called, ofColumns } from './define.js';

/** NULL only if every one may be NULL. */
type FirstPresent<A, V extends readonly unknown[]> =
  | Present<ArgType<A>>
  | Present<OperandType<V[number]>>
  | (true extends NeverNull<ArgType<A>> | { [K in keyof V]: NeverNull<OperandType<V[K]>> }[number] ? never : null);

type NeverNull<T> = [NullOf<T>] extends [never] ? true : false;

/** The column, or the first of the values that is not NULL. */
export function coalesce<const A extends ColumnArg, const V extends readonly unknown[]>(
  column: A,
  ...values: V
): Column<FirstPresent<A, V>, string, ArgReads<A> | Reads<V[number]>>;
export function coalesce(...given: readonly unknown[]) {
  const [column, values] = COALESCE.read(given);
  return called('COALESCE', [column, ...values]);
}

export function ifNull<const A extends ColumnArg, const B>(
  column: A,
  value: B,
): Column<FirstPresent<A, [B]>, string, ArgReads<A> | Reads<B>>;
export function ifNull(...given: readonly unknown[]) {
  return called('IFNULL', IF_NULL.read(given));
}
export const nvl = ifNull;

/** NULL where the column equals the value. */
export function nullIf<const A extends ColumnArg, const B>(
  column: A,
  value: B,
): Column<ArgType<A> | null, string, ArgReads<A> | Reads<B>>;
export function nullIf(...given: readonly unknown[]) {
  return called('NULLIF', NULL_IF.read(given));
}

export function zeroIfNull<const A extends ColumnArg>(column: A): Column<Present<ArgType<A>>, string, ArgReads<A>>;
export function zeroIfNull(...given: readonly unknown[]) {
  return called('ZEROIFNULL', ZERO_IF_NULL.read(given));
}

export function nullIfZero<const A extends ColumnArg>(column: A): Column<ArgType<A> | null, string, ArgReads<A>>;
export function nullIfZero(...given: readonly unknown[]) {
  return called('NULLIFZERO', NULL_IF_ZERO.read(given));
}

/** Equal, where NULL equals NULL. */
export const equalNull = ofColumns<boolean>('equalNull', 'EQUAL_NULL');

export function isNull<const A extends ColumnArg>(column: A): Column<boolean, string, ArgReads<A>>;
export function isNull(...given: readonly unknown[]): Column<boolean, string, never> {
  const [operand] = IS_NULL.read(given);
  return new Column(frozen({ kind: 'is_null', operand, negated: false }));
}

function ofMany(js: string, name: 'GREATEST' | 'LEAST') {
  const taken = signature(js, rest('columns', eachOf(COLUMN, 1)));
  function defined<const A extends readonly ColumnArg[]>(
    ...columns: A
  ): Column<ArgType<A[number]>, string, ArgReads<A[number]>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given)[0]);
  }
  return defined;
}

/** The largest; NULL if one is NULL. */
export const greatest = ofMany('greatest', 'GREATEST');
/** The smallest; NULL if one is NULL. */
export const least = ofMany('least', 'LEAST');

const column = required('column', COLUMN);
const value = required('value', VALUE);
const COALESCE = signature('coalesce', column, rest('values', eachOf(VALUE)));
const IF_NULL = signature('ifNull', column, value);
const NULL_IF = signature('nullIf', column, value);
const ZERO_IF_NULL = signature('zeroIfNull', column);
const NULL_IF_ZERO = signature('nullIfZero', column);
const IS_NULL = signature('isNull', column);
