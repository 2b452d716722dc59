import type { SortItem } from '../functions/sort-item.js';

/** A sort key. Where NULLs go is always written: DuckDB's own default is another one. */
export const orderText = ({ key, descending, nullsFirst }: SortItem): string =>
  orderKeyText(key, descending, nullsFirst);

export const orderKeyText = (key: string, descending: boolean, nullsFirst: boolean): string =>
  `${key}${descending ? ' DESC' : ''} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
