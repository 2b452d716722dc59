import { unsupported } from '../../errors.js';
import { type SortItem, sortItem } from '../../functions/sort-item.js';
import type { WindowUse } from '../../functions/window-use.js';
import { orderKeyText, orderText } from '../../generate/order.js';
import { frameText, type WindowBound } from '../../generate/window.js';
import type { FrameBound, OrderItem, WindowFrame, WindowSpecification } from '../../parse/ast.js';
import { sortKey } from '../../types/forms.js';
import type { Frame } from '../frame.js';
import { rowOffset } from './frame-bound.js';
import { rangeBounds } from './range-bounds.js';
import { isOffset } from './window-check.js';

/** Sort keys where each is an expression of its own: windows and WITHIN GROUP. */
export const bindOrder = (items: readonly OrderItem[], frame: Frame): readonly SortItem[] =>
  items.map((item) => {
    if (item.expression === 'all') throw unsupported('ORDER BY ALL in a window', frame.positionOf(item));
    return sortItem(frame.bind(item.expression), direction(item, frame), frame.values);
  });

/** NULL is the highest value, or the lowest by DEFAULT_NULL_ORDERING, unless the item says where it goes. */
export function direction(
  { descending, nulls }: OrderItem,
  { values }: Frame,
): { descending: boolean; nullsFirst: boolean } {
  const isLowest = values.parameter('DEFAULT_NULL_ORDERING')?.toUpperCase() === 'FIRST';
  return { descending, nullsFirst: nulls === undefined ? descending !== isLowest : nulls === 'first' };
}

/** The window of the function `name` as DuckDB text, parentheses included. */
export function windowText(window: WindowSpecification, name: string, use: WindowUse, frame: Frame): string {
  const partition = window.partitionBy.map((expression) => sortKey(frame.bind(expression), frame.values));
  const bound = bindOrder(window.orderBy, frame);
  const { order, bounds } = orderAndFrame(bound, window, name, use, frame);
  const clauses = [
    partition.length > 0 ? `PARTITION BY ${partition.join(', ')}` : '',
    order.length > 0 ? `ORDER BY ${order.join(', ')}` : '',
    bounds,
  ];
  return `(${clauses.filter((clause) => clause !== '').join(' ')})`;
}

function orderAndFrame(
  keys: readonly SortItem[],
  window: WindowSpecification,
  name: string,
  use: WindowUse,
  frame: Frame,
): { readonly order: readonly string[]; readonly bounds: string } {
  const order = use.ignores === 'frame and order' ? [] : keys.map(orderText);
  const written = window.frame;
  if (written === undefined) return { order, bounds: use.defaultFrame };
  if (use.ignores !== undefined) return { order, bounds: '' };
  if (written.unit === 'rows' || ![written.from, written.to].some(isOffset)) {
    return { order, bounds: boundsText(written, frame) };
  }
  const range = rangeBounds(keys, window, written, name, frame);
  return {
    order: [orderKeyText(range.key, range.item.descending, range.item.nullsFirst)],
    bounds: frameText('range', range.from, range.to),
  };
}

const boundsText = (written: WindowFrame, frame: Frame): string =>
  frameText(written.unit, rowBound(written.from, frame), rowBound(written.to, frame));

const rowBound = (bound: FrameBound, frame: Frame): WindowBound =>
  bound.kind === 'preceding' || bound.kind === 'following'
    ? { kind: bound.kind, offset: rowOffset(bound.offset, frame) }
    : { kind: bound.kind };
