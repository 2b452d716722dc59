import { unsupported } from '../../errors.js';
import type { FunctionSpec, SortItem } from '../../functions/registry.js';
import { orderText } from '../../generate/order.js';
import { duckInterval, frameText, WHOLE_PARTITION, type WindowBound } from '../../generate/window.js';
import type { FrameBound, OrderItem, WindowFrame, WindowSpecification } from '../../parse/ast.js';
import { sortKey } from '../../types/forms.js';
import type { Frame } from '../frame.js';
import { intervalParts } from './interval.js';

/** Sort keys where each is an expression of its own: windows and WITHIN GROUP. */
export const bindOrder = (items: readonly OrderItem[], frame: Frame): readonly SortItem[] =>
  items.map((item) => {
    if (item.expression === 'all') throw unsupported('ORDER BY ALL in a window', frame.positionOf(item));
    return { value: frame.bind(item.expression), ...direction(item) };
  });

/** Snowflake takes NULL for the highest value unless the item says where it goes. */
export const direction = ({ descending, nulls }: OrderItem): { descending: boolean; nullsFirst: boolean } => ({
  descending,
  nullsFirst: nulls === undefined ? descending : nulls === 'first',
});

/** The window as DuckDB text, parentheses included. */
export function windowText(window: WindowSpecification, spec: FunctionSpec, frame: Frame): string {
  const partition = window.partitionBy.map((expression) => sortKey(frame.bind(expression)));
  const order = bindOrder(window.orderBy, frame).map(orderText);
  const bounds = window.frame === undefined ? defaultFrame(spec) : boundsText(window.frame, frame);
  const clauses = [
    partition.length > 0 ? `PARTITION BY ${partition.join(', ')}` : '',
    order.length > 0 ? `ORDER BY ${order.join(', ')}` : '',
    bounds,
  ];
  return `(${clauses.filter((clause) => clause !== '').join(' ')})`;
}

const defaultFrame = (spec: FunctionSpec): string => (spec.defaultFrame === 'whole' ? WHOLE_PARTITION : '');

const boundsText = (window: WindowFrame, frame: Frame): string =>
  frameText(window.unit, bindBound(window.from, frame), bindBound(window.to, frame));

function bindBound(bound: FrameBound, frame: Frame): WindowBound {
  if (bound.kind !== 'preceding' && bound.kind !== 'following') return { kind: bound.kind };
  const { kind, offset } = bound;
  if (offset.kind === 'interval') {
    const interval = duckInterval(intervalParts(offset, frame));
    if (interval === undefined) throw unsupported(`interval '${offset.value}'`, frame.positionOf(offset));
    return { kind, offset: interval };
  }
  const value = frame.bind(offset);
  if (value.literal?.kind !== 'number') throw unsupported('frame bound that is no constant', frame.positionOf(offset));
  return { kind, offset: value.literal.digits };
}
