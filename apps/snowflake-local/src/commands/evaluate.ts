import type { OutColumn } from '../bind/query.js';
import { quoteText } from '../catalog/duck-name.js';
import type { DuckRunner } from '../execute/duck.js';
import type { SessionVariable } from '../session/session.js';
import { cellExpression } from '../types/cell.js';
import { duckType } from '../types/physical.js';
import type { Emitted, Typed } from '../types/typed.js';

/** Computes expressions in one row and keeps each value as a literal with its type, so that no digit is lost. */
export async function evaluate(values: readonly Emitted[], duck: DuckRunner): Promise<readonly SessionVariable[]> {
  const items = values.map((value, at) => `${value.sql} AS c${at}`);
  return readRow(values, `SELECT ${items.join(', ')}`, duck);
}

/** The one row of a query, or NULLs when it gives none. */
export const evaluateRow = (
  columns: readonly OutColumn[],
  sql: string,
  duck: DuckRunner,
): Promise<readonly SessionVariable[]> => readRow(columns, sql, duck);

async function readRow(columns: readonly Typed[], sql: string, duck: DuckRunner): Promise<readonly SessionVariable[]> {
  const [row] = await readRows(columns, `SELECT * FROM (${sql}) LIMIT 1`, duck);
  return row ?? columns.map((column) => ({ ...column, sql: literalOf(null, column), text: null }));
}

/** All rows of a query whose columns are c0 to cn, each value as a literal with its type. */
export async function readRows(
  columns: readonly Typed[],
  sql: string,
  duck: DuckRunner,
): Promise<readonly (readonly SessionVariable[])[]> {
  const texts = columns.map(
    (column, at) => `CAST(c${at} AS VARCHAR), ${cellExpression(`c${at}`, column.type, column.physical)}`,
  );
  const rows = await duck.rows(`SELECT ${texts.join(', ')} FROM (${sql})`);
  return rows.map((row) =>
    columns.map(({ type, physical }, at) => {
      const stored = row[at * 2] ?? null;
      const shown = row[at * 2 + 1] ?? null;
      const literal = literalOf(stored === null ? null : String(stored), { type, physical });
      return { type, physical, sql: literal, text: shown === null ? null : String(shown) };
    }),
  );
}

/** DuckDB reads every text that it writes, STRUCTs too, back into the same value. */
export function literalOf(stored: string | null, { type, physical }: Pick<Typed, 'type' | 'physical'>): string {
  const value = stored === null ? 'NULL' : quoteText(stored);
  return `CAST(${value} AS ${duckType(type, physical)})`;
}
