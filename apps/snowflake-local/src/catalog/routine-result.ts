import type { SnowType } from '../types/snow-type.js';
import type { ReturnedColumn, RoutineEntry } from './entries.js';

/** What a routine returns: a value, or rows of the columns that it declares. */
export function resultOf(routine: RoutineEntry): SnowType | readonly ReturnedColumn[] {
  if (routine.kind === 'procedure') return routine.returns ?? routine.returnedColumns ?? [];
  return routine.returns.kind === 'table' ? routine.returns.columns : routine.returns;
}

export const returnsTable = (result: ReturnType<typeof resultOf>): result is readonly ReturnedColumn[] =>
  Array.isArray(result);
