import { spaceOf } from '../catalog/address.js';
import { duckIdentifier, duckTable } from '../catalog/duck-name.js';
import type { ColumnEntry, TableEntry } from '../catalog/entries.js';
import { ROW_ID, ROW_ID_DEFINITION } from '../catalog/row-ids.js';
import type { ExecutionContext } from '../execute/statement.js';
import { hasNanos, rest, toForm } from '../types/forms.js';
import { columnDdl, wideForm } from '../types/physical.js';
import type { Emitted } from '../types/typed.js';

/** A column that is about to be written, and the value it gets: of the column's type, in any physical form. */
export interface Incoming {
  readonly column: ColumnEntry;
  readonly value: Emitted;
}

/** Whether a legal value may not fit the form that the column is stored in. */
export const mayOverflow = ({ column, value }: Incoming): boolean =>
  (column.physical === 'bigint' && value.physical === 'decimal') ||
  (hasNanos(value.physical) && !hasNanos(column.physical));

/** A DuckDB condition: this value does not fit. */
function overflows({ column, value }: Incoming): string {
  return column.physical === 'bigint'
    ? `(${value.sql} NOT BETWEEN -9223372036854775808 AND 9223372036854775807)`
    : `(${rest(value)} <> 0)`;
}

/** The value in the form that the column is stored in. */
export const stored = ({ column, value }: Incoming): string => toForm(value, column.type, column.physical);

/** The columns of `incoming` with a value in `from`, a DuckDB FROM clause, that does not fit. */
export async function overflowing(
  incoming: readonly Incoming[],
  from: string,
  { duck }: ExecutionContext,
): Promise<readonly ColumnEntry[]> {
  const checked = incoming.filter(mayOverflow);
  if (checked.length === 0) return [];
  const tests = checked.map((item) => `coalesce(bool_or(${overflows(item)}), false)`);
  const [row = []] = await duck.rows(`SELECT ${tests.join(', ')} ${from}`);
  return checked.filter((_, index) => row[index] === true).map((item) => item.column);
}

/**
 * Gives columns of a table their wide form, in the statement's own transaction; the caller holds the table's exclusive
 * lock. The table is written anew: DuckDB could change a column's type in place, but neither keep its storage
 * uncompressed nor do so after an update in the same transaction.
 */
export async function widen(
  table: TableEntry,
  columns: readonly ColumnEntry[],
  { catalog, duck }: ExecutionContext,
): Promise<TableEntry> {
  const names = new Set(columns.map((column) => column.name));
  const widened: TableEntry = {
    ...table,
    columns: table.columns.map((column) =>
      names.has(column.name) ? { ...column, physical: wideForm(column.type) } : column,
    ),
  };
  // No table of a user's can have this name: see `holdsReservedCharacter`.
  const copy = duckTable(spaceOf(table), `${table.name}\u0002WIDE`);
  const definitions = widened.columns.map((column) =>
    columnDdl(duckIdentifier(column.name), column.type, column.physical, column.nullable),
  );
  const values = widened.columns.map((column, index) => moved(table.columns[index] ?? column, column));
  const [ids, sameIds] = table.rowIds === true ? [[ROW_ID_DEFINITION], [ROW_ID]] : [[], []];
  await duck.run(`CREATE TABLE ${copy}(${[...definitions, ...ids].join(', ')})`);
  await duck.run(`INSERT INTO ${copy} SELECT ${[...values, ...sameIds].join(', ')} FROM ${table.duckName}`);
  await duck.run(`DROP TABLE ${table.duckName}`);
  await duck.run(`ALTER TABLE ${copy} RENAME TO ${duckIdentifier(table.name)}`);
  await catalog.change(duck, [{ action: 'put', entry: widened }]);
  return widened;
}

function moved(from: ColumnEntry, to: ColumnEntry): string {
  const value: Emitted = { ...from, sql: duckIdentifier(from.name) };
  return toForm(value, to.type, to.physical);
}
