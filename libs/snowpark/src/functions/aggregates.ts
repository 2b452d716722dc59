import { COLUMN, constantOf } from '../arguments/columns.js';
import { eachOf } from '../arguments/many.js';
import { optional, required, rest, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import { Column, constant } from '../column.js';
import { frozen } from '../plan/frozen.js';
import type { Loose } from '../shape/shape.js';
import type { ArgReads, ArgType, ColumnArg } from '../shape/values.js';
import type { Numeric } from '../values/value.js';
import { aggregate, aggregateOfTwo, call, called, sameAggregate } from './define.js';

/** What an average is: FLOAT of a FLOAT, NUMBER with scale of any other number. */
type Average<T> = [T] extends [number | null] ? number | null : Numeric | null;

function averaging(js: string, name: 'AVG' | 'MEDIAN') {
  const taken = signature(js, required('column', COLUMN));
  function defined<const A extends ColumnArg>(column: A): Column<Average<ArgType<A>>, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given), 'aggregate');
  }
  return defined;
}

export const sum = sameAggregate('sum', 'SUM');
export const min = sameAggregate('min', 'MIN');
export const max = sameAggregate('max', 'MAX');
export const median = averaging('median', 'MEDIAN');
export const avg = averaging('avg', 'AVG');
export const mean = avg;
export const anyValue = sameAggregate('anyValue', 'ANY_VALUE');
export const mode = sameAggregate('mode', 'MODE');

/** Rows where the column is not NULL; all rows for `*`. */
export function count<const A extends ColumnArg>(
  column: A,
): Column<bigint, string, A extends '*' ? never : ArgReads<A>>;
export function count(...given: readonly unknown[]) {
  return called('COUNT', COUNT.read(given), 'aggregate');
}

/** Different combinations of values, without those that hold a NULL. */
export function countDistinct<const A extends readonly ColumnArg[]>(
  ...columns: A
): Column<bigint, string, ArgReads<A[number]>>;
export function countDistinct(...given: readonly unknown[]): Column<bigint, string, never> {
  const [columns] = COUNT_DISTINCT.read(given);
  return new Column(frozen({ ...call('COUNT', columns, 'aggregate'), distinct: true }));
}

export function sumDistinct<const A extends ColumnArg>(column: A): Column<ArgType<A> | null, string, ArgReads<A>>;
export function sumDistinct(...given: readonly unknown[]) {
  return new Column<Loose>(frozen({ ...call('SUM', SUM_DISTINCT.read(given), 'aggregate'), distinct: true }));
}

/** Rows for which the condition, a column or the name of one, holds. */
export function countIf<const A extends ColumnArg>(condition: A): Column<bigint, string, ArgReads<A>>;
export function countIf(...given: readonly unknown[]) {
  return called('COUNT_IF', COUNT_IF.read(given), 'aggregate');
}

export const approxCountDistinct = aggregate<bigint>('approxCountDistinct', 'APPROX_COUNT_DISTINCT');
export const stddev = aggregate<Numeric | null>('stddev', 'STDDEV');
export const stddevPop = aggregate<Numeric | null>('stddevPop', 'STDDEV_POP');
export const variance = aggregate<Numeric | null>('variance', 'VARIANCE');
export const varPop = aggregate<Numeric | null>('varPop', 'VAR_POP');
export const boolAnd = aggregate<boolean | null>('boolAnd', 'BOOLAND_AGG');
export const boolOr = aggregate<boolean | null>('boolOr', 'BOOLOR_AGG');
/** Values as a JSON array, as text; NULL is left out. */
export const arrayAgg = aggregate<string>('arrayAgg', 'ARRAY_AGG');
export const corr = aggregateOfTwo<number | null>('corr', 'CORR');
export const covarSamp = aggregateOfTwo<number | null>('covarSamp', 'COVAR_SAMP');

/** Texts joined. For an order: `listagg('name', ', ').withinGroup(col('id'))`. */
export function listagg<const A extends ColumnArg>(column: A, delimiter?: string): Column<string, string, ArgReads<A>>;
export function listagg(...given: readonly unknown[]) {
  return called('LISTAGG', LISTAGG.read(given), 'aggregate');
}

const column = required('column', COLUMN);
const COUNT = signature('count', column);
const COUNT_DISTINCT = signature('countDistinct', rest('columns', eachOf(COLUMN, 1)));
const SUM_DISTINCT = signature('sumDistinct', column);
const COUNT_IF = signature('countIf', required('condition', COLUMN));
const LISTAGG = signature('listagg', column, optional('delimiter', constantOf(TEXT), constant('')));
