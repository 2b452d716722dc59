import type { IncomingMessage } from 'node:http';
import { unpackedBody } from '../wire/body.js';
import { HttpClient } from '../wire/http.js';
import type { ColumnEncoding } from './cell-encoding.js';
import type { LineBatch } from './line-writer.js';
import { scanRows } from './scan-rows.js';

/** Where the text of a chunk is: behind an address, or here already because it came inside of an answer. */
export type ChunkSource =
  | { readonly kind: 'address'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'memory'; readonly bytes: Uint8Array };

/** Everything that reading one chunk needs, as data that crosses to a thread. */
export interface ChunkRequest {
  readonly source: ChunkSource;
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

/** Bytes of a text in memory that are read at a time: others get their turn between. */
const PIECE_BYTES = 64 * 1024;

/** Longest silence of an object store within one chunk. */
const IDLE_TIMEOUT_MS = 60_000;

/** Reads a chunk as NDJSON batches while it arrives. Returning the iterator, or the signal, ends the transfer. */
export async function* readChunk(
  http: HttpClient,
  { source, columns, skipRows }: ChunkRequest,
  signal: AbortSignal,
): AsyncGenerator<LineBatch> {
  const pieces = source.kind === 'memory' ? piecesOf(source.bytes) : unpackedBody(await open(http, source, signal));
  yield* scanRows(pieces, { columns, skipRows });
}

async function open(
  http: HttpClient,
  { url, headers }: Extract<ChunkSource, { kind: 'address' }>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // No Authorization: the right to read is in the address.
  const answer = await http.open({ method: 'GET', url, headers, idleTimeoutMs: IDLE_TIMEOUT_MS, signal });
  if (answer.statusCode === 200) return answer;
  answer.destroy();
  throw new ChunkRefused(answer.statusCode ?? 0);
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(PIECE_BYTES, bytes.length - at));
  }
}
