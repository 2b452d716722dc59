import { unreachable } from '../unreachable.js';
/** A bound of a window's frame; `offset` is DuckDB text. */
export type WindowBound =
  | { readonly kind: 'unbounded_preceding' | 'current_row' | 'unbounded_following' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: string };

export const WHOLE_PARTITION = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

export const frameText = (unit: 'rows' | 'range', from: WindowBound, to: WindowBound): string =>
  `${unit.toUpperCase()} BETWEEN ${boundText(from)} AND ${boundText(to)}`;

function boundText(bound: WindowBound): string {
  switch (bound.kind) {
    case 'preceding':
    case 'following':
      return `${bound.offset} ${bound.kind.toUpperCase()}`;
    case 'unbounded_preceding':
    case 'current_row':
    case 'unbounded_following':
      return bound.kind.toUpperCase().replace('_', ' ');
    default:
      return unreachable(bound);
  }
}

/** Snowflake's units of an interval, as DuckDB knows them. */
const UNITS: Readonly<Record<string, string>> = {
  YEAR: 'year',
  MONTH: 'month',
  WEEK: 'week',
  DAY: 'day',
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'second',
  MILLISECOND: 'millisecond',
  MICROSECOND: 'microsecond',
};

/** One DuckDB INTERVAL of these parts, or undefined when a unit is unknown. */
export function duckInterval(parts: readonly { readonly amount: string; readonly unit: string }[]): string | undefined {
  const units = parts.map(({ unit }) => UNITS[unit] ?? UNITS[unit.replace(/S$/, '')]);
  if (units.includes(undefined)) return undefined;
  return `INTERVAL '${parts.map(({ amount }, at) => `${amount} ${units[at]}`).join(' ')}'`;
}
