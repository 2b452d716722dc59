import { COLUMN, constantOf, VALUE } from '../arguments/columns.js';
import { options, type ReadersOf } from '../arguments/options.js';
import { FLAG, whole } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import { Column, constant } from '../column.js';
import { frozen } from '../plan/frozen.js';
import type { Expr } from '../plan/plan.js';
import type { Loose, NeedsWindow } from '../shape/shape.js';
import type { ArgReads, ArgType, BesideReads, ColumnArg, OperandType } from '../shape/values.js';
import { callOf, windowed } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_FLOAT, A_WHOLE } from './declare/results.js';

// All of these need a window: rowNumber().over(Window.orderBy('id')).

export const rowNumber = windowed('rowNumber', A_WHOLE);
/**
 * The place of a row in the order of its window; equals share one, and leave a gap.
 *
 * @example
 * ```ts
 * import { rank, Window } from '@firn/snowpark';
 *
 * const place = rank().over(Window.orderBy('region')).as('place');
 * const rows = await session.table('orders').select('id', place).sort('id').collect();
 * console.log(rows.map((row) => row.get('PLACE'))); // → [ 1n, 3n, 1n ]
 * ```
 */
export const rank = windowed('rank', A_WHOLE);
export const denseRank = windowed('denseRank', A_WHOLE);
export const percentRank = windowed('percentRank', A_FLOAT);
export const cumeDist = windowed('cumeDist', A_FLOAT);
export const ntile = windowed('ntile', A_WHOLE, p.wholeOrColumn<[buckets: p.Whole]>('buckets', 1));

export interface NullHandling {
  /** Skips NULLs. Default false. */
  readonly ignoreNulls?: boolean;
}

const column = required('column', COLUMN);
const nulls = optional('options', options({ ignoreNulls: FLAG } satisfies ReadersOf<NullHandling>), {});

const inWindow = (name: string, args: readonly (Expr | undefined)[], { ignoreNulls = false }: NullHandling) =>
  new Column<Loose>(frozen({ ...callOf(name, args, 'window'), ...(ignoreNulls && { ignoreNulls }) }));

function shifted(js: string, name: 'LAG' | 'LEAD') {
  const offset = optional('offset', constantOf(whole(0)), constant(1));
  const taken = signature(js, column, offset, optional('defaultValue', VALUE), nulls);
  function defined<const A extends ColumnArg, const D = null>(
    column: A,
    offset?: number,
    defaultValue?: D,
    options?: NullHandling,
  ): Column<ArgType<A> | OperandType<D>, string, ArgReads<A> | BesideReads<ArgType<A>, OperandType<D>> | NeedsWindow>;
  function defined(...given: readonly unknown[]) {
    const [of, rows, otherwise, handling] = taken.read(given);
    return inWindow(name, [of, rows, otherwise], handling);
  }
  return defined;
}

/** The value some rows before. */
export const lag = shifted('lag', 'LAG');
/** The value some rows after. */
export const lead = shifted('lead', 'LEAD');

function edge(js: string, name: 'FIRST_VALUE' | 'LAST_VALUE') {
  const taken = signature(js, column, nulls);
  function defined<const A extends ColumnArg>(
    column: A,
    options?: NullHandling,
  ): Column<ArgType<A> | null, string, ArgReads<A> | NeedsWindow>;
  function defined(...given: readonly unknown[]) {
    const [of, handling] = taken.read(given);
    return inWindow(name, [of], handling);
  }
  return defined;
}

export const firstValue = edge('firstValue', 'FIRST_VALUE');
export const lastValue = edge('lastValue', 'LAST_VALUE');

/** The value of row `n` of the window, from 1. */
export function nthValue<const A extends ColumnArg>(
  column: A,
  n: number,
  options?: NullHandling,
): Column<ArgType<A> | null, string, ArgReads<A> | NeedsWindow>;
export function nthValue(...given: readonly unknown[]) {
  const [of, n, handling] = NTH_VALUE.read(given);
  return inWindow('NTH_VALUE', [of, n], handling);
}

const NTH_VALUE = signature('nthValue', column, required('n', constantOf(whole(1))), nulls);
