import { BLOB, blobValue, VARCHAR } from '@duckdb/node-api';
import { bytesOf } from './digest.js';
import type { NativeFunction } from './native-function.js';

/** The character of byte 0: from here on 256 letters stand by themselves, which a NUL or a carriage return would not. */
const FIRST = 0x100;

/** (bytes) → a text of one character for each. */
const read: NativeFunction = {
  name: 'sf_bytes_read',
  parameters: [BLOB],
  returns: VARCHAR,
  kind: null,
  body: (value) =>
    Buffer.from(Uint16Array.from(bytesOf(value ?? null), (byte) => byte + FIRST).buffer).toString('utf16le'),
};

/** What `sf_bytes_read` made, as bytes again. */
const written: NativeFunction = {
  name: 'sf_bytes_written',
  parameters: [VARCHAR],
  returns: BLOB,
  body: (text) => blobValue(Uint8Array.from(String(text), (character) => character.charCodeAt(0) - FIRST)),
};

export const BYTES: readonly NativeFunction[] = [read, written];
