import type { BindContext } from '../bind/context.js';
import { rootFrame } from '../bind/root-frame.js';
import { nextNumber } from '../catalog/counter.js';
import type { ColumnEntry } from '../catalog/entries.js';
import { parseExpression } from '../parse/parse.js';
import { typedNull } from '../types/literal.js';
import type { Emitted } from '../types/typed.js';

/** What a column gets that a statement does not name: its default, or NULL. */
export function defaultValue(column: ColumnEntry, context: BindContext): Emitted {
  if (column.identity !== undefined) return nextNumber(column.identity);
  const text = column.default;
  if (text === null) return typedNull(column.type, column.physical);
  return rootFrame({ ...context, text, binds: [] }).bind(parseExpression(text));
}
