import type { Manifest } from '@firn/contract';
import type { ResultColumn } from '@firn/snowpark';
import type { ResultPlace } from './place.js';

/** Rows to be stored: `lines` holds exactly `rows` lines, each a JSON array of cells ended by a newline. */
export interface RowLines {
  readonly rows: number;
  readonly lines: Buffer;
}

/** When a page is full: at whichever comes first. A page holds at least one row, however large. */
export interface PageLimits {
  /** Default 10,000. */
  readonly rows: number;
  /** Bytes of NDJSON; default 4 MB. */
  readonly bytes: number;
}

export const PAGE_LIMITS: PageLimits = { rows: 10_000, bytes: 4 * 1024 * 1024 };

/** Writes one epoch's result, page after page. Memory: what one `append` brings. */
export interface ResultWriter {
  /** Resolves when the rows are handed to the system; await it, it is what slows a fast Snowflake down to the disk. */
  append(batch: RowLines): Promise<void>;
  /** Pages that are complete and may be read. */
  readonly pages: number;
  readonly rows: number;
  readonly bytes: number;
  /** Ends the last page and writes the manifest, which is what makes the result exist. */
  finish(columns: readonly ResultColumn[]): Promise<Manifest>;
  /** Gives up; the pages stay until `discard`. */
  abort(): Promise<void>;
}

/** One stored page. */
export interface StoredPage {
  readonly bytes: number;
  /** NDJSON, in pieces of at most 512 KB. Ending the iteration early closes the file. */
  readonly content: AsyncIterable<Buffer>;
}

/** Where finished results wait. */
export interface ResultStore {
  /** Begins a result. An epoch is written once: what an earlier writer of the same epoch left is removed first. */
  write(place: ResultPlace, limits?: Partial<PageLimits>): Promise<ResultWriter>;
  /** The manifest, or null while there is no result. @throws ResultDamaged */
  manifest(place: ResultPlace): Promise<Manifest | null>;
  /**
   * The same for who asks for its pages next, one after the other: it is written once and never changed, so that it may be remembered
   * from an earlier look, and a page says where it has gone meanwhile. Of a long result it has thousands of entries.
   *
   * @throws ResultDamaged
   */
  finished(place: ResultPlace): Promise<Manifest | null>;
  /**
   * One page, also before the manifest is there; from then on it is held to the manifest before its first byte is given.
   *
   * @throws ResultMissing, or ResultDamaged for a page that is missing, cut off or garbled though its manifest is there
   */
  page(place: ResultPlace, index: number): Promise<StoredPage>;
  /** Removes an epoch. Its manifest goes first, so that no result with missing pages is ever seen. */
  discard(place: ResultPlace): Promise<void>;
  /** Removes all epochs of a job. */
  discardJob(tenant: string, jobId: string): Promise<void>;
  /**
   * Removes results made before `createdBefore` (epoch milliseconds), and what never became a result and was last
   * written before it. Gives the number of epochs removed.
   *
   * @throws the first trouble with one of them, once all others have been seen to
   */
  sweep(createdBefore: number, signal?: AbortSignal): Promise<number>;
}

/** There is no such page or manifest (any more). */
export class ResultMissing extends Error {
  override readonly name = 'ResultMissing';
}

/** What lies there is not what was written. The message names the file. */
export class ResultDamaged extends Error {
  override readonly name = 'ResultDamaged';
}
