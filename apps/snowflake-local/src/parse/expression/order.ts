import type { OrderItem } from '../ast.js';
import type { Reader } from '../reader.js';

/** The items behind ORDER BY. */
export const parseOrderItems = (reader: Reader): OrderItem[] => reader.list(() => parseOrderItem(reader));

function parseOrderItem(reader: Reader): OrderItem {
  const { start } = reader;
  const expression = reader.accept('ALL') ? 'all' : reader.grammar.expression(reader);
  const descending = !reader.accept('ASC') && reader.accept('DESC');
  const nulls = reader.accept('NULLS FIRST') ? 'first' : reader.accept('NULLS LAST') ? 'last' : undefined;
  return { expression, descending, ...(nulls && { nulls }), ...reader.since(start) };
}
