import { createHash } from 'node:crypto';
import { BLOB, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

/** The bytes of a text, or of a BINARY, whose class belongs to DuckDB's package. */
export function bytesOf(value: DuckDBValue): Uint8Array {
  if (typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array)
    return value.bytes;
  return Buffer.from(String(value), 'utf8');
}

const digest = (name: string, type: typeof VARCHAR | typeof BLOB): NativeFunction => ({
  name,
  parameters: [type, VARCHAR],
  returns: VARCHAR,
  body: (value, algorithm) =>
    createHash(String(algorithm))
      .update(bytesOf(value ?? null))
      .digest('hex'),
});

/** Bytes as text; those that are no UTF-8 stop the statement. */
const utf8: NativeFunction = {
  name: 'sf_utf8',
  parameters: [BLOB],
  returns: VARCHAR,
  body: (value) => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(value ?? null));
    } catch {
      throw markedError('not_binary', 'Invalid UTF8 detected while decoding a binary value');
    }
  },
};

export const DIGEST: readonly NativeFunction[] = [
  digest('sf_digest_text', VARCHAR),
  digest('sf_digest_binary', BLOB),
  utf8,
];
