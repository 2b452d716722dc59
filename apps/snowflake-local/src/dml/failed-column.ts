import { decodeName } from '../catalog/duck-name.js';
import { messageOf } from '../execute/engine-failure.js';
import { failure, introduced, settled } from '../types/raise.js';
import type { Emitted } from '../types/typed.js';

/**
 * How a statement names the table that it writes: in upper case, with as many parts as it was given. null for a COPY, whose errors
 * name the file.
 */
export type WrittenTable = string | null;

/** What a failure to write a column begins with. */
export const introductionOf = (table: string, column: string): string =>
  `DML operation to table ${table} failed on column ${column} with error: `;

/** `value`, whose failures name the column that it goes into. */
export const namingColumn = (value: Emitted, table: WrittenTable, column: string): Emitted =>
  table === null ? value : { ...value, sql: introduced(value.sql, introductionOf(table, column)) };

/** `value`, whose own failures name no column whatever is made of it: it is computed before anything is written. */
export const computedBefore = (value: Emitted): Emitted => ({ ...value, sql: settled(value.sql) });

const NULL_REFUSED = /NOT NULL constraint failed: ([\s\S]*)\.([^.]*)$/;

/** What a write failed with; DuckDB refuses NULL in a column that takes none. `shown` is how the statement names a table. */
export function writeFailure(error: unknown, shown: (table: string) => WrittenTable): unknown {
  const [, table, column] = NULL_REFUSED.exec(messageOf(error)) ?? [];
  if (table === undefined || column === undefined) return error;
  const name = shown(decodeName(table));
  const introduction = name === null ? '' : introductionOf(name, decodeName(column));
  return failure('null_in_required_column', `${introduction}NULL result in a non-nullable column`);
}
