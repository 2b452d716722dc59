import { SqlError } from '../../errors.js';
import type { Query, SelectItem } from '../../parse/ast.js';

/**
 * A table or view that lists no columns takes its names from the query: each item must have one, unless a star is among them.
 *
 * @throws SqlError 002022
 */
export function requireNames({ body }: Query): void {
  if (body.kind !== 'select' || body.items.every(hasName)) return;
  if (body.items.some(({ kind }) => kind === 'star')) return;
  throw new SqlError('002022', '42601', 'SQL compilation error:\nMissing column specification');
}

const hasName = (item: SelectItem): boolean =>
  item.kind === 'star' || item.alias !== undefined || NAMED.has(item.expression.kind);

/** Columns, by name and by place. */
const NAMED: ReadonlySet<string> = new Set(['column', 'dynamic_column', 'position']);
