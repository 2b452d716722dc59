import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { isEngineDown } from '../execute/engine-failure.js';
import type { Background } from '../health/background.js';
import { arrowChunk } from '../result/arrow/chunk.js';
import { columnsOf } from '../result/arrow/columns.js';
import { ArrowStream } from '../result/arrow/stream.js';
import type { PartFiles } from '../result/part-files.js';
import type { ResultStore } from '../result/store.js';
import type { StoredResult } from '../result/stored.js';
import { Parameters } from '../session/parameters.js';
import type { Call, Reply } from './call.js';
import { isResultFormat, type ResultFormat } from './result-format.js';
import { shownColumns } from './shown-columns.js';
import type { SignedUrls } from './signed-urls.js';

/** About as fast as a disk, and already a third of the size. */
const GZIP_LEVEL = 1;

export type ChunkEncoding = 'auto' | 'gzip' | 'identity';

/** Chunks of large results, under URLs that hold their own permission: drivers send no token with them. */
export class Chunks {
  constructor(
    private readonly urls: SignedUrls,
    private readonly results: ResultStore,
    private readonly parts: PartFiles,
    private readonly encoding: ChunkEncoding,
    private readonly background: Background,
  ) {}

  /** Only the result's owner is given it; a new fetch gives new ones. */
  url(origin: string, result: StoredResult, chunk: number, format: ResultFormat, now: number): string {
    return this.urls.url(origin, `/chunks/${result.queryId}/${chunk}`, { format }, result.user, now);
  }

  async answer(call: Call, queryId: string, chunk: number): Promise<Reply> {
    const result = this.results.load(queryId);
    // 403 makes drivers fetch the result again for fresh URLs.
    const format = call.query.get('format');
    if (result === undefined || !isResultFormat(format) || !this.urls.isSigned(call, result.user)) {
      return status(403);
    }
    if (result.body.kind !== 'parquet' || result.body.chunks[chunk] === undefined) return status(403);
    const opened = await this.opened(result, chunk);
    if (typeof opened === 'number') return status(opened);
    const { stream, bytes } = opened;
    return {
      kind: 'raw',
      send: async (response, pauseMs) => {
        // Not application/json: the Node driver hangs on it.
        response.setHeader('content-type', 'application/octet-stream');
        const encode = format === 'arrow' ? inArrow(result) : asItIs;
        if (!this.isZipped(call)) {
          if (format === 'json') response.setHeader('content-length', bytes);
          await pipeline(stream, encode, paced(pauseMs), response);
          return;
        }
        response.setHeader('content-encoding', 'gzip');
        await pipeline(stream, encode, paced(pauseMs), createGzip({ level: GZIP_LEVEL }), response);
      },
    };
  }

  /** The chunk's text, or the status that says why there is none: drivers try again on 503 only. */
  private async opened(
    result: StoredResult,
    chunk: number,
  ): Promise<Awaited<ReturnType<PartFiles['open']>> | 404 | 503> {
    try {
      return await this.parts.open(result, chunk);
    } catch (error) {
      const { queryId } = result;
      this.background.warn({ queryId, chunk, err: error }, `chunk ${chunk} of the result of ${queryId} cannot be read`);
      return isEngineDown(error) ? 503 : 404;
    }
  }

  /** Compressing costs more than a loopback connection carries. */
  private isZipped(call: Call): boolean {
    if (!/\bgzip\b/.test(call.headers['accept-encoding'] ?? '')) return false;
    if (this.encoding !== 'auto') return this.encoding === 'gzip';
    return !call.isLocal;
  }
}

const inArrow = (result: StoredResult) => (text: AsyncIterable<Buffer>) =>
  arrowChunk(text, new ArrowStream(columnsOf(shownColumns(result.columns, Parameters.of(result.parameters)))));
const asItIs = (text: AsyncIterable<Buffer>): AsyncIterable<Uint8Array> => text;

const paced = (pauseMs: number) =>
  async function* (pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const piece of pieces) {
      if (pauseMs > 0) await setTimeout(pauseMs);
      yield piece;
    }
  };

const status = (code: number): Reply => ({
  kind: 'raw',
  send: async (response) => {
    response.statusCode = code;
    response.setHeader('content-type', 'text/plain');
    response.end('This chunk is not available under this URL. Fetch the result again.');
  },
});
