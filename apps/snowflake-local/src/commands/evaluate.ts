import type { OutColumn } from '../bind/query.js';
import type { DuckRunner } from '../execute/duck.js';
import type { SessionVariable } from '../session/session.js';
import { cellExpression } from '../types/cell.js';
import { quoteText } from '../types/duck-text.js';
import { duckType, type Physical } from '../types/physical.js';
import type { Emitted, Typed } from '../types/typed.js';

/** A value as a literal with its type: what a variable of a session or a block holds. */
export interface Computed extends SessionVariable {
  /** The value as wire text. */
  readonly cell: string | null;
}

/** Computes expressions in one row and keeps each value as a literal with its type, so that no digit is lost. */
export async function evaluate(values: readonly Emitted[], duck: DuckRunner): Promise<readonly Computed[]> {
  const items = values.map((value, at) => `${value.sql} AS c${at}`);
  return readRow(values, `SELECT ${items.join(', ')}`, duck);
}

/** The one row of a query, or NULLs when it gives none. */
export const evaluateRow = (
  columns: readonly OutColumn[],
  sql: string,
  duck: DuckRunner,
): Promise<readonly Computed[]> => readRow(columns, sql, duck);

async function readRow(columns: readonly Typed[], sql: string, duck: DuckRunner): Promise<readonly Computed[]> {
  const [row] = await readRows(columns, `SELECT * FROM (${sql}) LIMIT 1`, duck);
  return row ?? columns.map(nullOf);
}

/** All rows of a query whose columns are c0 to cn, each value as a literal with its type. */
export async function readRows(
  columns: readonly Typed[],
  sql: string,
  duck: DuckRunner,
): Promise<readonly (readonly Computed[])[]> {
  const texts = columns.map(
    (column, at) => `CAST(c${at} AS VARCHAR), ${cellExpression(`c${at}`, column.type, column.physical)}`,
  );
  const rows = await duck.rows(`SELECT ${texts.join(', ')} FROM (${sql})`);
  return rows.map((row) =>
    columns.map((column, at) => {
      const stored = row[at * 2] ?? null;
      const cell = row[at * 2 + 1] ?? null;
      if (stored === null || cell === null) return nullOf(column);
      return computedValue(column, String(stored), String(cell));
    }),
  );
}

const computedValue = (
  { type, physical }: Pick<Typed, 'type' | 'physical'>,
  stored: string,
  cell: string,
): Computed => ({
  type,
  physical,
  sql: literalOf(stored, { type, physical }),
  text: isShownAsStored(physical) ? stored : cell,
  cell,
});

/** NULL of a type. */
export const nullOf = ({ type, physical }: Pick<Typed, 'type' | 'physical'>): Computed => ({
  type,
  physical,
  sql: literalOf(null, { type, physical }),
  text: null,
  cell: null,
});

/** Wire text counts days and seconds, and writes a truth value as a digit. */
const isShownAsStored = (physical: Physical): boolean =>
  physical === 'boolean' || physical === 'date' || physical === 'time' || physical === 'timestamp';

/** DuckDB reads every text that it writes, STRUCTs too, back into the same value. */
export function literalOf(stored: string | null, { type, physical }: Pick<Typed, 'type' | 'physical'>): string {
  const value = stored === null ? 'NULL' : quoteText(stored);
  return `CAST(${value} AS ${duckType(type, physical)})`;
}
