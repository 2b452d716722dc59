import type { DuckDBConnection } from '@duckdb/node-api';
import { ARRAY_COMPARE } from './native/array-compare.js';
import { BASE64 } from './native/base64.js';
import { BYTES } from './native/bytes.js';
import { CIPHER } from './native/cipher.js';
import { COMPRESS } from './native/compress.js';
import { CORE } from './native/core.js';
import { DIGEST } from './native/digest.js';
import { EXACT } from './native/exact.js';
import { FLATTEN } from './native/flatten.js';
import { GENERATE } from './native/generate.js';
import { IP } from './native/ip.js';
import { JSON_FUNCTIONS } from './native/json.js';
import { type NativeFunction, register } from './native/native-function.js';
import { NUMBER_TEXT } from './native/number-text.js';
import { PHONETIC } from './native/phonetic.js';
import { REGEXP_POSITION } from './native/regexp.js';
import { Room, roomFunction } from './native/room.js';
import { SEMI } from './native/semi.js';
import { SKETCHES } from './native/sketches.js';
import { URLS } from './native/url.js';
import { XML } from './native/xml.js';

const NATIVE: readonly NativeFunction[] = [
  ...CORE,
  ...EXACT,
  ...NUMBER_TEXT,
  ...DIGEST,
  ...COMPRESS,
  ...IP,
  ...BASE64,
  ...BYTES,
  ...CIPHER,
  ...JSON_FUNCTIONS,
  ...REGEXP_POSITION,
  ...SEMI,
  ...ARRAY_COMPARE,
  ...FLATTEN,
  ...PHONETIC,
  ...URLS,
  ...XML,
  ...SKETCHES,
  ...GENERATE,
];

/**
 * Makes the functions that generated SQL calls and DuckDB does not have. They belong to the instance, every connection
 * sees them, and they are gone with the process: call it once after opening the database. `memoryBytes` is what
 * the process may have in all.
 */
export async function setUpFunctions(
  connection: DuckDBConnection,
  memoryBytes: number = Number.POSITIVE_INFINITY,
): Promise<void> {
  const room = new Room(memoryBytes);
  for (const native of [...NATIVE, roomFunction(room)]) register(connection, native, room);
}

/** Names that generated SQL may call besides DuckDB's own. */
export const NATIVE_NAMES: readonly string[] = [...NATIVE, roomFunction(new Room(0))].map((native) => native.name);
