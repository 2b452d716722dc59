import { Units } from '../types/quotes.js';

const SIMPLE: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', 0: '\0' };

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
      const [taken, character] = escaped(raw, at + 1);
      if (character !== '') units.add(character.charCodeAt(0));
      at += taken;
    } else {
      units.add(code);
      if (code === QUOTE) at += 1;
    }
  }
  return units.text();
}

const CODE = /u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})/y;

/** How many characters follow the backslash in front of `at`, and what they stand for. */
function escaped(raw: string, at: number): readonly [length: number, character: string] {
  CODE.lastIndex = at;
  const [sequence, unicode, hex, octal] = CODE.exec(raw) ?? [];
  if (sequence !== undefined) {
    const digits = unicode ?? hex;
    const code = digits === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(digits, 16);
    return [sequence.length, String.fromCharCode(code)];
  }
  // An unknown sequence stands for its character, as in Snowflake: `\q` is `q`.
  const character = raw[at] ?? '';
  return [character.length, SIMPLE[character] ?? character];
}
