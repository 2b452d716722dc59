import { Units } from '../types/quotes.js';

const SIMPLE: ReadonlyMap<number, number> = new Map(
  ['b\b', 'f\f', 'n\n', 'r\r', 't\t', '0\0'].map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]),
);

/** What stands between the quotes of a text, with backslash sequences and doubled quotes resolved. */
export function unescapeText(raw: string): string {
  const pieces: string[] = [];
  let [from, quote, backslash] = [0, raw.indexOf("''"), raw.indexOf('\\')];
  // Piece by piece: a replacement by pattern keeps a record of every match, which for millions of quotes are gigabytes.
  while (quote >= 0 || backslash >= 0) {
    if (pieces.length > MOST_PIECES) return pieces.join('') + resolvedUnits(raw, from);
    const isQuote = backslash < 0 || (quote >= 0 && quote < backslash);
    const at = isQuote ? quote : backslash;
    pieces.push(raw.slice(from, isQuote ? at + 1 : at));
    from = at + 2;
    if (!isQuote) {
      const [length, character] = escaped(raw, at + 1);
      pieces.push(character);
      from = at + 1 + length;
    }
    if (quote >= 0 && quote < from) quote = raw.indexOf("''", from);
    if (backslash >= 0 && backslash < from) backslash = raw.indexOf('\\', from);
  }
  return from === 0 ? raw : pieces.join('') + raw.slice(from);
}

/** More are dearer than a look at each character. */
const MOST_PIECES = 10_000;
const [QUOTE, BACKSLASH] = [0x27, 0x5c];

/** The same from `start` on, character by character. */
function resolvedUnits(raw: string, start: number): string {
  const units = new Units(raw.length - start);
  for (let at = start; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at);
    if (code === BACKSLASH) {
      const length = lengthOfEscaped(raw, at + 1);
      if (length > 0) units.add(unitOf(raw, at + 1, length));
      at += length;
    } else {
      units.add(code);
      if (code === QUOTE) at += 1;
    }
  }
  return units.text();
}

/** How many characters follow the backslash in front of `at`, and what they stand for. */
function escaped(raw: string, at: number): readonly [length: number, character: string] {
  const length = lengthOfEscaped(raw, at);
  return [length, length === 0 ? '' : String.fromCharCode(unitOf(raw, at, length))];
}

/** Of `u0041`, `x41` and `101`, and one for all others; 0 where the text ends. */
function lengthOfEscaped(raw: string, at: number): number {
  const code = raw.charCodeAt(at);
  if (code === LETTER_U && areDigits(raw, at + 1, 4, HEX)) return 5;
  if (code === LETTER_X && areDigits(raw, at + 1, 2, HEX)) return 3;
  if (code < EIGHT && areDigits(raw, at, 3, OCTAL)) return 3;
  return at < raw.length ? 1 : 0;
}

/** An unknown sequence stands for its character, as in Snowflake: `\q` is `q`. */
function unitOf(raw: string, at: number, length: number): number {
  const code = raw.charCodeAt(at);
  if (length === 1) return SIMPLE.get(code) ?? code;
  const base = code === LETTER_U || code === LETTER_X ? HEX : OCTAL;
  let unit = 0;
  for (let digit = base === HEX ? at + 1 : at; digit < at + length; digit += 1) {
    unit = unit * base + digitOf(raw.charCodeAt(digit));
  }
  return unit;
}

const [LETTER_U, LETTER_X, EIGHT, HEX, OCTAL] = [0x75, 0x78, 0x38, 16, 8];

function areDigits(raw: string, from: number, count: number, base: number): boolean {
  for (let at = from; at < from + count; at += 1) if (!(digitOf(raw.charCodeAt(at)) < base)) return false;
  return true;
}

/** NaN for what is none. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}
