import type { OutColumn } from '../../bind/query.js';
import { compilationError } from '../../errors.js';
import { callFunction, lookupFunction } from '../../functions/lookup.js';
import type { FunctionContext } from '../../functions/registry.js';
import { isSemiStructured } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';

/** @throws SqlError 002134 for anything but one VARIANT, OBJECT or ARRAY. */
export function requireJsonColumn(columns: readonly OutColumn[]): void {
  const [column, ...others] = columns;
  if (column !== undefined && others.length === 0 && isSemiStructured(column.type)) return;
  throw compilationError(
    '002134',
    '42601',
    'JSON file format can produce one and only one column of variant, object, or array type. Use OBJECT_CONSTRUCT(*) to make one of several columns, or another file format.',
  );
}

/** The DuckDB text of a row as JSON on one line. */
export function jsonLine(columns: readonly OutColumn[], values: FunctionContext): string {
  const [column] = columns;
  if (column === undefined) throw new Error('a JSON line is that of a column');
  return `coalesce(${compactJson({ ...column, sql: 'c0' }, values)}, 'null')`;
}

/** A semi-structured value as text without blanks. */
export function compactJson(value: Emitted, values: FunctionContext): string {
  const spec = lookupFunction('TO_JSON');
  if (spec === undefined) throw new Error('TO_JSON is a function');
  return callFunction(spec, { name: 'TO_JSON', args: [value] }, values).sql;
}
