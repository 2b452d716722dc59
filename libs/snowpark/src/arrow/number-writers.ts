import { type Bool, type Data, DataType, type Decimal, type Float64, type Int64, makeData } from 'apache-arrow';
import type { ResultColumn } from '../values/result-column.js';
import { WIDE_INTEGER } from './arrow-type.js';
import { fitsInt64, writeWords } from './arrow-value.js';
import { bitsOf, ColumnWriter, type Shared } from './column-writer.js';
import { CellKind, type Cells } from './find-cells.js';
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

  protected write(cells: Cells, at: number): void {
    const { rows, width, bytes, kinds, starts, ends } = cells;
    const scale = this.#scale;
    let cell = at;
    for (let index = this.length; index < this.length + rows; index += 1, cell += width) {
      if (kinds[cell] === CellKind.null) continue;
      const value = readUnscaled(bytes, starts[cell] as number, ends[cell] as number, scale);
      if (Number.isNaN(value)) this.#putLarge(index, this.valueOf(cells, cell));
      else this.#put(index, value);
    }
  }

  #put(index: number, value: number): void {
    const words = this.#words;
    const high = Math.floor(value / WORD);
    const word = index * this.#stride;
    words[word] = value - high * WORD;
    words[word + 1] = high;
    if (this.#stride === 4) {
      const sign = value < 0 ? 0xffff_ffff : 0;
      words[word + 2] = sign;
      words[word + 3] = sign;
    }
  }

  #putLarge(index: number, value: unknown): void {
    if (typeof value !== 'bigint') throw new TypeError(`Column ${this.column.name} holds no whole number.`);
    if (this.#stride === 2 && this.mayWiden && !fitsInt64(value)) this.#widen();
    if (this.#stride === 4) writeWords(this.#words, index * 4, value);
    else new BigInt64Array(this.#words.buffer)[index] = value;
  }

  #widen(): void {
    this.#words = widenedWords(new BigInt64Array(this.#words.buffer));
    this.type = WIDE_INTEGER;
    this.#stride = 4;
  }

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
  return makeData({ type, length, nullCount, nullBitmap, data: widenedWords(longs) });
}

function widenedWords(longs: BigInt64Array): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(4 * longs.length);
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

  protected write(cells: Cells, at: number): void {
    const { rows, width, bytes, kinds, starts, ends } = cells;
    const values = this.#values;
    let cell = at;
    for (let index = this.length; index < this.length + rows; index += 1, cell += width) {
      const kind = kinds[cell];
      if (kind === CellKind.null) continue;
      const value = kind === CellKind.bare ? realOf(bytes, starts[cell] as number, ends[cell] as number) : Number.NaN;
      values[index] = Number.isNaN(value) ? Number(this.valueOf(cells, cell)) : value;
    }
  }

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

  protected write(cells: Cells, at: number): void {
    const { rows, width, bytes, kinds, starts } = cells;
    const bits = this.#bits;
    let cell = at;
    for (let bit = this.length; bit < this.length + rows; bit += 1, cell += width) {
      const kind = kinds[cell];
      if (kind === CellKind.null) continue;
      const first = bytes[starts[cell] as number];
      const plain = kind === CellKind.bare && (first === T || first === F);
      const value = plain ? first === T : this.valueOf(cells, cell) === true;
      if (value) bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
    }
  }

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
