import type { SortItem } from '../functions/registry.js';
import { sortKey } from '../types/forms.js';

/** A sort key. Where NULLs go is always written: DuckDB's own default is another one. */
export const orderText = ({ value, descending, nullsFirst }: SortItem): string =>
  orderKeyText(sortKey(value), descending, nullsFirst);

export const orderKeyText = (key: string, descending: boolean, nullsFirst: boolean): string =>
  `${key}${descending ? ' DESC' : ''} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
