import { type ColumnEncoding, Encoding } from './cell-encoding.js';
import { encodeCell } from './encode-cell.js';
import type { LineBatch, LineWriter } from './line-writer.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

const SMALLEST_BUFFER = 128 * 1024;
const FEW_BYTES = 16 * 1024;

/** Where the scanner stands between two bytes. */
const State = { betweenRows: 0, beforeCell: 1, inString: 2, afterEscape: 3, inBareToken: 4, afterCell: 5 } as const;
type State = (typeof State)[keyof typeof State];

/** The result text is not what its columns promise; `at` counts bytes from the start of the text. */
export class MalformedRows extends Error {
  override readonly name = 'MalformedRows';
  constructor(
    readonly what: string,
    readonly at: number,
    /** The text only stopped too early: another read may bring the rest. */
    readonly truncated = false,
  ) {
    super(`The rows that Snowflake sent cannot be read: ${what} at byte ${at}.`);
  }
}

/**
 * Turns result text, rows as JSON arrays joined by commas (`["1","a"],["2",null]`), into NDJSON lines of JSON cells,
 * piece by piece as it arrives. Never holds more than one unfinished row and one batch, whatever the chunk's size:
 * one `JSON.parse` of a 160 MB chunk takes seconds and a gigabyte.
 */
export class RowScanner {
  /** The bytes from the row under way on, `#length` of them. */
  #pending: Buffer = Buffer.alloc(0);
  #length = 0;
  #at = 0;
  #state: State = State.betweenRows;
  #rowStart = 0;
  #cellStart = 0;
  #cells = 0;
  /** Start, end and "is a string" of each cell of the row under way, as offsets into `#pending`. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #quoted: Uint8Array;
  /** Bytes dropped from the front of `#pending` so far. */
  #dropped = 0;
  #skip: number;

  /** `skipRows` leading rows are read but not written: where a broken download resumes. */
  constructor(
    private readonly columns: readonly ColumnEncoding[],
    private readonly writer: LineWriter,
    skipRows = 0,
  ) {
    this.#starts = new Int32Array(columns.length);
    this.#ends = new Int32Array(columns.length);
    this.#quoted = new Uint8Array(columns.length);
    this.#skip = skipRows;
  }

