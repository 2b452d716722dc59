import type { HttpClient } from '../wire/http.js';
import { type ChunkRequest, readChunk } from './chunk-request.js';
import type { LineBatch } from './line-writer.js';

/** Reads chunks as NDJSON batches. A read may begin before its first batch is asked for, and holds a bounded number. */
export interface ChunkReader {
  /** @throws ChunkRefused, MalformedRows, or the transport's own error; from the iterator. */
  read(request: ChunkRequest, signal: AbortSignal): AsyncIterableIterator<LineBatch>;
}

/** In this thread: for small chunks, where a thread would cost more than it saves. */
export class LocalChunkReader implements ChunkReader {
  constructor(private readonly http: HttpClient) {}

  read(request: ChunkRequest, signal: AbortSignal): AsyncIterableIterator<LineBatch> {
    return readChunk(this.http, request, signal);
  }
}
