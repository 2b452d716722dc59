import { type Bool, type Data, DataType, type Decimal, type Float64, type Int64, makeData } from 'apache-arrow';
import type { ResultColumn } from '../values/result-column.js';
import { WIDE_INTEGER } from './arrow-type.js';
import { fitsInt64, writeWords } from './arrow-value.js';
import { bitsOf, ColumnWriter, type Shared } from './column-writer.js';
import { readReal, readUnscaled } from './read-number.js';

const WORD = 2 ** 32;
const T = 0x74;
const F = 0x66;

/**
 * Whole numbers, and Decimals as theirs without the point, as words of 32 bits, the lowest first. Where `mayWiden` is set, Int64
 * becomes Decimal128 with the first value that needs it.
 */
export class WholeWriter extends ColumnWriter {
  #words: Uint32Array<ArrayBuffer> = new Uint32Array(0);
  /** Words of a value. */
  #stride: 2 | 4;
  readonly #scale: number;

  constructor(
    column: ResultColumn,
    override type: Int64 | Decimal,
    private readonly mayWiden: boolean,
  ) {
    super(column, type);
    this.#stride = DataType.isDecimal(type) ? 4 : 2;
    this.#scale = column.scale ?? 0;
  }

  protected write(bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    const value = readUnscaled(bytes, start, end, this.#scale);
    if (Number.isNaN(value)) {
      this.#putLarge(this.valueOf(bytes, start, end, quoted));
      return;
    }
    const high = Math.floor(value / WORD);
    const at = this.length * this.#stride;
    this.#words[at] = value - high * WORD;
    this.#words[at + 1] = high;
    if (this.#stride === 4) {
      const sign = value < 0 ? 0xffff_ffff : 0;
      this.#words[at + 2] = sign;
      this.#words[at + 3] = sign;
    }
  }

  #putLarge(value: unknown): void {
    if (typeof value !== 'bigint') throw new TypeError(`Column ${this.column.name} holds no whole number.`);
    if (this.#stride === 2 && this.mayWiden && !fitsInt64(value)) this.#widen();
    if (this.#stride === 4) writeWords(this.#words, this.length * 4, value);
    else new BigInt64Array(this.#words.buffer)[this.length] = value;
  }

  #widen(): void {
    const words = widenedWords(new BigInt64Array(this.#words.buffer, 0, this.length), this.room);
    this.#words = words;
    this.type = WIDE_INTEGER;
    this.#stride = 4;
  }

  /** Memory that was never written holds zeros. */
  protected writeNull(): void {}

  protected grow(room: number): void {
    const words = new Uint32Array(room * this.#stride);
    words.set(this.#words.subarray(0, this.length * this.#stride));
    this.#words = words;
  }

  protected finish(shared: Shared): Data {
    const words = this.#words;
    this.#words = new Uint32Array(0);
    const { type } = this;
    if (DataType.isDecimal(type)) return makeData({ type, ...shared, data: words.subarray(0, shared.length * 4) });
    return makeData({ type, ...shared, data: new BigInt64Array(words.buffer, 0, shared.length) });
  }
}

/** Decimal128 in place of Int64, for a chunk that was finished before a later one turned out to need more. */
export function widened(data: Data<Int64>, type: Decimal): Data<Decimal> {
  const { length, nullCount, nullBitmap } = data;
  const longs = data.values;
  return makeData({ type, length, nullCount, nullBitmap, data: widenedWords(longs, length) });
}

function widenedWords(longs: BigInt64Array, room: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(4 * room);
  longs.forEach((value, at) => {
    writeWords(words, 4 * at, value);
  });
  return words;
}

export class RealWriter extends ColumnWriter {
  #values: Float64Array = new Float64Array(0);

  constructor(
    column: ResultColumn,
    override readonly type: Float64,
  ) {
    super(column, type);
  }

  protected write(bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    const value = quoted ? Number.NaN : realOf(bytes, start, end);
    this.#values[this.length] = Number.isNaN(value) ? Number(this.valueOf(bytes, start, end, quoted)) : value;
  }

  protected writeNull(): void {}

  protected grow(room: number): void {
    const values = new Float64Array(room);
    values.set(this.#values);
    this.#values = values;
  }

  protected finish(shared: Shared): Data {
    const data = this.#values.subarray(0, shared.length);
    this.#values = new Float64Array(0);
    return makeData({ type: this.type, ...shared, data });
  }
}

/** A double has up to 17 digits, of which the engine makes the nearest one. */
function realOf(bytes: Uint8Array, start: number, end: number): number {
  const value = readReal(bytes, start, end);
  if (!Number.isNaN(value)) return value;
  let text = '';
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at] ?? 0);
  return Number(text);
}

export class FlagWriter extends ColumnWriter {
  #bits: Uint8Array = new Uint8Array(0);

  constructor(
    column: ResultColumn,
    override readonly type: Bool,
  ) {
    super(column, type);
  }

  protected write(bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    const first = bytes[start];
    const plain = !quoted && (first === T || first === F);
    const value = plain ? first === T : this.valueOf(bytes, start, end, quoted) === true;
    const at = this.length;
    if (value) this.#bits[at >> 3] = (this.#bits[at >> 3] ?? 0) | (1 << (at & 7));
  }

  protected writeNull(): void {}

  protected grow(room: number): void {
    const bits = new Uint8Array(room / 8);
    bits.set(this.#bits);
    this.#bits = bits;
  }

  protected finish(shared: Shared): Data {
    const data = bitsOf(this.#bits, shared.length);
    this.#bits = new Uint8Array(0);
    return makeData({ type: this.type, ...shared, data });
  }
}
