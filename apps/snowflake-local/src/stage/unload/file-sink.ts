import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Compression, compressor } from '../compression.js';

/** A file that is written piece by piece, compressed on the way. */
export class FileSink {
  rows = 0;
  /** Before compression. */
  inputBytes = 0;
  private readonly isCompressed: boolean;
  private readonly head: Transform;
  private readonly file: WriteStream;
  private readonly ended: Promise<void>;

  constructor(
    readonly path: string,
    compression: Compression,
  ) {
    this.isCompressed = compression !== 'NONE';
    this.head = compressor(compression);
    this.file = createWriteStream(path);
    this.head.once('error', (error) => this.file.destroy(error));
    this.file.once('error', (error) => this.head.destroy(error));
    this.head.pipe(this.file);
    this.ended = finished(this.file);
    // Waited for in `close`; a failure before that must not count as nobody's.
    this.ended.catch(() => undefined);
  }

  /** Bytes of the file so far; compressed ones without what is still in buffers. */
  get outputBytes(): number {
    return this.isCompressed ? this.file.bytesWritten : this.inputBytes;
  }

  async write(text: string, rows: number): Promise<void> {
    const bytes = Buffer.from(text, 'utf8');
    this.rows += rows;
    this.inputBytes += bytes.length;
    if (bytes.length === 0 || this.head.write(bytes)) return;
    await Promise.race([once(this.head, 'drain'), this.ended]);
  }

  /** Gives the bytes of the finished file. */
  async close(): Promise<number> {
    this.head.end();
    await this.ended;
    return this.file.bytesWritten;
  }

  destroy(): void {
    this.head.destroy();
    this.file.destroy();
  }
}
