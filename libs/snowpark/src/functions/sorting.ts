import { COLUMN } from '../arguments/columns.js';
import { required, signature } from '../arguments/signature.js';
import { sortKey } from '../arguments/sort-keys.js';
import { SortColumn } from '../column.js';
import type { SortKey } from '../plan/plan.js';
import type { ArgReads, ColumnArg } from '../shape/values.js';

function sorting(js: string, direction: SortKey['direction'], nulls: SortKey['nulls']) {
  const taken = signature(js, required('column', COLUMN));
  function defined<const A extends ColumnArg>(column: A): SortColumn<ArgReads<A>>;
  function defined(...given: readonly unknown[]): SortColumn<never> {
    return new SortColumn(sortKey(...taken.read(given), direction, nulls));
  }
  return defined;
}

/** Ascending, NULL first. */
export const asc = sorting('asc', 'asc', 'first');
export const ascNullsFirst = sorting('ascNullsFirst', 'asc', 'first');
export const ascNullsLast = sorting('ascNullsLast', 'asc', 'last');
/** Descending, NULL last. */
export const desc = sorting('desc', 'desc', 'last');
export const descNullsFirst = sorting('descNullsFirst', 'desc', 'first');
export const descNullsLast = sorting('descNullsLast', 'desc', 'last');
