import type { ResultStream } from './execution/executor.js';
import { shownName } from './sql/identifier.js';
import { hexText } from './values/binary.js';
import { isDecimal } from './values/decimal.js';
import { decodeCell, type JsonCell } from './values/json-cell.js';
import type { ResultColumn } from './values/result-column.js';

/** Rows as a table for people: a rule, the names, a rule, the rows, a rule. Long cells are cut, NULL is written out. */
export async function formatTable(stream: ResultStream, mostRows: number, maxWidth: number): Promise<string> {
  const rows: (readonly JsonCell[])[] = [];
  for await (const batch of stream.batches()) {
    rows.push(...batch.slice(0, mostRows - rows.length));
    if (rows.length >= mostRows) break;
  }
  const { columns } = stream;
  const cells = rows.map((row) => columns.map((column, at) => lines(shownCell(column, row[at] ?? null), maxWidth)));
  const header = columns.map((column) => lines(shownName(column.name), maxWidth));
  const widths = columns.map((_, at) =>
    Math.max(1, ...[header, ...cells].flatMap((row) => row[at]?.map((line) => line.length) ?? [])),
  );
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 3, 1));
  const body = cells.length === 0 ? [columns.map(() => [''])] : cells;
  return [rule, ...rowLines(header, widths), rule, ...body.flatMap((row) => rowLines(row, widths)), rule].join('\n');
}

/** A cell's lines. */
const lines = (text: string, maxWidth: number): readonly string[] =>
  (text.length > maxWidth ? `${text.slice(0, Math.max(0, maxWidth - 3))}...` : text).split('\n');

function rowLines(row: readonly (readonly string[])[], widths: readonly number[]): readonly string[] {
  const height = Math.max(1, ...row.map((cell) => cell.length));
  return Array.from(
    { length: height },
    (_, line) => `|${widths.map((width, at) => ` ${(row[at]?.[line] ?? '').padEnd(width)} |`).join('')}`,
  );
}

function shownCell(column: ResultColumn, cell: JsonCell): string {
  const value = decodeCell(column, cell);
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return hexText(value);
  if (isDecimal(value)) return column.scale === null ? value.toString() : value.toFixed(column.scale);
  return column.type === 'real' && Number.isInteger(value) ? `${String(value)}.0` : String(value);
}
