import type { SplitAnswer } from '../wire/large-answer.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const ROWS_KEY = Buffer.from('"rowset"');
/** The rows are a field of `data`, which is a field of the answer. */
const ROWS_DEPTH = 2;

/**
 * Takes the rows out of an answer by looking at its bytes: no value is made of any. What is no JSON comes back as it is, for the
 * parser of all answers to say so.
 */
export function splitAnswer(body: Uint8Array): SplitAnswer {
  const range = findRows(body);
  if (range === null) return { head: body, rows: null };
  const { start, end, rows } = range;
  const head = new Uint8Array(start + body.length - end);
  head.set(body.subarray(0, start));
  head.set(body.subarray(end), start);
  const bytes = new Uint8Array(new SharedArrayBuffer(end - start));
  bytes.set(body.subarray(start, end));
  return { head, rows: { rows, bytes } };
}

/** What is between the brackets of the rows, and how many there are. */
interface Range {
  readonly start: number;
  readonly end: number;
  readonly rows: number;
}

function findRows(body: Uint8Array): Range | null {
  let depth = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      const end = endOfText(body, at + 1);
      const open = depth === ROWS_DEPTH && isRowsKey(body, at, end) ? valueBehind(body, end + 1) : -1;
      if (body[open] === OPEN) return rangeOf(body, open + 1);
      at = end;
    } else if (byte === OPEN || byte === OPEN_OBJECT) depth += 1;
    else if (byte === CLOSE || byte === CLOSE_OBJECT) depth -= 1;
  }
  return null;
}

function rangeOf(body: Uint8Array, start: number): Range | null {
  let [depth, rows] = [0, 0];
  for (let at = start; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfText(body, at + 1);
    else if (byte === OPEN || byte === OPEN_OBJECT) {
      if (depth === 0) rows += 1;
      depth += 1;
    } else if (byte === CLOSE || byte === CLOSE_OBJECT) {
      if (depth === 0) return { start, end: at, rows };
      depth -= 1;
    }
  }
  return null;
}

/** Where the text ends that begins at `start`: its quote, or the end of all. */
function endOfText(body: Uint8Array, start: number): number {
  let at = start;
  for (let byte = body[at]; byte !== QUOTE && byte !== undefined; byte = body[at]) at += byte === BACKSLASH ? 2 : 1;
  return at;
}

const isRowsKey = (body: Uint8Array, start: number, end: number): boolean =>
  end - start === ROWS_KEY.length - 1 && ROWS_KEY.every((byte, at) => body[start + at] === byte);

/** Where the value of a key begins; -1 behind a text that is no key. */
function valueBehind(body: Uint8Array, from: number): number {
  const colon = pastBlanks(body, from);
  return body[colon] === COLON ? pastBlanks(body, colon + 1) : -1;
}

function pastBlanks(body: Uint8Array, from: number): number {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1;
  return at;
}
