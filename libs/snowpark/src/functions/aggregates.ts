import { Column, constant } from '../column.js';
import { columnExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { ArgReads, ArgType, ColumnArg } from '../shape/values.js';
import type { Numeric } from '../values/value.js';
import { aggregate, aggregateOfTwo, call, sameAggregate } from './define.js';

/** What an average is: FLOAT of a FLOAT, NUMBER with scale of any other number. */
type Average<T> = [T] extends [number | null] ? number | null : Numeric | null;

export const sum = sameAggregate('SUM');
export const min = sameAggregate('MIN');
export const max = sameAggregate('MAX');
export const median = <const A extends ColumnArg>(column: A): Column<Average<ArgType<A>>, string, ArgReads<A>> =>
  new Column(call('MEDIAN', [columnExpr(column)], 'aggregate'));
export const avg = <const A extends ColumnArg>(column: A): Column<Average<ArgType<A>>, string, ArgReads<A>> =>
  new Column(call('AVG', [columnExpr(column)], 'aggregate'));
export const mean = avg;
export const anyValue = sameAggregate('ANY_VALUE');
export const mode = sameAggregate('MODE');

/** Rows where the column is not NULL; all rows for `*`. */
export const count = <const A extends ColumnArg>(
  column: A,
): Column<bigint, string, A extends '*' ? never : ArgReads<A>> =>
  new Column(call('COUNT', [columnExpr(column)], 'aggregate'));

/** Different combinations of values, without those that hold a NULL. */
export const countDistinct = <const A extends readonly ColumnArg[]>(
  ...columns: A
): Column<bigint, string, ArgReads<A[number]>> =>
  new Column(frozen({ ...call('COUNT', columns.map(columnExpr), 'aggregate'), distinct: true }));

export const sumDistinct = <const A extends ColumnArg>(column: A): Column<ArgType<A> | null, string, ArgReads<A>> =>
  new Column(frozen({ ...call('SUM', [columnExpr(column)], 'aggregate'), distinct: true }));

export const countIf = <const A extends ColumnArg>(condition: A): Column<bigint, string, ArgReads<A>> =>
  new Column(call('COUNT_IF', [columnExpr(condition)], 'aggregate'));

export const approxCountDistinct = aggregate<bigint>('APPROX_COUNT_DISTINCT');
export const stddev = aggregate<Numeric | null>('STDDEV');
export const stddevPop = aggregate<Numeric | null>('STDDEV_POP');
export const variance = aggregate<Numeric | null>('VARIANCE');
export const varPop = aggregate<Numeric | null>('VAR_POP');
export const boolAnd = aggregate<boolean | null>('BOOLAND_AGG');
export const boolOr = aggregate<boolean | null>('BOOLOR_AGG');
/** Values as a JSON array, as text; NULL is left out. */
export const arrayAgg = aggregate<string>('ARRAY_AGG');
export const corr = aggregateOfTwo<number | null>('CORR');
export const covarSamp = aggregateOfTwo<number | null>('COVAR_SAMP');

/** Texts joined. For an order: `listagg('name', ', ').withinGroup(col('id'))`. */
export const listagg = <const A extends ColumnArg>(column: A, delimiter = ''): Column<string, string, ArgReads<A>> =>
  new Column(call('LISTAGG', [columnExpr(column), constant(delimiter)], 'aggregate'));
