/**
 * Finished rows as NDJSON: `lines` holds exactly `rows` lines, each ended by a newline.
 * Inside this folder `lines` is lent: its memory is written again once the next batch is asked for, because a fresh
 * buffer for each batch of a large result piles up faster than it is collected.
 */
export interface LineBatch {
  readonly rows: number;
  readonly lines: Buffer;
}

/** A growing byte buffer that row encoders append to, lent out as batches. */
export class LineWriter {
  #bytes: Buffer;
  #length = 0;
  #rows = 0;

  /** `batchBytes` is where a batch is full; one row may exceed it. `expectedBytes` is what it holds memory for at first. */
  constructor(
    private readonly batchBytes: number,
    expectedBytes = batchBytes,
  ) {
    this.#bytes = Buffer.allocUnsafeSlow(expectedBytes + 4_096);
  }

  get isFull(): boolean {
    return this.#length >= this.batchBytes;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  /** Appends `source[start, end)`. */
  copy(source: Buffer, start: number, end: number): void {
    const size = end - start;
    if (this.#length + size > this.#bytes.length) this.#grow(size);
    if (size > 48) {
      source.copy(this.#bytes, this.#length, start, end);
      this.#length += size;
      return;
    }
    // A native call costs more than a loop over the few bytes of most cells.
    const target = this.#bytes;
    let at = this.#length;
    for (let from = start; from < end; from += 1) target[at++] = source[from] as number;
    this.#length = at;
  }

  /** Appends text that is known to be ASCII. */
  ascii(text: string): void {
    const size = text.length;
    if (this.#length + size > this.#bytes.length) this.#grow(size);
    const target = this.#bytes;
    let at = this.#length;
    for (let index = 0; index < size; index += 1) target[at++] = text.charCodeAt(index);
    this.#length = at;
  }

  endRow(): void {
    this.byte(0x0a);
    this.#rows += 1;
  }

  /** What was written since the last call, or null if nothing. Lent until the next byte is written. */
  take(): LineBatch | null {
    if (this.#rows === 0) return null;
    const batch = { rows: this.#rows, lines: this.#bytes.subarray(0, this.#length) };
    this.#length = 0;
    this.#rows = 0;
    return batch;
  }

  #grow(extra: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + extra));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
