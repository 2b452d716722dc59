import { deflateSync, inflateSync } from 'node:zlib';
import { BLOB, VARCHAR } from '@duckdb/node-api';
import { markedError } from '../../types/raise.js';
import { bytesOf } from './digest.js';
import type { NativeFunction } from './native-function.js';
import { compress, decompress } from './snappy.js';

/** Bytes of the longest BINARY; a bomb ends there. */
const MOST_BYTES = 67_108_864;

/** (bytes, method in upper case, level or '') → compressed bytes in Base64. */
const compressed: NativeFunction = {
  name: 'sf_compress',
  parameters: [BLOB, VARCHAR, VARCHAR],
  returns: VARCHAR,
  kind: null,
  takesLong: 'with long values',
  body: (value, method, level) => {
    const bytes = bytesOf(value ?? null);
    if (method === 'SNAPPY') return base64(compress(bytes));
    return base64(deflateSync(bytes, level === '' ? {} : { level: Number(level) }));
  },
};

/** (compressed bytes, method in upper case) → bytes in Base64. */
const decompressed: NativeFunction = {
  name: 'sf_decompress',
  parameters: [BLOB, VARCHAR],
  returns: VARCHAR,
  kind: null,
  takesLong: 'with long values',
  body: (value, method) => {
    const bytes = bytesOf(value ?? null);
    const plain = method === 'SNAPPY' ? decompress(bytes, MOST_BYTES) : inflated(bytes);
    if (plain === undefined)
      throw markedError('bad_argument', `Decompression failed: the data is not ${String(method)}`);
    return base64(plain);
  },
};

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

function inflated(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch {
    return undefined;
  }
}

export const COMPRESS: readonly NativeFunction[] = [compressed, decompressed];
