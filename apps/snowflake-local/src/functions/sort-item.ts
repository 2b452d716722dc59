import { sortKey } from '../types/forms.js';
import type { Emitted, ValueContext } from '../types/typed.js';

/** One item of an ORDER BY. */
export interface SortItem {
  readonly value: Emitted;
  /** What DuckDB compares: the value itself, or what stands for it. */
  readonly key: string;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export const sortItem = (
  value: Emitted,
  direction: Pick<SortItem, 'descending' | 'nullsFirst'>,
  context: Pick<ValueContext, 'timezone'>,
): SortItem => ({ value, key: sortKey(value, context), ...direction });
