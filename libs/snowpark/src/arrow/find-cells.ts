import { UsageError } from '../errors.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const NEWLINE = 0x0a;
const N = 0x6e;

/** What stands at the place of a cell. Small integers, one for each of some million cells. */
export const CellKind = {
  null: 0,
  /** A number or a flag: all of its bytes. */
  bare: 1,
  /** A text without escapes: what is between the quotes is what it says. */
  plainText: 2,
  /** A text with escapes: what is between the quotes is to be parsed. */
  text: 3,
} as const;

/** Places that the first memory has room for. */
const FIRST_ROOM = 4_096;

/**
 * Where the cells of some whole lines lie, row by row: the cell of a column comes `width` places behind the one above it. Its memory
 * serves for the next lines again.
 */
export class Cells {
  bytes: Uint8Array = new Uint8Array(0);
  rows = 0;
  /** For each cell what it is, and where its bytes begin and end. */
  kinds: Uint8Array = new Uint8Array(FIRST_ROOM);
  starts: Int32Array = new Int32Array(FIRST_ROOM);
  ends: Int32Array = new Int32Array(FIRST_ROOM);

  /** @param width columns */
  constructor(readonly width: number) {}

  /** Reads lines, without making a row or a text of any. @throws UsageError where a line is no row of so many columns */
  find(lines: Uint8Array): void {
    this.bytes = lines;
    this.rows = 0;
    let cell = 0;
    for (let at = 0; at < lines.length; ) {
      if (cell + this.width > this.kinds.length) this.#grow(cell + this.width);
      at = this.#findRow(lines, at, cell);
      cell += this.width;
      this.rows += 1;
    }
  }

  /** Gives the place behind the line. */
  #findRow(lines: Uint8Array, start: number, firstCell: number): number {
    const { width, kinds, starts, ends } = this;
    if (lines[start] !== OPEN) throw noRow(lines, start);
    let at = start + 1;
    for (let cell = firstCell; cell < firstCell + width; cell += 1) {
      if (cell > firstCell && lines[at++] !== COMMA) throw noRow(lines, at);
      const first = lines[at];
      if (first === QUOTE) {
        const begin = at + 1;
        let kind: number = CellKind.plainText;
        at = begin;
        for (let byte = lines[at]; byte !== QUOTE; byte = lines[at]) {
          if (byte === undefined) throw noRow(lines, begin);
          if (byte === BACKSLASH) [kind, at] = [CellKind.text, at + 1];
          at += 1;
        }
        kinds[cell] = kind;
        starts[cell] = begin;
        ends[cell] = at;
        at += 1;
      } else if (first === N) {
        kinds[cell] = CellKind.null;
        at += 4;
      } else {
        kinds[cell] = CellKind.bare;
        starts[cell] = at;
        for (let byte = first; byte !== COMMA && byte !== CLOSE && byte !== undefined; byte = lines[at]) at += 1;
        if (at === starts[cell]) throw noRow(lines, at);
        ends[cell] = at;
      }
    }
    if (lines[at] !== CLOSE || lines[at + 1] !== NEWLINE) throw noRow(lines, at);
    return at + 2;
  }

  #grow(needed: number): void {
    const room = Math.max(needed, this.kinds.length * 2);
    const [{ kinds, starts, ends }, size] = [this, room];
    this.kinds = new Uint8Array(size);
    this.starts = new Int32Array(size);
    this.ends = new Int32Array(size);
    this.kinds.set(kinds);
    this.starts.set(starts);
    this.ends.set(ends);
  }
}

const SHOWN_BYTES = 100;

function noRow(lines: Uint8Array, at: number): UsageError {
  const from = lines.lastIndexOf(NEWLINE, at - 1) + 1;
  const shown = new TextDecoder().decode(new Uint8Array(lines.subarray(from, from + SHOWN_BYTES)));
  return new UsageError('unsupported_value', `A row of the result does not have the cells of its columns: ${shown}`);
}
