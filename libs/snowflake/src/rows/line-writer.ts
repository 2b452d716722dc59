/**
 * Finished rows as NDJSON: `lines` holds exactly `rows` lines, each ended by a newline.
 * Inside this folder `lines` is lent: its memory is written again once the next batch is asked for, because a fresh
 * buffer for each batch of a large result piles up faster than it is collected.
 */
export interface LineBatch {
  readonly rows: number;
  readonly lines: Buffer;
}

/**
 * A growing byte buffer that rows are written into, lent out as batches. Whoever writes a row does so in `bytes` itself, from
 * `length` on and within what `reserve` made room for: a call for each byte would cost more than all else.
 */
export class LineWriter {
  bytes: Buffer;
  /** Bytes that are written, those of the row under way among them once it says so. */
  length = 0;
  #rows = 0;

  /** `batchBytes` is where a batch is full; one row may exceed it. `expectedBytes` is what it holds memory for at first. */
  constructor(
    private readonly batchBytes: number,
    expectedBytes = batchBytes,
  ) {
    this.bytes = Buffer.allocUnsafeSlow(expectedBytes + 4_096);
  }

  get isFull(): boolean {
    return this.length >= this.batchBytes;
  }

  /** Makes room for so many bytes behind the first `length`. */
  reserve(length: number, more: number): Buffer {
    if (length + more > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, length + more));
      this.bytes.copy(larger, 0, 0, length);
      this.bytes = larger;
    }
    return this.bytes;
  }

  /** A row is written, up to `length`. */
  endRow(length: number): void {
    this.length = length;
    this.#rows += 1;
  }

  /** What was written since the last call, or null if nothing. Lent until the next byte is written. */
  take(): LineBatch | null {
    if (this.#rows === 0) return null;
    const batch = { rows: this.#rows, lines: this.bytes.subarray(0, this.length) };
    this.length = 0;
    this.#rows = 0;
    return batch;
  }
}
