import { duckIdentifier } from '../catalog/duck-name.js';
import type { TableEntry } from '../catalog/entries.js';
import type { SqlError } from '../errors.js';
import type { ExecutionContext } from '../execute/statement.js';
import { cellExpression } from '../types/cell.js';
import { failure } from '../types/raise.js';

/** The failure of a statement that would change one row of `table` in two ways, with the values of that row. */
export async function duplicateRow(table: TableEntry, rowId: number, { duck }: ExecutionContext): Promise<SqlError> {
  const cells = table.columns.map(({ name, type, physical }) => cellExpression(duckIdentifier(name), type, physical));
  const [row = []] = await duck.rows(`SELECT ${cells.join(', ')} FROM ${table.duckName} WHERE rowid = ${rowId}`);
  const values = table.columns.map(({ type }, index) => shown(row[index] ?? null, type.kind === 'text'));
  return failure('duplicate_row', `Duplicate row detected during DML action\nRow Values: [${values.join(', ')}]`);
}

const shown = (cell: unknown, isText: boolean): string =>
  cell === null ? 'NULL' : isText ? JSON.stringify(String(cell)) : String(cell);
