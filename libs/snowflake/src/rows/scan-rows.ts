import type { ColumnEncoding } from './cell-encoding.js';
import { type LineBatch, LineWriter } from './line-writer.js';
import { RowScanner } from './row-scanner.js';

/** Bytes of NDJSON after which a batch is handed on. Bounds what a result holds in memory, not what a row may hold. */
export const BATCH_BYTES = 256 * 1024;

export interface ScanOptions {
  readonly columns: readonly ColumnEncoding[];
  /** Leading rows to pass over: those that an earlier, broken read delivered. */
  readonly skipRows?: number;
  readonly batchBytes?: number;
}

/** NDJSON batches of a stream of result text; see `RowScanner`. */
export async function* scanRows(pieces: AsyncIterable<Buffer>, options: ScanOptions): AsyncGenerator<LineBatch> {
  const scanner = new RowScanner(
    options.columns,
    new LineWriter(options.batchBytes ?? BATCH_BYTES),
    options.skipRows ?? 0,
  );
  for await (const piece of pieces) yield* scanner.push(piece);
  yield* scanner.finish();
}

/** Rows of an answer that are written as text at a time: a server may put a megabyte of them into it. */
const ROWS_AT_ONCE = 1_000;

/** NDJSON batches of the rows that came inside the answer, in the same encoding as those of a chunk. */
export function* scanInlineRows(rows: readonly unknown[], options: ScanOptions): Generator<LineBatch> {
  if (rows.length === 0) return;
  const batchBytes = options.batchBytes ?? BATCH_BYTES;
  // Most answers hold a row or two: a whole batch of memory for each would keep the collector busy.
  const expectedBytes = rows.length < ROWS_AT_ONCE ? 0 : batchBytes;
  const scanner = new RowScanner(options.columns, new LineWriter(batchBytes, expectedBytes));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const text = JSON.stringify(rows.slice(from, from + ROWS_AT_ONCE)).slice(1, -1);
    yield* scanner.push(Buffer.from(from === 0 ? text : `,${text}`, 'utf8'));
  }
  yield* scanner.finish();
}
