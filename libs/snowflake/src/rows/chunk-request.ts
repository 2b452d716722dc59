import { unpackedBody } from '../wire/body.js';
import { HttpClient } from '../wire/http.js';
import type { ColumnEncoding } from './cell-encoding.js';
import type { LineBatch } from './line-writer.js';
import { scanRows } from './scan-rows.js';

/** Everything that reading one chunk needs, as data that crosses to a thread. */
export interface ChunkRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly columns: readonly ColumnEncoding[];
  readonly skipRows: number;
}

/** A chunk's address answered with something else than the chunk. 403 and its like: the address has expired. */
export class ChunkRefused extends Error {
  override readonly name = 'ChunkRefused';
  constructor(readonly status: number) {
    super(`A result chunk was refused with HTTP status ${status}.`);
  }
}

/** Longest silence of an object store within one chunk. */
const IDLE_TIMEOUT_MS = 60_000;

/** Reads a chunk as NDJSON batches while it arrives. Returning the iterator, or the signal, ends the transfer. */
export async function* readChunk(
  http: HttpClient,
  request: ChunkRequest,
  signal: AbortSignal,
): AsyncGenerator<LineBatch> {
  // No Authorization: the right to read is in the address.
  const answer = await http.open({
    method: 'GET',
    url: request.url,
    headers: request.headers,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    signal,
  });
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw new ChunkRefused(answer.statusCode ?? 0);
  }
  yield* scanRows(unpackedBody(answer), { columns: request.columns, skipRows: request.skipRows });
}
