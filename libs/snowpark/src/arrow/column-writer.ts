import type { Data, DataType } from 'apache-arrow';
import type { JsonCell } from '../values/json-cell.js';
import type { ResultColumn } from '../values/result-column.js';
import { arrowValue } from './arrow-value.js';
import { CellKind, type Cells } from './find-cells.js';

/** Values that the first memory of a column has room for. */
const FIRST_ROOM = 1_024;

/**
 * The cells of one column, written into Arrow's memory as they are read, many at a time: a loop over one column meets one type. What
 * a writer does not read from the bytes themselves, because it is rare or wrong, goes over `arrowValue`.
 */
export abstract class ColumnWriter {
  /** Values that there is memory for. */
  protected room = 0;
  /** Values that were written. */
  protected length = 0;
  #nulls = 0;
  /** A bit for each value that is there. */
  #valid: Uint8Array = new Uint8Array(0);
  /** Room that the values of the last time would have filled: the next ones are as many, most often. */
  #expected = FIRST_ROOM;

  constructor(
    readonly column: ResultColumn,
    readonly type: DataType,
  ) {}

  /** Adds the cells of column number `at` of all rows. @throws UsageError where the column cannot hold a cell */
  append(cells: Cells, at: number): void {
    this.#makeRoom(this.length + cells.rows);
    this.#mark(cells, at);
    this.write(cells, at);
    this.length += cells.rows;
  }

  /** What was written since the last time. */
  flush(): Data {
    const data = this.finish({
      length: this.length,
      nullCount: this.#nulls,
      nullBitmap: bitsOf(this.#valid, this.length),
    });
    this.#expected = Math.max(FIRST_ROOM, withReserve(this.length));
    this.#valid = new Uint8Array(0);
    [this.room, this.length, this.#nulls] = [0, 0, 0];
    return data;
  }

  /** Writes the values from number `this.length` on. The memory of a NULL holds zeros: it is left alone. */
  protected abstract write(cells: Cells, at: number): void;
  /** New memory for `room` values, with the `length` that there are. */
  protected abstract grow(room: number): void;
  /** Data of what was written; the memory is given away. */
  protected abstract finish(shared: Shared): Data;

  /** The value in cell number `cell` by the way of all others. */
  protected valueOf(cells: Cells, cell: number): unknown {
    return arrowValue(this.column, cells.kinds[cell] === CellKind.bare ? bareCell(cells, cell) : textOf(cells, cell));
  }

  #mark({ rows, width, kinds }: Cells, at: number): void {
    const valid = this.#valid;
    let cell = at;
    for (let bit = this.length; bit < this.length + rows; bit += 1, cell += width) {
      if (kinds[cell] === CellKind.null) this.#nulls += 1;
      else valid[bit >> 3] = (valid[bit >> 3] as number) | (1 << (bit & 7));
    }
  }

  #makeRoom(needed: number): void {
    if (needed <= this.room) return;
    const room = Math.max(needed, this.#expected, this.room * 2);
    this.room = Math.ceil(room / 64) * 64; // bitmaps in steps of 64 bits, as Arrow wants it
    const valid = new Uint8Array(this.room / 8);
    valid.set(this.#valid);
    this.#valid = valid;
    this.grow(this.room);
  }
}

/** So much and a little more: parts of one size differ by a few rows. */
export const withReserve = (size: number): number => size + Math.ceil(size / 16);

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

/** ASCII or not, escapes or none: the text of a cell. */
export function textOf(cells: Cells, cell: number): string {
  const text: string = JSON.parse(`"${decodedBytes(cells, cell)}"`);
  return text;
}

function bareCell(cells: Cells, cell: number): JsonCell {
  const value: JsonCell = JSON.parse(decodedBytes(cells, cell));
  return value;
}

/** Of a copy: the memory may be shared with a thread, which a decoder refuses. */
const decodedBytes = ({ bytes, starts, ends }: Cells, cell: number): string =>
  decoder.decode(new Uint8Array(bytes.subarray(starts[cell], ends[cell])));
