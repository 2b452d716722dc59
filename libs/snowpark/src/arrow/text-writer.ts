import { type Binary, type Data, DataType, makeData, type Utf8 } from 'apache-arrow';
import type { ResultColumn } from '../values/result-column.js';
import { ColumnWriter, type Shared, textOf } from './column-writer.js';

const BACKSLASH = 0x5c;
/** From here on a native copy costs less than a loop over the bytes. */
const LONG_TEXT = 48;
const encoder = new TextEncoder();

/** Texts, what has only its text, and bytes, which are read from hexadecimal: values end to end, and where each begins. */
export class TextWriter extends ColumnWriter {
  #offsets: Int32Array = new Int32Array(1);
  #text: Uint8Array = new Uint8Array(0);

  constructor(
    column: ResultColumn,
    override readonly type: Utf8 | Binary,
  ) {
    super(column, type);
  }

  protected write(bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    if (this.column.type === 'binary') {
      const value = this.valueOf(bytes, start, end, quoted);
      if (value instanceof Uint8Array) this.#put(value, 0, value.length);
    } else if (!this.#copyPlain(bytes, start, end)) {
      const plain = encoder.encode(textOf(bytes, start, end));
      this.#put(plain, 0, plain.length);
    }
  }

  /** False, and nothing said, where the text has an escape. A short text is looked through while it is copied. */
  #copyPlain(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > LONG_TEXT) {
      if (bytes.subarray(start, end).includes(BACKSLASH)) return false;
      this.#put(bytes, start, end);
      return true;
    }
    const to = this.#roomFor(end - start);
    const text = this.#text;
    for (let at = start, into = to - end + start; at < end; at += 1, into += 1) {
      const byte = bytes[at] as number;
      if (byte === BACKSLASH) return false;
      text[into] = byte;
    }
    this.#offsets[this.length + 1] = to;
    return true;
  }

  #put(bytes: Uint8Array, start: number, end: number): void {
    const to = this.#roomFor(end - start);
    this.#text.set(bytes.subarray(start, end), to - end + start);
    this.#offsets[this.length + 1] = to;
  }

  /** Where a value of so many bytes ends. */
  #roomFor(bytes: number): number {
    const to = (this.#offsets[this.length] ?? 0) + bytes;
    if (to > this.#text.length) this.#growText(to);
    return to;
  }

  protected writeNull(): void {
    this.#offsets[this.length + 1] = this.#offsets[this.length] ?? 0;
  }

  protected grow(room: number): void {
    const offsets = new Int32Array(room + 1);
    offsets.set(this.#offsets.subarray(0, this.length + 1));
    this.#offsets = offsets;
  }

  protected finish(shared: Shared): Data {
    const valueOffsets = this.#offsets.subarray(0, shared.length + 1);
    const parts = { ...shared, valueOffsets, data: this.#text };
    const { type } = this;
    const data = DataType.isBinary(type) ? makeData({ type, ...parts }) : makeData({ type, ...parts });
    [this.#offsets, this.#text] = [new Int32Array(1), new Uint8Array(0)];
    return data;
  }

  #growText(needed: number): void {
    const text = new Uint8Array(Math.max(needed, this.#text.length * 2));
    text.set(this.#text);
    this.#text = text;
  }
}
