/**
 * Stored rows on their way into an answer: lines in pieces, which may end anywhere, as text that is written in another form. No cell is
 * parsed and none is held, so that no digit can change, and a cell of any length costs no more memory than a piece.
 */
export interface RowForm {
  /** The columns' names as JSON text, for rows as objects; null for rows as they are stored. */
  readonly names: readonly string[] | null;
  /** What stands between two rows, and behind the last one. */
  readonly between: string;
  readonly last: string;
}

/** Where the text stands between two pieces. */
export interface RowPlace {
  readonly at: Place;
  /** Of the cell under way. */
  readonly cell: number;
  readonly isFirstRow: boolean;
}

/** `inRow`: in a row, and in no text of it. */
type Place = 'betweenRows' | 'inRow' | 'inText' | 'behindBackslash';

export const BEFORE_ROWS: RowPlace = { at: 'betweenRows', cell: 0, isFirstRow: true };

export interface RewrittenPiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly place: RowPlace;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;

/** Writes one piece in another form, from where the piece before it left off. Pure: it may run in any thread. */
export function rewritePiece(piece: Uint8Array, from: RowPlace, form: RowForm): RewrittenPiece {
  const names = form.names?.map((name) => Buffer.from(`${name}:`)) ?? null;
  const [between, last] = [Buffer.from(form.between), Buffer.from(form.last)];
  const out = new Output(piece.length * 2);
  let { at, cell, isFirstRow } = from;
  for (let index = 0; index < piece.length; index += 1) {
    const byte = piece[index] ?? 0;
    switch (at) {
      case 'inText': {
        const end = endOfPlainText(piece, index);
        out.copy(piece, index, end);
        index = end;
        if (index === piece.length) break;
        out.byte(piece[index] ?? 0);
        at = piece[index] === QUOTE ? 'inRow' : 'behindBackslash';
        break;
      }
      case 'behindBackslash':
        out.byte(byte);
        at = 'inText';
        break;
      case 'betweenRows':
        if (byte !== OPEN) break; // the newline behind a row
        if (!isFirstRow) out.copy(between, 0, between.length);
        isFirstRow = false;
        out.byte(names === null ? OPEN : BRACE_OPEN);
        cell = 0;
        if (names?.[0] !== undefined) out.copy(names[0], 0, names[0].length);
        at = 'inRow';
        break;
      case 'inRow':
        if (byte === CLOSE) {
          out.byte(names === null ? CLOSE : BRACE_CLOSE);
          out.copy(last, 0, last.length);
          at = 'betweenRows';
          break;
        }
        out.byte(byte);
        if (byte === QUOTE) at = 'inText';
        if (byte !== COMMA || names === null) break;
        cell += 1;
        out.copy(names[cell] ?? NOTHING, 0, names[cell]?.length ?? 0);
        break;
    }
  }
  return { bytes: out.taken(), place: { at, cell, isFirstRow } };
}

const NOTHING = Buffer.alloc(0);

/** The next quote or backslash, or the end of the piece. */
function endOfPlainText(piece: Uint8Array, start: number): number {
  let at = start;
  for (let byte = piece[at]; byte !== QUOTE && byte !== BACKSLASH && byte !== undefined; byte = piece[at]) at += 1;
  return at;
}

/** Bytes that grow. */
class Output {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes);
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  copy(source: Uint8Array, start: number, end: number): void {
    if (this.#length + end - start > this.#bytes.length) this.#grow(end - start);
    const bytes = this.#bytes;
    let into = this.#length;
    for (let at = start; at < end; at += 1, into += 1) bytes[into] = source[at] ?? 0;
    this.#length = into;
  }

  taken(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(extra: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
