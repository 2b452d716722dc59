import { type ColumnEncoding, Encoding } from './cell-encoding.js';
import { encodeCell } from './encode-cell.js';
import type { LineBatch, LineWriter } from './line-writer.js';
import { CELL_RESERVE, copyBytes, NOT_PLAIN, writePlainCell } from './write-cell.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const NEWLINE = 0x0a;
/** Stands behind the last byte, where every search ends without looking for the end: no JSON text holds it as it is. */
const END = 0;
/** The bytes below it have to be escaped inside of a JSON string. */
const FIRST_PLAIN = 0x20;

const SMALLEST_BUFFER = 128 * 1024;
const FEW_BYTES = 16 * 1024;

/** Said of a row whose end has not come yet. */
const UNFINISHED = -1;
const NULL = Buffer.from('null');

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
  /** The bytes from the row under way on, `#length` of them, and `END`. */
  #pending: Buffer = Buffer.alloc(0);
  #length = 0;
  #at = 0;
  /** Bytes from `#at` on that there have to be before the row there is tried again. */
  #needed = 0;
  /** Bytes dropped from the front of `#pending` so far. */
  #dropped = 0;
  #skip: number;

  /** `skipRows` leading rows are read but not written: where a broken download resumes. */
  constructor(
    private readonly columns: readonly ColumnEncoding[],
    private readonly writer: LineWriter,
    skipRows = 0,
  ) {
    this.#skip = skipRows;
  }

  /** Reads one piece and yields each batch that it fills. */
  *push(piece: Buffer): Generator<LineBatch> {
    this.#append(piece);
    yield* this.#fullBatches();
    this.#compact();
  }

  /** Ends the text, and yields what is left. @throws MalformedRows if the text stops inside a row. */
  *finish(): Generator<LineBatch> {
    this.#needed = 0;
    yield* this.#fullBatches();
    if (this.#at < this.#length)
      throw new MalformedRows('the text ends inside a row', this.#dropped + this.#length, true);
    const last = this.writer.take();
    if (last !== null) yield last;
  }

  *#fullBatches(): Generator<LineBatch> {
    while (this.#nextRow()) {
      if (!this.writer.isFull) continue;
      const batch = this.writer.take();
      if (batch !== null) yield batch;
    }
  }

  /** Adds a piece behind what is left, in one buffer that is used again and again: pieces come by the thousand. */
  #append(piece: Buffer): void {
    const needed = this.#length + piece.length + 1;
    if (needed > this.#pending.length) {
      // Room to double: a row of 128 MB arrives in two thousand pieces.
      // The first piece of most answers is all there is: a row or two.
      const least = this.#pending.length === 0 && needed < FEW_BYTES ? 0 : SMALLEST_BUFFER;
      const larger = Buffer.allocUnsafeSlow(Math.max(needed + this.#length, least));
      this.#pending.copy(larger, 0, 0, this.#length);
      this.#pending = larger;
    }
    piece.copy(this.#pending, this.#length);
    this.#length += piece.length;
    this.#pending[this.#length] = END;
  }

  /** Forgets what is behind the row under way. */
  #compact(): void {
    if (this.#at === 0) return;
    this.#pending.copyWithin(0, this.#at, this.#length + 1);
    this.#length -= this.#at;
    this.#dropped += this.#at;
    this.#at = 0;
  }

  /** Writes the next row; false when the bytes run out first. */
  #nextRow(): boolean {
    const start = this.#pastCommas();
    const has = this.#length - start;
    if (has === 0 || has < this.#needed) return false;
    const { writer } = this;
    const written = writer.length;
    const behind = this.#writeRow(start + 1);
    if (behind === UNFINISHED) {
      // A long row comes in thousands of pieces, and is read from its beginning: not before there is twice as much of it.
      this.#needed = 2 * has;
      writer.length = written;
      return false;
    }
    this.#needed = 0;
    this.#at = behind;
    if (this.#skip > 0) {
      this.#skip -= 1;
      writer.length = written;
    } else {
      writer.endRow(writer.length);
    }
    return true;
  }

  /** To the beginning of the next row, or to the end of the bytes. */
  #pastCommas(): number {
    const bytes = this.#pending;
    let at = this.#at;
    for (; at < this.#length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === OPEN) break;
      if (byte !== COMMA && !isBlank(byte)) throw this.#unexpected(byte, 'between rows', at);
    }
    this.#at = at;
    return at;
  }

  /** Writes the row whose first cell is at `start`, unless its end has not come. Gives the place behind it. */
  #writeRow(start: number): number {
    const { columns, writer } = this;
    const bytes = this.#pending;
    const width = columns.length;
    let into = writer.reserve(writer.length, CELL_RESERVE);
    let to = writer.length;
    into[to++] = OPEN;
    let at = start;
    for (let index = 0; index < width; index += 1) {
      at = pastBlanks(bytes, at);
      const isQuoted = bytes[at] === QUOTE;
      const from = isQuoted ? at + 1 : at;
      const end = isQuoted ? this.#endOfString(from) : endOfToken(bytes, at);
      if (end >= this.#length) return UNFINISHED;
      const size = end - from;
      into = writer.reserve(to, size + CELL_RESERVE);
      const column = columns[index] as ColumnEncoding;
      if (isQuoted && column.encoding === Encoding.text) {
        to = copyBytes(bytes, from - 1, end + 1, into, to); // escapes and all: it is JSON already
      } else if (!isQuoted && isNull(bytes, from, end)) {
        to = copyBytes(NULL, 0, NULL.length, into, to);
      } else {
        if (size === 0 && !isQuoted) throw this.#unexpected(bytes[at] as number, 'in place of a cell', at);
        const plain = writePlainCell(column, bytes, from, end, into, to);
        if (plain === NOT_PLAIN) {
          const text = this.#encoded(column, from, end);
          into = writer.reserve(to, text.length + CELL_RESERVE);
          to += into.write(text, to, 'latin1');
        } else {
          to = plain;
        }
      }
      at = pastBlanks(bytes, isQuoted ? end + 1 : end);
      const byte = bytes[at] as number;
      if (byte === COMMA && index + 1 < width) {
        into[to++] = COMMA;
        at += 1;
      } else if (byte !== CLOSE || index + 1 < width) {
        if (at === this.#length) return UNFINISHED;
        throw this.#wrongWidth(byte, index + 1, at);
      }
    }
    at = pastBlanks(bytes, at);
    if (bytes[at] !== CLOSE) {
      if (at === this.#length) return UNFINISHED;
      throw this.#wrongWidth(COMMA, width, at);
    }
    into[to++] = CLOSE;
    into[to++] = NEWLINE;
    writer.length = to;
    return at + 1;
  }

  /** The place of the quote behind a string; the end of all where that has not come. */
  #endOfString(start: number): number {
    const bytes = this.#pending;
    let at = start;
    for (;;) {
      let byte = bytes[at] as number;
      while (byte !== QUOTE && byte !== BACKSLASH && byte >= FIRST_PLAIN) byte = bytes[++at] as number;
      if (byte === QUOTE || at >= this.#length) return at;
      if (byte !== BACKSLASH) throw new MalformedRows('an unescaped control character', this.#dropped + at);
      at += 2;
      if (at >= this.#length) return this.#length;
    }
  }

  #encoded(column: ColumnEncoding, start: number, end: number): string {
    try {
      return encodeCell(column, this.#pending.toString('latin1', start, end));
    } catch (error) {
      if (error instanceof RangeError) throw new MalformedRows(error.message, this.#dropped + start);
      throw error;
    }
  }

  /** @param cells that there are up to `byte`, which is neither the comma nor the end that should stand there */
  #wrongWidth(byte: number, cells: number, at: number): MalformedRows {
    const width = this.columns.length;
    if (byte === COMMA) return new MalformedRows(`more than the ${width} cells of the columns`, this.#dropped + at);
    if (byte === CLOSE) return new MalformedRows(`${cells} cells in a row of ${width} columns`, this.#dropped + at);
    return this.#unexpected(byte, 'after a cell', at);
  }

  #unexpected(byte: number, where: string, at: number): MalformedRows {
    return new MalformedRows(`an unexpected byte 0x${byte.toString(16)} ${where}`, this.#dropped + at);
  }
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function pastBlanks(bytes: Buffer, start: number): number {
  let at = start;
  while (isBlank(bytes[at] as number)) at += 1;
  return at;
}

/** Behind a cell without quotes: the comma, bracket or blank there, or the end of all. */
function endOfToken(bytes: Buffer, start: number): number {
  let at = start;
  for (let byte = bytes[at] as number; !isDelimiter(byte); byte = bytes[at] as number) at += 1;
  return at;
}

const isDelimiter = (byte: number): boolean => byte === COMMA || byte === CLOSE || byte === END || isBlank(byte);

const isNull = (bytes: Buffer, start: number, end: number): boolean =>
  end - start === 4 &&
  bytes[start] === 0x6e &&
  bytes[start + 1] === 0x75 &&
  bytes[start + 2] === 0x6c &&
  bytes[start + 3] === 0x6c;
