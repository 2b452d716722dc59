import { type Binary, type Data, DataType, makeData, type Utf8 } from 'apache-arrow';
import type { ResultColumn } from '../values/result-column.js';
import { ColumnWriter, type Shared, textOf, withReserve } from './column-writer.js';
import { CellKind, type Cells } from './find-cells.js';

/** From here on a native copy costs less than a loop over the bytes. */
const LONG_TEXT = 48;
const encoder = new TextEncoder();
const NOTHING = new Uint8Array(0);

/** Texts, what has only its text, and bytes, which are read from hexadecimal: values end to end, and where each begins. */
export class TextWriter extends ColumnWriter {
  #offsets: Int32Array = new Int32Array(1);
  #text: Uint8Array = new Uint8Array(0);
  /** Bytes that the values of the last time would have filled. */
  #expectedBytes = 0;

  constructor(
    column: ResultColumn,
    override readonly type: Utf8 | Binary,
  ) {
    super(column, type);
  }

  protected write(cells: Cells, at: number): void {
    const { rows, width, kinds } = cells;
    const isBinary = this.column.type === 'binary';
    let cell = at;
    for (let index = this.length; index < this.length + rows; index += 1, cell += width) {
      const kind = kinds[cell];
      if (kind === CellKind.null) this.#put(index, NOTHING, 0, 0);
      else if (isBinary) this.#putAll(index, this.valueOf(cells, cell));
      else if (kind === CellKind.text) this.#putAll(index, encoder.encode(textOf(cells, cell)));
      else this.#put(index, cells.bytes, cells.starts[cell] as number, cells.ends[cell] as number);
    }
  }

  #putAll(index: number, value: unknown): void {
    if (value instanceof Uint8Array) this.#put(index, value, 0, value.length);
  }

  #put(index: number, bytes: Uint8Array, start: number, end: number): void {
    let into = this.#offsets[index] as number;
    const to = into + end - start;
    if (to > this.#text.length) this.#growText(to);
    const text = this.#text;
    if (end - start > LONG_TEXT) text.set(bytes.subarray(start, end), into);
    else for (let from = start; from < end; from += 1) text[into++] = bytes[from] as number;
    this.#offsets[index + 1] = to;
  }

  protected grow(room: number): void {
    const offsets = new Int32Array(room + 1);
    offsets.set(this.#offsets.subarray(0, this.length + 1));
    this.#offsets = offsets;
  }

  protected finish(shared: Shared): Data {
    const valueOffsets = this.#offsets.subarray(0, shared.length + 1);
    const bytes = this.#offsets[shared.length] as number;
    const parts = { ...shared, valueOffsets, data: this.#text.subarray(0, bytes) };
    const { type } = this;
    const data = DataType.isBinary(type) ? makeData({ type, ...parts }) : makeData({ type, ...parts });
    this.#expectedBytes = withReserve(bytes);
    [this.#offsets, this.#text] = [new Int32Array(1), new Uint8Array(0)];
    return data;
  }

  #growText(needed: number): void {
    const text = new Uint8Array(Math.max(needed, this.#expectedBytes, this.#text.length * 2));
    text.set(this.#text);
    this.#text = text;
  }
}
