import { createHash } from 'node:crypto';
import { BIGINT, VARCHAR } from '@duckdb/node-api';
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
    let state = BigInt.asUintN(64, seed);
    let text = '';
    for (let count = 0n; count < length; count += 1n) {
      state = mix(state);
      text += LETTERS.charAt(Number((state >> 11n) % 62n));
    }
    return text;
  },
};

/** One step of SplitMix64. */
function mix(state: bigint): bigint {
  return BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n);
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

export const GENERATE: readonly NativeFunction[] = [randomText, namedUuid];
