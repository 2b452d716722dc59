import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { isEngineDown } from '../execute/engine-failure.js';
import type { Background } from '../health/background.js';
import type { PartFiles } from '../result/part-files.js';
import type { ResultStore } from '../result/store.js';
import type { StoredResult } from '../result/stored.js';
import type { Call, Reply } from './call.js';

/** About as fast as a disk, and already a third of the size. */
const GZIP_LEVEL = 1;
const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

export type ChunkEncoding = 'auto' | 'gzip' | 'identity';

/** Chunks of large results, under URLs that hold their own permission: drivers send no token with them. */
export class Chunks {
  private readonly key = randomBytes(32);

  constructor(
    private readonly results: ResultStore,
    private readonly parts: PartFiles,
    private readonly encoding: ChunkEncoding,
    private readonly background: Background,
  ) {}

  /** An absolute URL: Node crashes on a relative one. It holds until the server stops; a new fetch gives new ones. */
  url(origin: string, queryId: string, chunk: number): string {
    return `${origin}/chunks/${queryId}/${chunk}?sig=${this.signature(queryId, chunk)}`;
  }

  async answer(call: Call, queryId: string, chunk: number): Promise<Reply> {
    const result = this.isSigned(call, queryId, chunk) ? this.results.load(queryId) : undefined;
    // 403 makes drivers fetch the result again for fresh URLs.
    if (result?.body.kind !== 'parquet' || result.body.chunks[chunk] === undefined) return status(403);
    const opened = await this.opened(result, chunk);
    if (typeof opened === 'number') return status(opened);
    const { stream, bytes } = opened;
    return {
      kind: 'raw',
      send: async (response) => {
        // Not application/json: the Node driver hangs on it.
        response.setHeader('content-type', 'application/octet-stream');
        if (!this.isZipped(call, response)) {
          response.setHeader('content-length', bytes);
          await pipeline(stream, response);
          return;
        }
        response.setHeader('content-encoding', 'gzip');
        await pipeline(stream, createGzip({ level: GZIP_LEVEL }), response);
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
  private isZipped(call: Call, response: ServerResponse): boolean {
    if (!/\bgzip\b/.test(call.headers['accept-encoding'] ?? '')) return false;
    if (this.encoding !== 'auto') return this.encoding === 'gzip';
    return !LOOPBACK.test(response.socket?.remoteAddress ?? '');
  }

  private isSigned(call: Call, queryId: string, chunk: number): boolean {
    const given = Buffer.from(call.query.get('sig') ?? '');
    const expected = Buffer.from(this.signature(queryId, chunk));
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private signature(queryId: string, chunk: number): string {
    return createHmac('sha256', this.key).update(`${queryId}/${chunk}`).digest('hex');
  }
}

const status = (code: number): Reply => ({
  kind: 'raw',
  send: async (response) => {
    response.statusCode = code;
    response.setHeader('content-type', 'text/plain');
    response.end('This chunk is not available under this URL. Fetch the result again.');
  },
});
