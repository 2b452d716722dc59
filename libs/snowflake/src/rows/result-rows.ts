import type { JsonCell, ResultColumn, ResultStream } from '@firn/snowpark';
import { snowflakeError } from '../errors/raise.js';
import { pause, READ_RETRY, type RetryPolicy } from '../wire/retry.js';
import { type ColumnEncoding, columnEncoding } from './cell-encoding.js';
import type { ChunkReader } from './chunk-reader.js';
import { ChunkRefused, type ChunkSource } from './chunk-request.js';
import { jsonRows } from './json-rows.js';
import type { LineBatch } from './line-writer.js';
import type { Chunk, ResultAnswer } from './result-answer.js';
import { MalformedRows } from './row-scanner.js';
import { scanInlineRows } from './scan-rows.js';

/** Where the parts of a result come from. */
export interface ResultSource {
  readonly answer: ResultAnswer;
  /** The same answer again, with addresses that have not expired. */
  refresh(signal: AbortSignal): Promise<ResultAnswer>;
  /** The reader for this result: threads where its chunks are large. */
  readonly reader: ChunkReader;
  readonly signal?: AbortSignal | undefined;
}

/** The driver's code for a chunk that cannot be had. */
const CHUNK_FAILED = '402001';
/** Expired addresses are replaced this often within one result; each lives for hours. */
const MOST_REFRESHES = 3;
/** Tries of one chunk without a single new row in between. */
const CHUNK_RETRY: RetryPolicy = { ...READ_RETRY, attempts: 8, longestPauseMs: 8_000 };

/** The rows of a finished query, once, in order: as NDJSON for storing, or as cells. */
export class ResultRows implements ResultStream {
  readonly columns: readonly ResultColumn[];
  readonly #encodings: readonly ColumnEncoding[];
  #chunks: readonly Chunk[];
  #headers: Readonly<Record<string, string>>;
  #refreshes = 0;

  constructor(private readonly source: ResultSource) {
    this.columns = source.answer.columns;
    this.#encodings = source.answer.columns.map(columnEncoding);
    this.#chunks = source.answer.chunks;
    this.#headers = source.answer.chunkHeaders;
  }

  /** Rows in the whole result. */
  get rowCount(): number {
    const { inlineRows, inlineText } = this.source.answer;
    return this.#chunks.reduce((sum, chunk) => sum + chunk.rowCount, inlineRows.length + (inlineText?.rows ?? 0));
  }

  async *batches(): AsyncGenerator<readonly (readonly JsonCell[])[]> {
    for await (const batch of this.lentBatches()) yield jsonRows(batch);
  }

  async *lines(): AsyncGenerator<Buffer> {
    for await (const { lines } of this.lentBatches()) yield lines;
  }

  /** Rows as NDJSON lines, in buffers that the caller may keep. */
  async *ndjsonBatches(): AsyncGenerator<LineBatch> {
    for await (const { rows, lines } of this.lentBatches()) yield { rows, lines: Buffer.from(lines) };
  }

