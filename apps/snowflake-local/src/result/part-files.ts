import { createReadStream, type ReadStream } from 'node:fs';
import type { Duck } from '../execute/duck.js';
import { cellStyle, rowTexts } from './cells.js';
import { byteRange, packParts } from './chunk-plan.js';
import type { RowTexts } from './row-texts.js';
import type { ResultStore } from './store.js';
import type { StoredResult } from './stored.js';

/** Chunks up to this many bytes in all share a file. */
const PART_BYTES = 256 * 1024 * 1024;

/** The JSON text of large results, in files of a few chunks each, which are written when a client asks for them and they are not there. */
export class PartFiles {
  constructor(
    private readonly duck: Duck,
    private readonly results: ResultStore,
    private readonly texts: RowTexts,
  ) {}

  /**
   * The text of one chunk: rows as JSON arrays with commas between them, without outer brackets.
   *
   * @throws when the chunk does not exist; the caller has checked its number.
   */
  async open(result: StoredResult, chunk: number): Promise<{ readonly stream: ReadStream; readonly bytes: number }> {
    const { body } = result;
    if (body.kind !== 'parquet') throw new Error(`result ${result.queryId} has no chunks`);
    const part = packParts(body.chunks, body.head.length, PART_BYTES).find(
      ({ firstChunk, chunks }) => chunk >= firstChunk && chunk < firstChunk + chunks,
    );
    if (part === undefined) throw new Error(`result ${result.queryId} has no chunk ${chunk}`);
    const numbered = this.results.numbered(result.queryId, result.columns);
    const rows = rowTexts(numbered, result.columns, cellStyle(result.parameters), part);
    const file = await this.texts.file(result.queryId, part.firstChunk, rows, (work) => this.duck.use(work));
    const { start, end } = byteRange(body.chunks, part, chunk);
    // The last row's comma and line feed stay out.
    return {
      stream: createReadStream(file, { start, end: end - 3, highWaterMark: 256 * 1024 }),
      bytes: end - start - 2,
    };
  }
}
