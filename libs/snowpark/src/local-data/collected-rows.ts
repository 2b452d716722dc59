import type { Field } from '../plan/plan.js';
import { COLUMNS, Row } from '../row.js';
import { dataTypeOf } from '../types/from-column.js';
import type { ResultColumn } from '../values/result-column.js';

/** Their value is JSON as text, which as a text would be a text within JSON. */
const HELD_AS_JSON: ReadonlySet<ResultColumn['type']> = new Set([
  'variant',
  'object',
  'array',
  'map',
  'geography',
  'geometry',
]);

const isRow = (given: unknown): given is Row<Record<string, unknown>> => given instanceof Row;

/** The values of a row that was collected, as `createDataFrame` takes them, by name; null for what is no such row. */
export function valuesOfRow(row: unknown): readonly (readonly [name: string, value: unknown])[] | null {
  if (!isRow(row)) return null;
  return row[COLUMNS].map(({ name, type }, at) => [name, HELD_AS_JSON.has(type) ? row.parsed(at) : row.get(at)]);
}

/** The fields of rows that were collected together: their types are known to the last digit. Null where one is none of them. */
export function fieldsOfRows(rows: readonly unknown[]): readonly Field[] | null {
  const [first] = rows;
  if (!isRow(first)) return null;
  const columns = first[COLUMNS];
  if (!rows.every((row) => isRow(row) && row[COLUMNS] === columns)) return null;
  return Object.freeze(
    columns.map((column) => Object.freeze({ name: column.name, type: dataTypeOf(column), nullable: true })),
  );
}
