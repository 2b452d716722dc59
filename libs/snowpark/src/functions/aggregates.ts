import { COLUMN, constantOf } from '../arguments/columns.js';
import { eachOf } from '../arguments/many.js';
import { options, type ReadersOf } from '../arguments/options.js';
import { FLAG } from '../arguments/scalars.js';
import { optional, required, rest, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import { Column, constant } from '../column.js';
import { frozen } from '../plan/frozen.js';
import type { Aggregated, Loose } from '../shape/shape.js';
import type { ArgReads, ArgType, ColumnArg, HeldReads } from '../shape/values.js';
import { aggregate, called, callOf } from './declare/define.js';
import * as p from './declare/parameters.js';
import {
  A_TEXT,
  A_WHOLE,
  AVERAGE,
  BYTES_OR_NULL,
  FLOAT_OR_NULL,
  NUMBER_OR_NULL,
  SAME_OR_NULL,
  TRUTH_OR_NULL,
} from './declare/results.js';

/**
 * The sum of what is not NULL.
 *
 * @example
 * ```ts
 * import { sum } from '@firn/snowpark';
 *
 * console.log((await session.table('orders').agg(sum('amount').as('total')).first())?.get('TOTAL')); // → 60n
 * ```
 */
export const sum = aggregate('sum', SAME_OR_NULL, p.numbers);
export const avg = aggregate('avg', AVERAGE, p.numbers);
export const mean = aggregate(['mean', 'AVG'], AVERAGE, p.numbers);
export const median = aggregate('median', AVERAGE, p.numbers);
export const min = aggregate('min', SAME_OR_NULL, p.column);
export const max = aggregate('max', SAME_OR_NULL, p.column);
export const anyValue = aggregate('anyValue', SAME_OR_NULL, p.column);
export const mode = aggregate('mode', SAME_OR_NULL, p.column);

/** Rows where the column is not NULL; all rows for `*`. */
export function count<const A extends ColumnArg>(column: A): Column<bigint, string, ArgReads<A> | Aggregated>;
export function count(...given: readonly unknown[]) {
  return called('COUNT', COUNT.read(given), 'aggregate');
}

/** Different combinations of values, without those that hold a NULL. */
export function countDistinct<const A extends readonly ColumnArg[]>(
  ...columns: A
): Column<bigint, string, ArgReads<A[number]> | Aggregated>;
export function countDistinct(...given: readonly unknown[]): Column<bigint, string, never> {
  return distinct('COUNT', COUNT_DISTINCT.read(given));
}
export function sumDistinct<const A extends ColumnArg>(
  column: A,
): Column<ArgType<A> | null, string, HeldReads<A, 'numbers'> | Aggregated>;
export function sumDistinct(...given: readonly unknown[]) {
  return distinct('SUM', SUM_DISTINCT.read(given));
}
/** Rows for which the condition, a column or the name of one, holds. */
export const countIf = aggregate('countIf', A_WHOLE, p.condition);
export const approxCountDistinct = aggregate('approxCountDistinct', A_WHOLE, p.column);

export const stddev = aggregate('stddev', NUMBER_OR_NULL, p.numbers);
export const stddevSamp = aggregate('stddevSamp', NUMBER_OR_NULL, p.numbers);
export const stddevPop = aggregate('stddevPop', NUMBER_OR_NULL, p.numbers);
export const variance = aggregate('variance', NUMBER_OR_NULL, p.numbers);
export const varSamp = aggregate('varSamp', NUMBER_OR_NULL, p.numbers);
export const varPop = aggregate('varPop', NUMBER_OR_NULL, p.numbers);
export const skew = aggregate('skew', NUMBER_OR_NULL, p.numbers);
export const kurtosis = aggregate('kurtosis', NUMBER_OR_NULL, p.numbers);
export const corr = aggregate('corr', FLOAT_OR_NULL, ...p.two<'numbers'>());
export const covarPop = aggregate('covarPop', FLOAT_OR_NULL, ...p.two<'numbers'>());
export const covarSamp = aggregate('covarSamp', FLOAT_OR_NULL, ...p.two<'numbers'>());
export const regrAvgx = aggregate('regrAvgx', NUMBER_OR_NULL, ...p.yx);
export const regrAvgy = aggregate('regrAvgy', NUMBER_OR_NULL, ...p.yx);
export const regrCount = aggregate('regrCount', A_WHOLE, ...p.yx);
export const regrIntercept = aggregate('regrIntercept', FLOAT_OR_NULL, ...p.yx);
export const regrR2 = aggregate(['regrR2', 'REGR_R2'], FLOAT_OR_NULL, ...p.yx);
export const regrSlope = aggregate('regrSlope', FLOAT_OR_NULL, ...p.yx);
export const regrSxx = aggregate('regrSxx', FLOAT_OR_NULL, ...p.yx);
export const regrSxy = aggregate('regrSxy', FLOAT_OR_NULL, ...p.yx);
export const regrSyy = aggregate('regrSyy', FLOAT_OR_NULL, ...p.yx);

/** The value below which a share of the values lies, from 0 to 1, about. */
export const approxPercentile = aggregate('approxPercentile', FLOAT_OR_NULL, p.numbers, p.percentile);
export const percentileApprox = aggregate(
  ['percentileApprox', 'APPROX_PERCENTILE'],
  FLOAT_OR_NULL,
  p.numbers,
  p.percentile,
);
/** A state, as JSON text, that others are combined with and percentiles are read from. */
export const approxPercentileAccumulate = aggregate('approxPercentileAccumulate', A_TEXT, p.numbers);
export const approxPercentileCombine = aggregate('approxPercentileCombine', A_TEXT, p.column);
export const approxPercentileEstimate = aggregate('approxPercentileEstimate', FLOAT_OR_NULL, p.column, p.percentile);
/** Of the values that `withinGroup` orders: `percentileCont(0.5).withinGroup('amount')`. */
export const percentileCont = aggregate('percentileCont', NUMBER_OR_NULL, p.percentile);

export const boolandAgg = aggregate('boolandAgg', TRUTH_OR_NULL, p.conditionsOrNumbers);
export const boolorAgg = aggregate('boolorAgg', TRUTH_OR_NULL, p.conditionsOrNumbers);
export const boolxorAgg = aggregate('boolxorAgg', TRUTH_OR_NULL, p.conditionsOrNumbers);
export const bitandAgg = aggregate('bitandAgg', NUMBER_OR_NULL, p.numbersOrBytes);
export const bitorAgg = aggregate('bitorAgg', NUMBER_OR_NULL, p.numbersOrBytes);
export const bitxorAgg = aggregate('bitxorAgg', NUMBER_OR_NULL, p.numbersOrBytes);
export const bitmapConstructAgg = aggregate('bitmapConstructAgg', BYTES_OR_NULL, p.numbers);

/** The value of the row where the other column is greatest; with a number, those of so many rows as an array. */
export const maxBy = aggregate('maxBy', SAME_OR_NULL, p.column, p.b, p.mayBeWhole<[rows?: number]>('rows'));
export const minBy = aggregate('minBy', SAME_OR_NULL, p.column, p.b, p.mayBeWhole<[rows?: number]>('rows'));

/** 1 where the columns were left out of this group of ROLLUP or CUBE, as a number of bits for several. */
export const grouping = aggregate('grouping', A_WHOLE, p.columns);
export const groupingId = aggregate(['groupingId', 'GROUPING'], A_WHOLE, p.columns);

export const objectAgg = aggregate('objectAgg', A_TEXT, p.texts, p.b);
export const arrayUnionAgg = aggregate('arrayUnionAgg', A_TEXT, p.arrays);
export const arrayUniqueAgg = aggregate('arrayUniqueAgg', A_TEXT, p.column);
export const collectSet = aggregate(['collectSet', 'ARRAY_UNIQUE_AGG'], A_TEXT, p.column);

export interface Distinctness {
  /** Each value once. Default false. */
  readonly distinct?: boolean;
}

function collected(js: string) {
  const taken = signature(js, column, distinctness);
  function defined<const A extends ColumnArg>(
    column: A,
    options?: Distinctness,
  ): Column<string, string, ArgReads<A> | Aggregated>;
  function defined(...given: readonly unknown[]) {
    const [of, options] = taken.read(given);
    return options.distinct === true ? distinct('ARRAY_AGG', [of]) : called('ARRAY_AGG', [of], 'aggregate');
  }
  return defined;
}

/** Texts joined. For an order: `listagg('name', ', ').withinGroup(col('id'))`. */
export function listagg<const A extends ColumnArg>(
  column: A,
  delimiter?: string,
  options?: Distinctness,
): Column<string, string, ArgReads<A> | Aggregated>;
export function listagg(...given: readonly unknown[]) {
  const [of, delimiter, options] = LISTAGG.read(given);
  return options.distinct === true
    ? distinct('LISTAGG', [of, delimiter])
    : called('LISTAGG', [of, delimiter], 'aggregate');
}

const distinct = (name: string, args: Parameters<typeof callOf>[1]) =>
  new Column<Loose, string, never>(frozen({ ...callOf(name, args, 'aggregate'), distinct: true }));

const column = required('column', COLUMN);
const distinctness = optional('options', options({ distinct: FLAG } satisfies ReadersOf<Distinctness>), {});
const COUNT = signature('count', column);
const COUNT_DISTINCT = signature('countDistinct', rest('columns', eachOf(COLUMN, 1)));
const SUM_DISTINCT = signature('sumDistinct', column);
const LISTAGG = signature('listagg', column, optional('delimiter', constantOf(TEXT), constant('')), distinctness);

/** Values as an array; NULL is left out. */
export const arrayAgg = collected('arrayAgg');
export const collectList = collected('collectList');
