import {
  type Data,
  DataType,
  type DateDay,
  Int32,
  makeData,
  type Struct,
  type TimeNanosecond,
  TimestampNanosecond,
} from 'apache-arrow';
import type { ResultColumn } from '../values/result-column.js';
import { ColumnWriter, type Shared } from './column-writer.js';
import { CellKind, type Cells } from './find-cells.js';
import { readDay, readNanoseconds, readSeconds, readZone, SECONDS_PER_DAY } from './read-moment.js';

const DAY_LETTERS = 10;
const TIME_LETTERS = 8;
const MOMENT_LETTERS = 19;
const ZONE_LETTERS = 6;
const T = 0x54;
const Z = 0x5a;
/** Within these seconds all nanoseconds fit into 64 bits. */
const FARTHEST_SECONDS = 9_223_372_035;
const WORD = 2 ** 32;
const HALF = 2 ** 20;
const MS_PER_DAY = 86_400_000;

/** Days since 1970. */
export class DayWriter extends ColumnWriter {
  #days: Int32Array = new Int32Array(0);

  constructor(
    column: ResultColumn,
    override readonly type: DateDay,
  ) {
    super(column, type);
  }

  protected write(cells: Cells, at: number): void {
    const { rows, width, bytes, kinds, starts, ends } = cells;
    const days = this.#days;
    let cell = at;
    for (let index = this.length; index < this.length + rows; index += 1, cell += width) {
      if (kinds[cell] === CellKind.null) continue;
      const start = starts[cell] as number;
      const day = (ends[cell] as number) - start === DAY_LETTERS ? readDay(bytes, start) : Number.NaN;
      days[index] = Number.isNaN(day) ? this.#other(this.valueOf(cells, cell)) : day;
    }
  }

  #other(value: unknown): number {
    return value instanceof Date ? value.getTime() / MS_PER_DAY : 0;
  }

  protected grow(room: number): void {
    const days = new Int32Array(room);
    days.set(this.#days);
    this.#days = days;
  }

  protected finish(shared: Shared): Data {
    const data = this.#days.subarray(0, shared.length);
    this.#days = new Int32Array(0);
    return makeData({ type: this.type, ...shared, data });
  }
}

/** Nanoseconds, of a day or since 1970, as two words of 32 bits each. */
class Nanoseconds {
  #words: Uint32Array<ArrayBuffer> = new Uint32Array(0);

  /** Without a 64-bit number between: the product is taken in two halves, each of which a number holds exactly. */
  put(at: number, seconds: number, nanoseconds: number): void {
    const upper = Math.floor(seconds / HALF);
    const low = (seconds - upper * HALF) * 1e9 + nanoseconds;
    const high = upper * 1e9;
    const highWord = Math.floor(high / 4_096);
    const lower = (high - highWord * 4_096) * HALF + low;
    const carried = Math.floor(lower / WORD);
    this.#words[2 * at] = lower - carried * WORD;
    this.#words[2 * at + 1] = highWord + carried;
  }

