import { createReadStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckRunner } from '../execute/duck.js';
import { quoteText } from '../types/duck-text.js';
import type { ChunkPlan } from './chunk-plan.js';

/** Files are written again when they are asked for: only so much of them is kept. */
export const KEPT_BYTES = 1024 * 1024 * 1024;
/** Stands in no JSON text: control characters are escaped there. */
const NO_DELIMITER = '\u0001';
const LINE_FEED = 0x0a;
/** A turn of the loop counts the rows of so much. */
const PIECE_BYTES = 256 * 1024;

interface TextFile {
  readonly ready: Promise<unknown>;
  bytes: number;
}

/** The JSON text of rows in files, a comma and a line feed behind each row. DuckDB writes them. */
export class RowTexts {
  private readonly files = new Map<string, TextFile>();

  /** @param folder emptied at every start */
  constructor(private readonly folder: string) {}

  /**
   * The file of the rows of a result from one of its chunks on, which is written unless it is there.
   *
   * @param rows SELECT of their texts, each with its comma
   */
  async file(
    queryId: string,
    firstChunk: number,
    rows: string,
    run: (work: (duck: DuckRunner) => Promise<unknown>) => Promise<unknown>,
  ): Promise<string> {
    const path = join(this.folder, `${queryId}.${firstChunk}.rows`);
    const known = this.files.get(path);
    // Looked at last: it goes last.
    this.files.delete(path);
    const file = known ?? { ready: run((duck) => write(duck, rows, path)), bytes: 0 };
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

  async clear(): Promise<void> {
    for (const [path, file] of this.files) {
      this.files.delete(path);
      // What could not be written has been reported to who asked for it.
      await file.ready.then(
        () => rm(path, { force: true }),
        () => undefined,
      );
    }
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

async function write(duck: DuckRunner, rows: string, path: string): Promise<void> {
  const options = `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '${NO_DELIMITER}'`;
  try {
    await duck.run(`COPY (${rows}) TO ${quoteText(`${path}.part`)} (${options})`);
    await rename(`${path}.part`, path);
  } catch (error) {
    await rm(`${path}.part`, { force: true });
    throw error;
  }
}

/** The rows of a file in chunks of at most `limitBytes`; a row that is larger is a chunk of its own. */
export async function chunksOf(file: string, limitBytes: number): Promise<ChunkPlan> {
  const chunks: { rows: number; bytes: number }[] = [];
  let chunk = { rows: 0, bytes: 0 };
  let begun = 0;
  const pieces: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: PIECE_BYTES });
  for await (const piece of pieces) {
    let start = 0;
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, start)) {
      const bytes = begun + at + 1 - start;
      if (chunk.rows > 0 && chunk.bytes + bytes > limitBytes) {
        chunks.push(chunk);
        chunk = { rows: 0, bytes: 0 };
      }
      chunk.rows += 1;
      chunk.bytes += bytes;
      begun = 0;
      start = at + 1;
    }
    begun += piece.length - start;
  }
  if (chunk.rows > 0) chunks.push(chunk);
  return chunks;
}