  /** Reads one piece and yields each batch that it fills. */
  *push(piece: Buffer): Generator<LineBatch> {
    this.#append(piece);
    while (this.#scanRow()) {
      if (this.#skip > 0) this.#skip -= 1;
      else this.#writeRow();
      if (this.writer.isFull) {
        const batch = this.writer.take();
        if (batch !== null) yield batch;
      }
    }
    this.#compact();
  }

  /** Ends the text: the last batch, or null. @throws MalformedRows if the text stops inside a row. */
  finish(): LineBatch | null {
    if (this.#state !== State.betweenRows)
      throw new MalformedRows('the text ends inside a row', this.#dropped + this.#at, true);
    return this.writer.take();
  }

  /** Adds a piece behind what is left, in one buffer that is used again and again: pieces come by the thousand. */
  #append(piece: Buffer): void {
    const needed = this.#length + piece.length;
    if (needed > this.#pending.length) {
      // Room to double: a row of 128 MB arrives in two thousand pieces.
      // The first piece of most answers is all there is: a row or two.
      const least = this.#pending.length === 0 && needed < FEW_BYTES ? 0 : SMALLEST_BUFFER;
      const larger = Buffer.allocUnsafeSlow(Math.max(needed + this.#length, least));
      this.#pending.copy(larger, 0, 0, this.#length);
      this.#pending = larger;
    }
    piece.copy(this.#pending, this.#length);
    this.#length = needed;
  }

  /** Forgets what is behind the row under way. */
  #compact(): void {
    const from = this.#state === State.betweenRows ? this.#at : this.#rowStart;
    if (from === 0) return;
    this.#pending.copyWithin(0, from, this.#length);
    this.#length -= from;
    this.#at -= from;
    this.#cellStart -= from;
    this.#rowStart = 0;
    this.#dropped += from;
    for (let cell = 0; cell < this.#cells; cell += 1) {
      this.#starts[cell] = (this.#starts[cell] as number) - from;
      this.#ends[cell] = (this.#ends[cell] as number) - from;
    }
  }

  /** Advances to the end of the next row; false when the bytes run out first. */
  #scanRow(): boolean {
    const bytes = this.#pending;
    const end = this.#length;
    let at = this.#at;
    let state: State = this.#state;
    try {
      while (at < end) {
        const byte = bytes[at] as number;
        switch (state) {
          case State.inString: {
            let inside = byte;
            while (inside !== QUOTE && inside !== BACKSLASH && inside >= 0x20 && ++at < end)
              inside = bytes[at] as number;
            if (at === end) return false;
            if (inside === QUOTE) {
              this.#endCell(at, 1);
              state = State.afterCell;
            } else if (inside === BACKSLASH) {
              state = State.afterEscape;
            } else {
              throw new MalformedRows('an unescaped control character', this.#dropped + at);
            }
            break;
          }
          case State.afterEscape:
            state = State.inString;
            break;
          case State.beforeCell:
            if (byte === QUOTE) {
              this.#cellStart = at + 1;
              state = State.inString;
            } else if (byte === CLOSE && this.columns.length === 0) {
              state = State.betweenRows;
              at += 1;
              return true;
            } else if (!isBlank(byte)) {
              this.#cellStart = at;
              state = State.inBareToken;
            }
            break;
          case State.inBareToken:
            if (byte === COMMA || byte === CLOSE || isBlank(byte)) {
              this.#endCell(at, 0);
              state = State.afterCell;
              continue; // the delimiter is read again as what follows a cell
            }
            break;
          case State.afterCell:
            if (byte === COMMA) {
              state = State.beforeCell;
            } else if (byte === CLOSE) {
              this.#checkWidth(at);
              state = State.betweenRows;
              at += 1;
              return true;
            } else if (!isBlank(byte)) {
              throw new MalformedRows(`an unexpected byte 0x${byte.toString(16)} after a cell`, this.#dropped + at);
            }
            break;
          case State.betweenRows:
            if (byte === OPEN) {
              this.#rowStart = at;
              this.#cells = 0;
              state = State.beforeCell;
            } else if (byte !== COMMA && !isBlank(byte)) {
              throw new MalformedRows(`an unexpected byte 0x${byte.toString(16)} between rows`, this.#dropped + at);
            }
            break;
        }
        at += 1;
      }
      return false;
    } finally {
      this.#at = at;
      this.#state = state;
    }
  }

  #endCell(end: number, quoted: 0 | 1): void {
    if (this.#cells === this.columns.length) {
      throw new MalformedRows(`more than the ${this.columns.length} cells of the columns`, this.#dropped + end);
    }
    this.#starts[this.#cells] = this.#cellStart;
    this.#ends[this.#cells] = end;
    this.#quoted[this.#cells] = quoted;
    this.#cells += 1;
  }

  #checkWidth(at: number): void {
    if (this.#cells !== this.columns.length) {
      throw new MalformedRows(`${this.#cells} cells in a row of ${this.columns.length} columns`, this.#dropped + at);
    }
  }

  #writeRow(): void {
    const { writer, columns } = this;
    writer.byte(OPEN);
    for (let index = 0; index < columns.length; index += 1) {
      if (index > 0) writer.byte(COMMA);
      this.#writeCell(columns[index] as ColumnEncoding, index);
    }
    writer.byte(CLOSE);
    writer.endRow();
    this.#cells = 0;
  }

  #writeCell(column: ColumnEncoding, index: number): void {
    const bytes = this.#pending;
    const start = this.#starts[index] as number;
    const end = this.#ends[index] as number;
    const quoted = this.#quoted[index] === 1;
    if (!quoted && isNull(bytes, start, end)) {
      this.writer.ascii('null');
    } else if (column.encoding === Encoding.text && quoted) {
      this.writer.copy(bytes, start - 1, end + 1); // escapes and all: it is JSON already
    } else if (column.encoding === Encoding.integer && isPlainSafeInteger(bytes, start, end)) {
      this.writer.copy(bytes, start, end);
    } else {
      this.writer.ascii(this.#encoded(column, bytes.toString('latin1', start, end), start));
    }
  }

  #encoded(column: ColumnEncoding, wire: string, start: number): string {
    try {
      return encodeCell(column, wire);
    } catch (error) {
      if (error instanceof RangeError) throw new MalformedRows(error.message, this.#dropped + start);
      throw error;
    }
  }
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const isNull = (bytes: Buffer, start: number, end: number): boolean =>
  end - start === 4 &&
  bytes[start] === 0x6e &&
  bytes[start + 1] === 0x75 &&
  bytes[start + 2] === 0x6c &&
  bytes[start + 3] === 0x6c;

/** Up to 15 digits without a leading zero: a JSON number as it stands, certainly within ±(2^53 − 1). */
function isPlainSafeInteger(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const digits = end - first;
  if (digits < 1 || digits > 15) return false;
  if (bytes[first] === ZERO && end - start > 1) return false;
  for (let at = first; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte < ZERO || byte > NINE) return false;
  }
  return true;
}
