import type { ResultStream } from '../execution/executor.js';
import type { JsonCell } from '../values/json-cell.js';

const encoder = new TextEncoder();

/** The rows of a stream as lines, however it has them. */
export function linesOf(stream: ResultStream): AsyncIterable<Uint8Array> {
  return stream.lines?.() ?? linesOfBatches(stream.batches());
}

async function* linesOfBatches(batches: AsyncIterable<readonly (readonly JsonCell[])[]>): AsyncGenerator<Uint8Array> {
  for await (const rows of batches) yield encoder.encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
