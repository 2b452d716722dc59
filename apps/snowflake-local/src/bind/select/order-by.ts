import { notOrderable } from '../../errors.js';
import { type SortItem, sortItem } from '../../functions/sort-item.js';
import { orderKeyText, orderText } from '../../generate/order.js';
import type { OrderItem } from '../../parse/ast.js';
import type { Emitted } from '../../types/typed.js';
import { direction } from '../expression/window.js';
import type { Frame } from '../frame.js';
import type { ScopeColumn } from '../scope.js';
import type { OutputKey } from './distinct.js';

/** Sort keys over what a query gives; a constant orders nothing and is left out. As DuckDB text, ORDER BY included. */
export function outputOrder(items: readonly OrderItem[], columns: readonly ScopeColumn[], frame: Frame): string {
  const outputs = columns.map((column) => column.value);
  const keys = frame.within('order', () => items.flatMap((item) => sortItems(item, outputs, frame)));
  const texts = keys.filter(({ value }) => value.literal === undefined).map(orderText);
  return texts.length === 0 ? '' : ` ORDER BY ${texts.join(', ')}`;
}

/**
 * Sort keys of one SELECT, as DuckDB text without ORDER BY. `outputs` are its items: a number or an alias means one of
 * them, and is written as its position where that sorts alike, so that nothing is computed twice.
 */
export function selectOrder(items: readonly OrderItem[], outputs: readonly Emitted[], frame: Frame): readonly string[] {
  return boundKeys(items, outputs, frame).map(({ key }) => {
    const { value, descending, nullsFirst } = key;
    const index = outputs.findIndex((output) => output.sql === value.sql);
    const isPosition = index >= 0 && key.key === value.sql;
    return isPosition ? orderKeyText(String(index + 1), descending, nullsFirst) : orderText(key);
  });
}

/** The same behind DISTINCT, where nothing but an item can be sorted by. */
export const distinctOrder = (
  items: readonly OrderItem[],
  outputs: readonly Emitted[],
  frame: Frame,
): readonly OutputKey[] =>
  boundKeys(items, outputs, frame).map(({ item, key }) => {
    const index = outputs.findIndex((output) => output.sql === key.value.sql);
    if (index < 0) throw notSelected(item, frame);
    return { index, descending: key.descending, nullsFirst: key.nullsFirst };
  });

/** A constant orders nothing. */
const boundKeys = (items: readonly OrderItem[], outputs: readonly Emitted[], frame: Frame) =>
  frame
    .within('order', () => items.flatMap((item) => sortItems(item, outputs, frame).map((key) => ({ item, key }))))
    .filter(({ key }) => key.value.literal === undefined);

function sortItems(item: OrderItem, outputs: readonly Emitted[], frame: Frame): readonly SortItem[] {
  const { expression } = item;
  if (expression === 'all') return outputs.map((value) => sortItem(value, direction(item, frame), frame.values));
  if (expression.kind !== 'number') return [sortItem(frame.bind(expression), direction(item, frame), frame.values)];
  const output = outputs[Number(expression.text) - 1];
  if (output !== undefined) return [sortItem(output, direction(item, frame), frame.values)];
  throw notOrderable(expression.text, frame.positionOf(expression));
}

const notSelected = (item: OrderItem, frame: Frame) => notOrderable(frame.textOf(item), frame.positionOf(item));
