import { COLUMN, VALUE } from '../arguments/columns.js';
import { eachOf } from '../arguments/many.js';
import { required, rest, signature } from '../arguments/signature.js';
import type { Column } from '../column.js';
import { literalOf } from '../local-data/literal-of.js';
import { frozen } from '../plan/frozen.js';
import type {
  AllBeside,
  ArgReads,
  ArgType,
  BesideReads,
  ColumnArg,
  HeldReads,
  NullOf,
  OperandType,
  Present,
  Reads,
} from '../shape/values.js';
import { called, compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_TRUTH, NUMBER_OR_NULL, TRUTH } from './declare/results.js';

/** NULL only if every one may be NULL. */
type FirstPresent<A, V extends readonly unknown[]> =
  | Present<ArgType<A>>
  | Present<OperandType<V[number]>>
  | (true extends NeverNull<ArgType<A>> | { [K in keyof V]: NeverNull<OperandType<V[K]>> }[number] ? never : null);

type NeverNull<T> = [NullOf<T>] extends [never] ? true : false;

/** The column, or the first of the values that is not NULL: one value at least, as Snowflake wants it. */
export function coalesce<const A extends ColumnArg, const V extends readonly [unknown, ...unknown[]]>(
  column: A,
  ...values: V
): Column<FirstPresent<A, V>, string, ArgReads<A> | Reads<V[number]> | AllBeside<ArgType<A>, V>>;
export function coalesce(...given: readonly unknown[]) {
  return called('COALESCE', COALESCE.read(given));
}

function orElse(js: string) {
  const taken = signature(js, column, value);
  function defined<const A extends ColumnArg, const B>(
    column: A,
    value: B,
  ): Column<FirstPresent<A, [B]>, string, ArgReads<A> | Reads<B> | BesideReads<ArgType<A>, OperandType<B>>>;
  function defined(...given: readonly unknown[]) {
    return called('IFNULL', taken.read(given));
  }
  return defined;
}

/** NULL where the column equals the value. */
export function nullif<const A extends ColumnArg, const B>(
  column: A,
  value: B,
): Column<ArgType<A> | null, string, ArgReads<A> | Reads<B> | BesideReads<ArgType<A>, OperandType<B>>>;
export function nullif(...given: readonly unknown[]) {
  return called('NULLIF', NULLIF.read(given));
}

export function zeroifnull<const A extends ColumnArg>(
  column: A,
): Column<Present<ArgType<A>>, string, HeldReads<A, 'numbers'>>;
export function zeroifnull(...given: readonly unknown[]) {
  return called('ZEROIFNULL', ZEROIFNULL.read(given));
}

export function nullifzero<const A extends ColumnArg>(
  column: A,
): Column<ArgType<A> | null, string, HeldReads<A, 'numbers'>>;
export function nullifzero(...given: readonly unknown[]) {
  return called('NULLIFZERO', NULLIFZERO.read(given));
}

/** The second where the first is not NULL, else the third. */
export function nvl2<const A extends ColumnArg, const B, const C>(
  column: A,
  value: B,
  otherwise: C,
): Column<
  OperandType<B> | OperandType<C>,
  string,
  ArgReads<A> | Reads<B> | Reads<C> | BesideReads<OperandType<B>, OperandType<C>>
>;
export function nvl2(...given: readonly unknown[]) {
  return called('NVL2', NVL2.read(given));
}

/** What `decode` compares with: the first of each pair. */
type Keys<V extends readonly unknown[]> = V extends readonly [infer Key, unknown, ...infer Rest]
  ? readonly [Key, ...Keys<Rest>]
  : readonly [];

/** Value for value: `decode('code', 1, 'one', 2, 'two', 'many')`. NULL equals NULL here; without a last one, NULL is the rest. */
export function decode<const A extends ColumnArg, const V extends readonly unknown[]>(
  column: A,
  ...pairs: V
): Column<OperandType<V[number]> | null, string, ArgReads<A> | Reads<V[number]> | AllBeside<ArgType<A>, Keys<V>>>;
export function decode(...given: readonly unknown[]) {
  return called('DECODE', DECODE.read(given));
}

/** Equal, where NULL equals NULL. */
export function equalNull<const A extends ColumnArg, const B extends ColumnArg>(
  a: A,
  b: B,
): Column<boolean, string, ArgReads<A> | ArgReads<B> | BesideReads<ArgType<A>, ArgType<B>>>;
export function equalNull(...given: readonly unknown[]) {
  return called('EQUAL_NULL', EQUAL_NULL.read(given));
}
export const equalNan = compose(
  'equalNan',
  TRUTH,
  (left) => frozen({ kind: 'binary', op: 'eq', left, right: literalOf(Number.NaN) }),
  p.numbers,
);
export const isNull = compose(
  'isNull',
  A_TRUTH,
  (operand) => frozen({ kind: 'is_null', operand, negated: false }),
  p.column,
);
export const booland = define('booland', TRUTH, ...p.two<'conditions or numbers'>());
export const boolor = define('boolor', TRUTH, ...p.two<'conditions or numbers'>());
export const boolxor = define('boolxor', TRUTH, ...p.two<'conditions or numbers'>());
export const boolnot = define('boolnot', TRUTH, p.conditionsOrNumbers);

/** The value of one axis where the other is not NULL. */
export const regrValx = define('regrValx', NUMBER_OR_NULL, ...p.yx);
export const regrValy = define('regrValy', NUMBER_OR_NULL, ...p.yx);

/** What is compared with the first. */
type Alike<A extends readonly unknown[]> = A extends readonly [infer First, ...infer Rest]
  ? { [K in keyof Rest]: BesideReads<ArgType<First>, ArgType<Rest[K]>> }[number]
  : never;

function ofMany<const Sure extends null>(js: string, name: string) {
  const taken = signature(js, rest('columns', eachOf(COLUMN, 1)));
  function defined<const A extends readonly ColumnArg[]>(
    ...columns: A
  ): Column<ArgType<A[number]> | Sure, string, ArgReads<A[number]> | Alike<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

const column = required('column', COLUMN);
const value = required('value', VALUE);
const otherwise = required('otherwise', VALUE);
const COALESCE = signature('coalesce', column, rest('values', eachOf(VALUE, 1)));
const EQUAL_NULL = signature('equalNull', required('a', COLUMN), required('b', COLUMN));
const NULLIF = signature('nullif', column, value);
const ZEROIFNULL = signature('zeroifnull', column);
const NULLIFZERO = signature('nullifzero', column);
const NVL2 = signature('nvl2', column, value, otherwise);
const DECODE = signature('decode', column, rest('pairs', eachOf(VALUE, 2)));

export const ifnull = orElse('ifnull');
export const nvl = orElse('nvl');
/** The largest; NULL if one is NULL. */
export const greatest = ofMany<never>('greatest', 'GREATEST');
export const greatestIgnoreNulls = ofMany<null>('greatestIgnoreNulls', 'GREATEST_IGNORE_NULLS');
/** The smallest; NULL if one is NULL. */
export const least = ofMany<never>('least', 'LEAST');
export const leastIgnoreNulls = ofMany<null>('leastIgnoreNulls', 'LEAST_IGNORE_NULLS');
