import type { Data, DataType } from 'apache-arrow';
import type { JsonCell } from '../values/json-cell.js';
import type { ResultColumn } from '../values/result-column.js';
import { arrowValue } from './arrow-value.js';

/** Values that the first memory of a column has room for. */
const FIRST_ROOM = 1_024;

/**
 * The cells of one column, written into Arrow's memory as they are read. The bytes of a cell are those of its JSON: `quoted` tells a
 * text, of which only what is between the quotes is given. What a writer does not read from the bytes themselves, because it is rare
 * or wrong, goes over `arrowValue`.
 */
export abstract class ColumnWriter {
  protected room = 0;
  protected length = 0;
  #nulls = 0;
  /** A bit for each value that is there. */
  #valid: Uint8Array = new Uint8Array(0);

  constructor(
    readonly column: ResultColumn,
    readonly type: DataType,
  ) {}

  /** @throws UsageError where the column cannot hold the cell. */
  append(bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    this.#makeRoom();
    this.write(bytes, start, end, quoted);
    const at = this.length;
    this.#valid[at >> 3] = (this.#valid[at >> 3] ?? 0) | (1 << (at & 7));
    this.length = at + 1;
  }

  appendNull(): void {
    this.#makeRoom();
    this.writeNull();
    this.#nulls += 1;
    this.length += 1;
  }

  /** What was written since the last time. */
  flush(): Data {
    const data = this.finish({
      length: this.length,
      nullCount: this.#nulls,
      nullBitmap: bitsOf(this.#valid, this.length),
    });
    [this.room, this.length, this.#nulls] = [0, 0, 0];
    return data;
  }

  /** Writes the value number `this.length`. */
  protected abstract write(bytes: Uint8Array, start: number, end: number, quoted: boolean): void;
  protected abstract writeNull(): void;
  /** New memory for `room` values, with the `length` that there are. */
  protected abstract grow(room: number): void;
  protected abstract finish(shared: Shared): Data;

  /** The value by the way of all others. */
  protected valueOf(bytes: Uint8Array, start: number, end: number, quoted: boolean): unknown {
    return arrowValue(this.column, quoted ? textOf(bytes, start, end) : bareCell(bytes, start, end));
  }

  #makeRoom(): void {
    if (this.length < this.room) return;
    this.room = Math.max(FIRST_ROOM, this.room * 2);
    const valid = new Uint8Array(this.room / 8); // a multiple of 64 bits, as Arrow wants it
    valid.set(this.#valid.subarray(0, Math.ceil(this.length / 8)));
    this.#valid = valid;
    this.grow(this.room);
  }
}

/** The bytes of so many bits: Arrow writes a bitmap as long as it finds it, in steps of 64 bits. */
export const bitsOf = (bits: Uint8Array, length: number): Uint8Array => bits.subarray(0, Math.ceil(length / 64) * 8);

/** What every column has. */
export interface Shared {
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array;
}

/** A mark of byte order at the beginning of a text is part of the text. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** ASCII or not, escapes or none: the text between two quotes. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  // A copy: the memory may be shared with a thread, which a decoder refuses.
  const text: string = JSON.parse(`"${decoder.decode(new Uint8Array(bytes.subarray(start, end)))}"`);
  return text;
}

function bareCell(bytes: Uint8Array, start: number, end: number): JsonCell {
  const cell: JsonCell = JSON.parse(decoder.decode(new Uint8Array(bytes.subarray(start, end))));
  return cell;
}
