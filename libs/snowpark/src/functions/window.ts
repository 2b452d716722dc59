import { Column, constant, toExpr } from '../column.js';
import { UsageError } from '../errors.js';
import { columnExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { ArgReads, ArgType, ColumnArg, OperandType } from '../shape/values.js';
import { call, ofNothing } from './define.js';

// All of these need a window: rowNumber().over(Window.orderBy('id')).

export const rowNumber = ofNothing<bigint>('ROW_NUMBER', 'window');
export const rank = ofNothing<bigint>('RANK', 'window');
export const denseRank = ofNothing<bigint>('DENSE_RANK', 'window');
export const percentRank = ofNothing<number>('PERCENT_RANK', 'window');
export const cumeDist = ofNothing<number>('CUME_DIST', 'window');

export const ntile = (buckets: number): Column<bigint, string, never> =>
  new Column(call('NTILE', [constant(whole(buckets, 1))], 'window'));

export interface NullHandling {
  /** Skips NULLs. Default false. */
  readonly ignoreNulls?: boolean;
}

const shifted =
  (name: 'LAG' | 'LEAD') =>
  <const A extends ColumnArg, const D = null>(
    column: A,
    offset = 1,
    defaultValue?: D,
    { ignoreNulls = false }: NullHandling = {},
  ): Column<ArgType<A> | OperandType<D>, string, ArgReads<A>> => {
    const fallback = defaultValue === undefined ? [] : [toExpr(defaultValue)];
    const args = [columnExpr(column), constant(whole(offset, 0)), ...fallback];
    return new Column(frozen({ ...call(name, args, 'window'), ...(ignoreNulls && { ignoreNulls }) }));
  };

/** The value some rows before. */
export const lag = shifted('LAG');
/** The value some rows after. */
export const lead = shifted('LEAD');

const edge =
  (name: 'FIRST_VALUE' | 'LAST_VALUE') =>
  <const A extends ColumnArg>(
    column: A,
    { ignoreNulls = false }: NullHandling = {},
  ): Column<ArgType<A> | null, string, ArgReads<A>> =>
    new Column(frozen({ ...call(name, [columnExpr(column)], 'window'), ...(ignoreNulls && { ignoreNulls }) }));

export const firstValue = edge('FIRST_VALUE');
export const lastValue = edge('LAST_VALUE');

/** The value of row `n` of the window, from 1. */
export const nthValue = <const A extends ColumnArg>(
  column: A,
  n: number,
  { ignoreNulls = false }: NullHandling = {},
): Column<ArgType<A> | null, string, ArgReads<A>> =>
  new Column(
    frozen({
      ...call('NTH_VALUE', [columnExpr(column), constant(whole(n, 1))], 'window'),
      ...(ignoreNulls && { ignoreNulls }),
    }),
  );

function whole(value: number, least: number): number {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new UsageError('invalid_argument', `Expected a whole number from ${least}, not ${value}.`);
  }
  return value;
}
