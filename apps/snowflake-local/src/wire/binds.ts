import { SqlError } from '../errors.js';
import { bindColumn } from '../execute/bind-column.js';
import type { BindType, BindValue } from '../execute/bind-value.js';
import { fieldsOf } from './call.js';

const BIND_TYPES: ReadonlySet<string> = new Set<BindType>([
  'FIXED',
  'REAL',
  'TEXT',
  'BOOLEAN',
  'DATE',
  'TIME',
  'TIMESTAMP_NTZ',
  'TIMESTAMP_LTZ',
  'TIMESTAMP_TZ',
  'BINARY',
  'VARIANT',
  'OBJECT',
  'ARRAY',
  'ANY',
]);
const isBindType = (type: string): type is BindType => BIND_TYPES.has(type);

/**
 * `{"1": {"type": "FIXED", "value": "42"}}` by position. Named binds have no place here.
 *
 * @throws SqlError for what is no bind.
 */
export function readBinds(bindings: unknown): readonly BindValue[] {
  const fields = fieldsOf(bindings);
  const count = Object.keys(fields).length;
  return Array.from({ length: count }, (_, index) => {
    const given = fields[String(index + 1)];
    if (given === undefined) throw badBind(`bind ${index + 1} is missing among ${count}`);
    const { type, value } = fieldsOf(given);
    const kind = String(type).toUpperCase();
    if (!isBindType(kind)) throw badBind(`bind ${index + 1} has the unknown type ${String(type)}`);
    if (!Array.isArray(value)) return { type: kind, value: bindText(value, index) };
    const values = value.map((item: unknown) => bindText(item, index));
    return { type: kind, value: values[0] ?? null, column: bindColumn(kind, values) };
  });
}

function bindText(value: unknown, index: number): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw badBind(`bind ${index + 1} has a value that is no text`);
}

const badBind = (what: string): SqlError => new SqlError('002049', '42601', `SQL compilation error: ${what}.`);
