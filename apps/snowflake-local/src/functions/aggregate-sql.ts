import type { Call } from './registry.js';
import type { SortItem } from './sort-item.js';

interface AggregateParts {
  readonly distinct?: boolean;
  readonly order?: readonly SortItem[];
  readonly filter?: string;
}

/** A DuckDB aggregate or window call with the window of `call`. DISTINCT and ORDER BY are what `parts` says. */
export function aggregate(name: string, args: readonly string[], call: Call, parts: AggregateParts = {}): string {
  const distinct = parts.distinct === true ? 'DISTINCT ' : '';
  // A constant orders nothing.
  const keys = (parts.order ?? []).filter(({ value: { literal } }) => literal === undefined);
  const order = keys.length === 0 ? '' : ` ORDER BY ${orderText(keys)}`;
  const filter = parts.filter === undefined ? '' : ` FILTER (WHERE ${parts.filter})`;
  const over = call.over === undefined ? '' : ` OVER ${call.over}`;
  return `${name}(${distinct}${args.join(', ')}${order})${filter}${over}`;
}

/** The items of an ORDER BY; where NULLs go is always written, because DuckDB's default is not Snowflake's. */
export const orderText = (items: readonly SortItem[]): string =>
  items
    .map((item) => `${item.key} ${item.descending ? 'DESC' : 'ASC'} NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`)
    .join(', ');
