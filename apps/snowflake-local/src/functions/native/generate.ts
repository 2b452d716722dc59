import { createHash } from 'node:crypto';
import { BIGINT, DOUBLE, VARCHAR } from '@duckdb/node-api';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const MAX_LENGTH = 16_777_216n;

/** (length, seed) → letters and digits. The same seed gives the same text. */
const randomText: NativeFunction = {
  name: 'sf_randstr',
  parameters: [BIGINT, BIGINT],
  returns: VARCHAR,
  body: (length, seed) => {
    if (typeof length !== 'bigint' || typeof seed !== 'bigint') throw new Error('RANDSTR takes two integers');
    if (length < 0n || length > MAX_LENGTH)
      throw markedError('bad_argument', `RANDSTR: length ${length} is not between 0 and ${MAX_LENGTH}`);
    const bytes = Buffer.allocUnsafe(Number(length));
    let state = Number(BigInt.asUintN(32, seed ^ (seed >> 32n)));
    for (let at = 0; at < bytes.length; at += 1) {
      state = (state + GOLDEN) | 0;
      bytes[at] = LETTERS.charCodeAt((mixed(state) >>> 0) % LETTERS.length);
    }
    return bytes.toString('latin1');
  },
};

/** What SplitMix32 adds at each step. Numbers of 32 bits, since a text may have 16 million letters and BigInts are slow. */
const GOLDEN = 0x9e3779b9;

/** The output function of SplitMix32. */
function mixed(state: number): number {
  const half = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  const most = Math.imul(half ^ (half >>> 15), 0x735a2d97);
  return most ^ (most >>> 15);
}

/** A version 5 UUID: of a name space and a name. */
const namedUuid: NativeFunction = {
  name: 'sf_uuid_named',
  parameters: [VARCHAR, VARCHAR],
  returns: VARCHAR,
  body: (space, name) => {
    const bytes = Buffer.from(String(space).replaceAll('-', ''), 'hex');
    if (bytes.length !== 16) throw markedError('bad_argument', `'${String(space)}' is not a UUID`);
    const hash = createHash('sha1').update(bytes).update(String(name), 'utf8').digest().subarray(0, 16);
    hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
    hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = hash.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  },
};

/**
 * (exponent, count, 53 random bits) → a whole number from 1 to `count` by Zipf's law: the inverse of the sums of the weights,
 * approximated by their integral.
 */
const zipf: NativeFunction = {
  name: 'sf_zipf',
  parameters: [DOUBLE, BIGINT, DOUBLE],
  returns: BIGINT,
  body: (exponent, count, bits) => {
    const [s, most, share] = [Number(exponent), Number(count), (Number(bits) + 0.5) / 2 ** 53];
    const sum = (x: number) => (s === 1 ? Math.log(x + 0.5) : (x + 0.5) ** (1 - s) / (1 - s));
    const wanted = sum(0) + share * (sum(most) - sum(0));
    const inverse = s === 1 ? Math.exp(wanted) : (wanted * (1 - s)) ** (1 / (1 - s));
    return BigInt(Math.min(most, Math.max(1, Math.round(inverse))));
  },
};

export const GENERATE: readonly NativeFunction[] = [randomText, namedUuid, zipf];