  /**
   * As `ndjsonBatches`, for a caller who is done with a batch when it asks for the next: the memory of `lines` is then
   * written again. Memory is bounded by some batches of 256 KB, whatever the result's size. `return()` of the iterator,
   * and the signal, stop the transfer.
   */
  async *lentBatches(): AsyncGenerator<LineBatch> {
    this.source.signal?.throwIfAborted();
    yield* this.#inlineRows();
    // Most results are a row or two inside the answer: then there is no transfer to be stopped.
    if (this.#chunks.length > 0) yield* this.#allChunks();
  }

  async *#inlineRows(): AsyncGenerator<LineBatch> {
    const { inlineRows, inlineText } = this.source.answer;
    try {
      yield* scanInlineRows(inlineRows, { columns: this.#encodings });
      if (inlineText !== null) yield* this.#textInMemory(inlineText.bytes);
    } catch (error) {
      throw error instanceof MalformedRows ? this.#failed('000000', error) : error;
    }
  }

  async *#textInMemory(bytes: Uint8Array): AsyncGenerator<LineBatch> {
    const stop = new AbortController();
    const signal = this.source.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, this.source.signal]);
    try {
      yield* this.#read({ kind: 'memory', bytes }, 0, signal);
    } finally {
      stop.abort();
    }
  }

  async *#allChunks(): AsyncGenerator<LineBatch> {
    const stop = new AbortController();
    const signal = this.source.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, this.source.signal]);
    let ahead: AsyncIterableIterator<LineBatch> | null = null;
    try {
      signal.throwIfAborted();
      for (let index = 0; index < this.#chunks.length; index += 1) {
        const current = ahead ?? this.#open(index, 0, signal);
        ahead = index + 1 < this.#chunks.length ? this.#open(index + 1, 0, signal) : null;
        yield* this.#chunk(index, current, signal);
      }
    } finally {
      stop.abort();
      await ahead?.return?.();
    }
  }

  #open(index: number, skipRows: number, signal: AbortSignal): AsyncIterableIterator<LineBatch> {
    const chunk = this.#chunks[index];
    if (chunk === undefined) throw new RangeError(`The result has no chunk ${index}.`);
    return this.#read({ kind: 'address', url: chunk.url, headers: this.#headers }, skipRows, signal);
  }

  #read(source: ChunkSource, skipRows: number, signal: AbortSignal): AsyncIterableIterator<LineBatch> {
    return this.source.reader.read({ source, columns: this.#encodings, skipRows }, signal);
  }

  /** One chunk, continued behind its last row whenever a read of it breaks. */
  async *#chunk(
    index: number,
    first: AsyncIterableIterator<LineBatch>,
    signal: AbortSignal,
  ): AsyncGenerator<LineBatch> {
    const expected = this.#chunks[index]?.rowCount ?? 0;
    let delivered = 0;
    let failures = 0;
    let read = first;
    for (;;) {
      const before = delivered;
      try {
        for await (const batch of read) {
          delivered += batch.rows;
          yield batch;
        }
        if (delivered === expected) return;
        throw new MalformedRows(`${delivered} rows in a chunk of ${expected}`, 0, delivered < expected);
      } catch (error) {
        signal.throwIfAborted();
        failures = delivered > before ? 1 : failures + 1;
        await this.#recover(index, error, failures, signal);
      }
      read = this.#open(index, delivered, signal);
    }
  }

  /** Makes another read of the chunk possible, or throws for good. */
  async #recover(index: number, error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    if (error instanceof MalformedRows && !error.truncated) throw this.#failed('000000', error);
    if (failures >= CHUNK_RETRY.attempts) throw this.#failed(CHUNK_FAILED, error);
    if (error instanceof ChunkRefused && error.status >= 400 && error.status < 500 && error.status !== 429) {
      return this.#refresh(index, error, signal);
    }
    await pause(CHUNK_RETRY, failures, signal);
  }

  /** Object stores refuse an expired address with 400, 403 or 404; the answer gives new ones for 24 hours. */
  async #refresh(index: number, error: ChunkRefused, signal: AbortSignal): Promise<void> {
    if (this.#refreshes === MOST_REFRESHES) throw this.#failed(CHUNK_FAILED, error);
    this.#refreshes += 1;
    const answer = await this.source.refresh(signal);
    const same =
      answer.chunks.length === this.#chunks.length && answer.chunks[index]?.rowCount === this.#chunks[index]?.rowCount;
    if (!same) throw this.#failed('000000', new Error('the result changed its chunks while it was read'));
    this.#chunks = answer.chunks;
    this.#headers = answer.chunkHeaders;
  }

  #failed(code: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return snowflakeError({
      code,
      queryId: this.source.answer.queryId,
      message: `The result of the query could not be read to its end: ${why}`,
      cause,
    });
  }
}
