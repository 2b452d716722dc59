import { unreachable } from '../unreachable.js';

/** A bound of a window's frame; `offset` is DuckDB text. */
export type WindowBound =
  | { readonly kind: 'unbounded_preceding' | 'current_row' | 'unbounded_following' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: string };

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
