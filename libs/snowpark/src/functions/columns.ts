import { COLUMN, CONDITION, VALUE } from '../arguments/columns.js';
import { COLUMN_NAME, NAME } from '../arguments/names.js';
import { at, type Reader, wrong } from '../arguments/reader.js';
import { listOf } from '../arguments/scalars.js';
import { required, signature } from '../arguments/signature.js';
import { CaseColumn, Column, type Truth } from '../column.js';
import { UsageError } from '../errors.js';
import { literalOf } from '../local-data/literal-of.js';
import { namedExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { Ident } from '../shape/names.js';
import type { Loose, Ref } from '../shape/shape.js';
import type { ArgReads, ArgType, BesideReads, ColumnArg, ConditionReads, OperandType, Reads } from '../shape/values.js';
import type { SqlType } from '../types/data-type.js';
import { TYPE } from '../types/type-reader.js';
import { called } from './declare/define.js';

/** A column of whichever frame receives it. With two names: a column of the input that has the first as its alias. */
export function col<const N extends string>(
  name: N,
): string extends N
  ? Column<Loose, string, never>
  : N extends '*'
    ? Column<Loose, '*', never>
    : Column<Ref<Ident<N>>, Ident<N>, Ident<N>>;
export function col(alias: string, name: string): Column<Loose, string, never>;
export function col(...given: readonly unknown[]): Column<Loose, string, never> {
  if (given.length < 2) return new Column(namedExpr(...COL.read(given)));
  const [alias, name] = COL_OF.read(given);
  return new Column(frozen({ ...namedExpr(name), alias }));
}

export const column = col;

/** A value as a column, of its own type or of the one given. A column stays what it is. */
export function lit<const V>(value: V): Column<OperandType<V>, string, Reads<V>>;
export function lit<V>(value: unknown, type: SqlType<V>): Column<V, string, never>;
export function lit(...given: readonly unknown[]): Column<Loose, string, never> {
  if (given.length < 2) return new Column(...LIT.read(given));
  const [value, type] = LIT_OF.read(given);
  return new Column(at({ call: 'lit', name: 'value' }, () => literalOf(value, type)));
}

/** CASE: the value of the first condition that holds; a text is SQL. Goes on with `.when(…)` and `.otherwise(…)`. */
export function when<const C extends Truth, const V>(
  condition: C,
  value: V,
): CaseColumn<OperandType<V>, Reads<C> | ConditionReads<OperandType<C>> | Reads<V>>;
export function when(...given: readonly unknown[]): CaseColumn<Loose, never> {
  const [when, value] = WHEN.read(given);
  return new CaseColumn(frozen([frozen({ when, value })]));
}

/**
 * One value if the condition holds, another one if not. A text as the condition is SQL.
 *
 * @example
 * ```ts
 * import { iff } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(iff('1 < 2', 'yes', 'no').as('v')).first())?.get('V')); // → yes
 * ```
 */
export function iff<const C extends Truth, const A, const B>(
  condition: C,
  value: A,
  otherwise: B,
): Column<
  OperandType<A> | OperandType<B>,
  string,
  Reads<C> | ConditionReads<OperandType<C>> | Reads<A> | Reads<B> | BesideReads<OperandType<A>, OperandType<B>>
>;
export function iff(...given: readonly unknown[]): Column<Loose, string, never> {
  return called('IFF', IFF.read(given));
}

/** A text as the condition is SQL. */
export function not<const C extends Truth>(
  condition: C,
): Column<boolean | null, string, Reads<C> | ConditionReads<OperandType<C>>>;
export function not(...given: readonly unknown[]): Column<Loose, string, never> {
  const [operand] = NOT.read(given);
  return new Column(frozen({ kind: 'unary', op: 'not', operand }));
}

/** What comparing columns with tuples asks of both, place by place. */
type TupleReads<A extends readonly unknown[], Row extends readonly unknown[]> = {
  [K in keyof A]: K extends keyof Row ? BesideReads<ArgType<A[K]>, OperandType<Row[K]>> : never;
}[number];

/** Tuples, as `in` is reserved: `in_(['a', 'b'], [[1, 2], [3, 4]])` is `(A, B) IN ((1, 2), (3, 4))`. */
export function in_<const A extends readonly ColumnArg[], const V extends readonly (readonly unknown[])[]>(
  columns: A,
  rows: V,
): Column<boolean | null, string, ArgReads<A[number]> | Reads<V[number][number]> | TupleReads<A, V[number]>>;
export function in_(...given: readonly unknown[]): Column<Loose, string, never> {
  const [operands, rows] = IN.read(given);
  if (rows.some((row) => row.length !== operands.length)) {
    throw new UsageError('column_count_differs', `in_(rows): every tuple needs ${operands.length} values.`);
  }
  return new Column(frozen({ kind: 'in_list', operands, rows }));
}

/** A literal of a type that is given has its value checked against that type. */
const ANYTHING: Reader<unknown, unknown> = {
  allowed: 'a value',
  read(given, place) {
    if (given === undefined) throw wrong(place, this.allowed, given, 'For NULL write null.');
    return given;
  },
};

const COL = signature('col', required('name', COLUMN_NAME));
const COL_OF = signature('col', required('alias', NAME), required('name', COLUMN_NAME));
const LIT = signature('lit', required('value', VALUE));
const LIT_OF = signature('lit', required('value', ANYTHING), required('type', TYPE));
const condition = required('condition', CONDITION);
const value = required('value', VALUE);
const WHEN = signature('when', condition, value);
const IFF = signature('iff', condition, value, required('otherwise', VALUE));
const NOT = signature('not', condition);
const IN = signature('in_', required('columns', listOf(COLUMN, 1)), required('rows', listOf(listOf(VALUE))));
