import { createReadStream, type ReadStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duck } from '../execute/duck.js';
import { quoteText } from '../types/duck-text.js';
import { cellStyle, rowJson } from './cells.js';
import { byteRange, type Part, packParts } from './chunk-plan.js';
import type { ResultStore } from './store.js';
import type { StoredResult } from './stored.js';

/** Chunks up to this many bytes in all share a file. */
const PART_BYTES = 256 * 1024 * 1024;
/** Part files are made again when asked for: only so much of them is kept. */
const KEPT_BYTES = 1024 * 1024 * 1024;
/** Stands in no JSON text: control characters are escaped there. */
const NO_DELIMITER = '\u0001';

interface PartFile {
  readonly ready: Promise<string>;
  bytes: number;
}

/** The JSON text of large results, written by DuckDB to files, a few chunks at a time, when a client asks for them. */
export class PartFiles {
  private readonly files = new Map<string, PartFile>();

  constructor(
    private readonly duck: Duck,
    private readonly results: ResultStore,
    /** Emptied at every start. */
    private readonly folder: string,
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
    const file = await this.file(result, part);
    const { start, end } = byteRange(body.chunks, part, chunk);
    // The last row's comma and line feed stay out.
    return {
      stream: createReadStream(file, { start, end: end - 3, highWaterMark: 256 * 1024 }),
      bytes: end - start - 2,
    };
  }

  async clear(): Promise<void> {
    for (const [key, file] of this.files) {
      this.files.delete(key);
      // A part that could not be written has been reported to who asked for it.
      await file.ready.then(
        (path) => rm(path, { force: true }),
        () => undefined,
      );
    }
  }

  private async file(result: StoredResult, part: Part): Promise<string> {
    const path = join(this.folder, `${result.queryId}.${part.firstChunk}.rows`);
    const known = this.files.get(path);
    // Looked at last: it goes last.
    this.files.delete(path);
    const file = known ?? { ready: this.write(result, part, path), bytes: 0 };
    this.files.set(path, file);
    try {
      await file.ready;
      if (file.bytes === 0) file.bytes = (await stat(path)).size;
    } catch (error) {
      this.files.delete(path);
      throw error;
    }
    await this.dropOldest(path);
    return path;
  }

  private async write(result: StoredResult, part: Part, path: string): Promise<string> {
    const rows = `SELECT ${rowJson(result.columns, cellStyle(result.parameters))} || ',' AS row FROM (${this.results.numbered(result.queryId, result.columns)})
      WHERE file_row_number >= ${part.firstRow} AND file_row_number < ${part.firstRow + part.rows}`;
    const options = `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '${NO_DELIMITER}'`;
    await this.duck.use((connection) => connection.run(`COPY (${rows}) TO ${quoteText(`${path}.part`)} (${options})`));
    await rename(`${path}.part`, path);
    return path;
  }

  private async dropOldest(keep: string): Promise<void> {
    let bytes = [...this.files.values()].reduce((sum, file) => sum + file.bytes, 0);
    for (const [path, file] of this.files) {
      if (bytes <= KEPT_BYTES) return;
      if (path === keep || file.bytes === 0) continue;
      this.files.delete(path);
      bytes -= file.bytes;
      // Whoever reads it now has it open and reads on.
      await rm(path, { force: true });
    }
  }
}
