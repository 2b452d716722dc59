import type { BindContext } from '../bind/context.js';
import { duckIdentifier } from '../catalog/duck-name.js';
import type { TableEntry } from '../catalog/entries.js';
import { newRowId } from '../catalog/row-ids.js';
import { statementContext } from '../commands/statement-context.js';
import type { ExecutionContext } from '../execute/statement.js';
import type { Emitted, Typed } from '../types/typed.js';
import { assigned } from './assigned.js';
import { defaultValue } from './default-value.js';
import { type WrittenTable, writeFailure } from './failed-column.js';
import { type Incoming, mayOverflow, overflowing, stored, widen } from './storage.js';

/** Rows to be written: a DuckDB SELECT with the columns c0 to cn. */
export interface Rows {
  readonly sql: string;
  readonly columns: readonly Typed[];
}

/** Name of the temporary table that rows wait in while their table's storage is checked; one statement, one connection. */
const WAITING = '"~rows"';

/**
 * Inserts rows into the named columns of a table, the others get their default: converted as Snowflake does by itself,
 * with storage widened for values that need it.
 * The caller holds the table's lock: shared where `needsWidening` is false, else exclusive. `shown` is how its statement names the
 * table.
 *
 * @returns the number of rows inserted
 * @throws SqlError for a value that does not fit its column's type, and for NULL where there must be none
 */
export async function insertRows(
  table: TableEntry,
  columns: readonly string[],
  rows: Rows,
  context: ExecutionContext,
  shown: WrittenTable = null,
): Promise<number> {
  const { engine, view: session, catalog } = context;
  const bound = statementContext({ text: '', session, catalog: catalog.view, binds: [], bindStage: null, engine });
  const incoming = incomingRows(table, columns, rows.columns, bound, shown);
  try {
    return await insertIncoming(table, incoming, rows.sql, context);
  } catch (error) {
    throw writeFailure(error, () => shown);
  }
}

/** The columns of a table with the values that rows c0 to cn and defaults give them. */
export function incomingRows(
  table: TableEntry,
  columns: readonly string[],
  given: readonly Typed[],
  context: BindContext,
  shown: WrittenTable,
): readonly Incoming[] {
  const { values } = context;
  return table.columns.flatMap((column) => {
    const index = columns.indexOf(column.name);
    const source = given[index];
    const value = source === undefined ? defaultValue(column, context) : { ...source, sql: `c${index}` };
    return value === null ? [] : [{ column, value: assigned(value, column, shown, values) }];
  });
}

/** Whether inserting may have to widen a column: the statement then takes the table's exclusive lock. */
export const needsWidening = (incoming: readonly Incoming[]): boolean => incoming.some(mayOverflow);

export async function insertIncoming(
  table: TableEntry,
  incoming: readonly Incoming[],
  sql: string,
  context: ExecutionContext,
): Promise<number> {
  if (!needsWidening(incoming)) return insert(table, incoming, `(${sql})`, context);
  // Once into a temporary table: what is checked must be what is written, also when the query is not deterministic.
  const waiting = incoming.map(({ value }, index) => `${value.sql} AS c${index}`);
  await context.duck.run(`CREATE OR REPLACE TEMP TABLE ${WAITING} AS SELECT ${waiting.join(', ')} FROM (${sql})`);
  const held = incoming.map(({ column, value }, index): Incoming => ({ column, value: atColumn(value, index) }));
  const wide = await overflowing(held, `FROM ${WAITING}`, context);
  const target = wide.length === 0 ? table : await widen(table, wide, context);
  const columns = new Map(target.columns.map((column) => [column.name, column]));
  const fitting = held.map(({ column, value }): Incoming => ({ column: columns.get(column.name) ?? column, value }));
  const count = await insert(target, fitting, WAITING, context);
  await context.duck.run(`DROP TABLE ${WAITING}`);
  return count;
}

const atColumn = (value: Emitted, index: number): Emitted => {
  const { literal: _, ...bare } = value;
  return { ...bare, sql: `c${index}` };
};

function insert(
  table: TableEntry,
  incoming: readonly Incoming[],
  from: string,
  { duck }: ExecutionContext,
): Promise<number> {
  const id = newRowId(table);
  const names = [...incoming.map(({ column }) => duckIdentifier(column.name)), ...id.names];
  const values = [...incoming.map(stored), ...id.values];
  return duck.run(`INSERT INTO ${table.duckName}(${names.join(', ')}) SELECT ${values.join(', ')} FROM ${from}`);
}
