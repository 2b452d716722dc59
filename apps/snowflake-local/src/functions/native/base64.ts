import { BIGINT, BLOB, blobValue, VARCHAR } from '@duckdb/node-api';
import { markedError } from '../../types/raise.js';
import { bytesOf } from './digest.js';
import type { NativeFunction } from './native-function.js';

/** What stands for the digits 62 and 63 and for padding, each by itself where a text is too short to name it. */
function alphabetOf(text: string): readonly [plus: string, slash: string, padding: string] {
  if (text.length > 3 || /[A-Za-z0-9]/.test(text) || /[^\x20-\x7e]/.test(text))
    throw markedError('bad_argument', `Invalid base64 alphabet '${text}'`);
  return [text[0] ?? '+', text[1] ?? '/', text[2] ?? '='];
}

const exchanged = (text: string, from: readonly string[], to: readonly string[]): string =>
  text.replace(/[^A-Za-z0-9]/g, (mark) => to[from.indexOf(mark)] ?? '?');

const STANDARD = alphabetOf('');

/** (bytes, digits of a line or 0, alphabet) → base 64. */
const toBase64: NativeFunction = {
  name: 'sf_to_base64',
  parameters: [BLOB, BIGINT, VARCHAR],
  returns: VARCHAR,
  body: (value, line, alphabet) => {
    const digits = exchanged(
      Buffer.from(bytesOf(value ?? null)).toString('base64'),
      STANDARD,
      alphabetOf(String(alphabet)),
    );
    const length = Number(line);
    if (length <= 0) return digits;
    const lines: string[] = [];
    for (let at = 0; at < digits.length; at += length) lines.push(digits.slice(at, at + length));
    return lines.join('\n');
  },
};

/** Searched for what does not belong: an expression that matches a long text as a whole runs out of stack. */
function isBase64(plain: string): boolean {
  const digits = plain.replace(/={1,2}$/, '');
  const padding = plain.length - digits.length;
  const last = digits.length % 4;
  return last !== 1 && (padding === 0 || padding === (4 - last) % 4) && !/[^A-Za-z0-9+/]/.test(digits);
}

/** (text, alphabet) → bytes; anything else in the text stops the statement. */
const fromBase64: NativeFunction = {
  name: 'sf_from_base64',
  parameters: [VARCHAR, VARCHAR],
  returns: BLOB,
  body: (text, alphabet) => {
    const written = String(text).replace(/\s+/g, '');
    const plain = exchanged(written, alphabetOf(String(alphabet)), STANDARD);
    if (!isBase64(plain)) {
      throw markedError('not_binary', `The following string is not a legal base64-encoded value: '${String(text)}'`);
    }
    return blobValue(Buffer.from(plain, 'base64'));
  },
};

/** (bytes, length, padding, side) → bytes of that length: cut, or with the padding repeated at that side. */
const padBinary: NativeFunction = {
  name: 'sf_pad_binary',
  parameters: [BLOB, BIGINT, BLOB, VARCHAR],
  returns: BLOB,
  body: (value, length, padding, side) => {
    const [bytes, pad] = [bytesOf(value ?? null), bytesOf(padding ?? null)];
    const wanted = Math.min(Math.max(0, Number(length)), MAX_PADDED_BYTES);
    const missing = wanted - bytes.length;
    if (missing <= 0 || pad.length === 0) return blobValue(bytes.slice(0, wanted));
    const added = Buffer.alloc(missing, pad);
    return blobValue(Buffer.concat(side === 'left' ? [added, bytes] : [bytes, added]));
  },
};

/** One byte more than a BINARY may have, so that it is refused as too long. */
const MAX_PADDED_BYTES = 67_108_865;

export const BASE64: readonly NativeFunction[] = [toBase64, fromBase64, padBinary];
