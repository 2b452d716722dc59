import { SqlError } from '../errors.js';
import { bindColumn } from '../execute/bind-column.js';
import type { BindType, BindValue } from '../execute/bind-value.js';
import { bindStructure } from './bind-structure.js';
import { fieldsOf } from './call.js';

const BIND_TYPES: ReadonlySet<string> = new Set<BindType>([
  'FIXED',
  'REAL',
  'DECFLOAT',
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
  'MAP',
  'ANY',
]);
const isBindType = (type: string): type is BindType => BIND_TYPES.has(type);

/**
 * `{"1": {"type": "FIXED", "value": "42"}}` by position. Named binds have no place here.
 *
 * @throws SqlError for what is no bind.
 */
export function readBinds(bindings: unknown): readonly BindValue[] {
  const all = fieldsOf(bindings);
  const count = Object.keys(all).length;
  const binds = Array.from({ length: count }, (_, index) => {
    const given = all[String(index + 1)];
    if (given === undefined) throw badBind(`bind ${index + 1} is missing among ${count}`);
    const fields = fieldsOf(given);
    const { type, value } = fields;
    const kind = String(type).toUpperCase();
    if (!isBindType(kind)) throw badBind(`bind ${index + 1} has the unknown type ${String(type)}`);
    if (!Array.isArray(value)) {
      const structure = bindStructure(fields);
      return { type: kind, value: bindText(value, index), ...(structure && { structure }) };
    }
    const values = value.map((item: unknown) => bindText(item, index));
    return { type: kind, value: values[0] ?? null, column: bindColumn(kind, values) };
  });
  refuseUnequal(binds);
  return binds;
}

/** A value that is no array is one row. */
function refuseUnequal(binds: readonly BindValue[]): void {
  const rows = binds.map(({ column }) => column?.rows ?? 1);
  const [first = 1] = rows;
  const odd = rows.findIndex((size) => size !== first);
  if (odd < 0) return;
  const detail = `Batch size of ${rows[odd]} for bind variable ${odd + 1} not the same as previous size of ${first}.`;
  throw new SqlError('002099', '42601', `SQL compilation error: ${detail}`);
}

function bindText(value: unknown, index: number): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw badBind(`bind ${index + 1} has a value that is no text`);
}

const badBind = (what: string): SqlError => new SqlError('002049', '42601', `SQL compilation error: ${what}.`);