  putLarge(at: number, value: bigint): void {
    new BigInt64Array(this.#words.buffer)[at] = value;
  }

  grow(room: number): void {
    const words = new Uint32Array(room * 2);
    words.set(this.#words);
    this.#words = words;
  }

  take(length: number): BigInt64Array<ArrayBuffer> {
    const { buffer } = this.#words;
    this.#words = new Uint32Array(0);
    return new BigInt64Array(buffer, 0, length);
  }
}

/** TIME, and TIMESTAMP without an offset of its own. */
export class MomentWriter extends ColumnWriter {
  readonly #nanoseconds = new Nanoseconds();

  constructor(
    column: ResultColumn,
    override readonly type: TimeNanosecond | TimestampNanosecond,
  ) {
    super(column, type);
  }

  protected write(cells: Cells, at: number): void {
    const { rows, width, bytes, kinds, starts, ends } = cells;
    const isTime = this.column.type === 'time';
    const isUtc = this.column.type === 'timestamp_ltz';
    let cell = at;
    for (let index = this.length; index < this.length + rows; index += 1, cell += width) {
      if (kinds[cell] === CellKind.null) continue;
      const [start, end] = [starts[cell] as number, ends[cell] as number];
      const seconds = isTime ? readSeconds(bytes, start) : readMoment(bytes, start);
      const fraction = start + (isTime ? TIME_LETTERS : MOMENT_LETTERS);
      const nanoseconds =
        isUtc && bytes[end - 1] !== Z ? Number.NaN : readNanoseconds(bytes, fraction, isUtc ? end - 1 : end);
      if (Math.abs(seconds) <= FARTHEST_SECONDS && nanoseconds >= 0) {
        this.#nanoseconds.put(index, seconds, nanoseconds);
      } else {
        const value = this.valueOf(cells, cell);
        if (typeof value === 'bigint') this.#nanoseconds.putLarge(index, value);
      }
    }
  }

  protected grow(room: number): void {
    this.#nanoseconds.grow(room);
  }

  protected finish(shared: Shared): Data {
    const data = this.#nanoseconds.take(shared.length);
    const { type } = this;
    return DataType.isTime(type) ? makeData({ type, ...shared, data }) : makeData({ type, ...shared, data });
  }
}

/** Seconds since 1970 of `YYYY-MM-DDTHH:MM:SS`; NaN for what is written otherwise. */
function readMoment(bytes: Uint8Array, start: number): number {
  if (bytes[start + DAY_LETTERS] !== T) return Number.NaN;
  return readDay(bytes, start) * SECONDS_PER_DAY + readSeconds(bytes, start + DAY_LETTERS + 1);
}

/** TIMESTAMP_TZ: the instant, and the minutes of its offset. */
export class ZonedWriter extends ColumnWriter {
  readonly #nanoseconds = new Nanoseconds();
  #offsets: Int32Array = new Int32Array(0);

  constructor(
    column: ResultColumn,
    override readonly type: Struct,
  ) {
    super(column, type);
  }

  protected write(cells: Cells, at: number): void {
    const { rows, width, bytes, kinds, starts, ends } = cells;
    let cell = at;
    for (let index = this.length; index < this.length + rows; index += 1, cell += width) {
      if (kinds[cell] === CellKind.null) continue;
      const [start, zoneAt] = [starts[cell] as number, (ends[cell] as number) - ZONE_LETTERS];
      const offset = readZone(bytes, zoneAt);
      const seconds = readMoment(bytes, start) - offset * 60;
      const nanoseconds = readNanoseconds(bytes, start + MOMENT_LETTERS, zoneAt);
      if (Math.abs(seconds) <= FARTHEST_SECONDS && nanoseconds >= 0) {
        this.#nanoseconds.put(index, seconds, nanoseconds);
        this.#offsets[index] = offset;
      } else {
        const value = this.valueOf(cells, cell);
        if (!isZoned(value)) continue;
        this.#nanoseconds.putLarge(index, value.instant);
        this.#offsets[index] = value.offsetMinutes;
      }
    }
  }

  protected grow(room: number): void {
    this.#nanoseconds.grow(room);
    const offsets = new Int32Array(room);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
  }

  protected finish(shared: Shared): Data {
    const offsets = this.#offsets.subarray(0, shared.length);
    this.#offsets = new Int32Array(0);
    const instants = this.#nanoseconds.take(shared.length);
    // Each with a bitmap of its own: apache-arrow writes the same memory once where it comes twice in a row.
    const own = (): Shared => ({ ...shared, nullBitmap: shared.nullBitmap.slice() });
    const children = [
      makeData({ type: new TimestampNanosecond('UTC'), ...own(), data: instants }),
      makeData({ type: new Int32(), ...own(), data: offsets }),
    ];
    return makeData({ type: this.type, ...shared, children });
  }
}

interface Zoned {
  readonly instant: bigint;
  readonly offsetMinutes: number;
}

const isZoned = (value: unknown): value is Zoned => typeof value === 'object' && value !== null && 'instant' in value;
