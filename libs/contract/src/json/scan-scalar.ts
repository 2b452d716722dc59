const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const SPELLINGS: ReadonlyMap<number | undefined, string> = new Map(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), word]),
);

/** What is wrong in a text; the scanner adds where the text is. */
export class StringFault extends Error {
  override readonly name = 'StringFault';
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** @param from the opening quote @returns behind the closing one @throws StringFault */
export function endOfString(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined) throw new StringFault('the text does not end', from);
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at = endOfEscape(bytes, at);
    else if (byte < 0x20) throw new StringFault(`the control character 0x${byte.toString(16)} is not escaped`, at);
    else if (byte < 0x80) at += 1;
    else {
      const length = sequenceLength(bytes, at, byte);
      if (length === 0) throw new StringFault('these bytes are not UTF-8', at);
      at += length;
    }
  }
}

/** Bytes of the UTF-8 sequence, 0 for none: no overlong form, no surrogate, nothing above U+10FFFF (Unicode, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number, lead: number): number {
  const second = bytes[at + 1] ?? 0;
  if (lead >= 0xc2 && lead <= 0xdf) return isTail(second) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const least = lead === 0xe0 ? 0xa0 : 0x80;
    const most = lead === 0xed ? 0x9f : 0xbf;
    return second >= least && second <= most && isTail(bytes[at + 2]) ? 3 : 0;
  }
  if (lead < 0xf0 || lead > 0xf4) return 0;
  const least = lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xf4 ? 0x8f : 0xbf;
  return second >= least && second <= most && isTail(bytes[at + 2]) && isTail(bytes[at + 3]) ? 4 : 0;
}

const isTail = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** What follows a backslash alone, and the character that it then stands for. */
const ESCAPED: ReadonlyMap<number | undefined, number> = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([sign, meant]) => [sign.charCodeAt(0), meant.charCodeAt(0)],
  ),
);

function endOfEscape(bytes: Uint8Array, at: number): number {
  if (ESCAPED.has(bytes[at + 1])) return at + 2;
  const unit = codeUnit(bytes, at);
  if (unit === null) throw new StringFault('an unknown escape', at);
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  if (unit < 0xdc00 && isLow(codeUnit(bytes, at + 6))) return at + 12;
  throw new StringFault(`\\u${unit.toString(16)} is half a surrogate pair, which is no character`, at);
}

const isLow = (unit: number | null): boolean => unit !== null && unit >= 0xdc00 && unit <= 0xdfff;

/** The character that a well-formed escape stands for, and the bytes that it is written in. */
export function escapeAt(bytes: Uint8Array, at: number): { readonly code: number; readonly length: number } {
  const meant = ESCAPED.get(bytes[at + 1]);
  if (meant !== undefined) return { code: meant, length: 2 };
  const unit = codeUnit(bytes, at) ?? 0;
  const low = unit >= 0xd800 && unit < 0xdc00 ? codeUnit(bytes, at + 6) : null;
  if (low === null) return { code: unit, length: 6 };
  return { code: 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), length: 12 };
}

/** The code unit that `\uXXXX` stands for, null where there is no such escape. */
function codeUnit(bytes: Uint8Array, at: number): number | null {
  if (bytes[at] !== BACKSLASH || bytes[at + 1] !== 0x75) return null;
  let unit = 0;
  for (let index = at + 2; index < at + 6; index += 1) {
    const digit = hexDigit(bytes[index] ?? 0);
    if (digit < 0) return null;
    unit = unit * 16 + digit;
  }
  return unit;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Behind the number that begins here; 0 for none. */
export function endOfNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === 0x2d ? from + 1 : from;
  if (!isDigit(bytes[at])) return 0;
  if (bytes[at] === 0x30) at += 1;
  else at = endOfDigits(bytes, at);
  if (bytes[at] === 0x2e) {
    if (!isDigit(bytes[at + 1])) return 0;
    at = endOfDigits(bytes, at + 1);
  }
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at;
  const sign = bytes[at + 1] === 0x2b || bytes[at + 1] === 0x2d ? 1 : 0;
  return isDigit(bytes[at + 1 + sign]) ? endOfDigits(bytes, at + 1 + sign) : 0;
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at += 1;
  return at;
}

/** Behind `true`, `false` or `null`; 0 where none of them begins here. */
export function endOfWord(bytes: Uint8Array, from: number): number {
  const word = SPELLINGS.get(bytes[from]);
  if (word === undefined) return 0;
  for (let index = 1; index < word.length; index += 1) if (bytes[from + index] !== word.charCodeAt(index)) return 0;
  return from + word.length;
}

const decoder = new TextDecoder();

/** The text between quotes that were found to be well-formed. */
export const decodeText = (quoted: Uint8Array): string => String(JSON.parse(decoder.decode(quoted)));
