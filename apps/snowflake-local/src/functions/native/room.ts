import { BIGINT, BOOLEAN } from '@duckdb/node-api';
import { markedError, OUT_OF_MEMORY_TEXT } from '../../types/raise.js';
import { MAX_STORED_BYTES } from '../../types/sized.js';
import type { NativeFunction } from './native-function.js';

/** Never less than this is left for texts, however small `--memory` is. */
const LEAST_BYTES = 64 * 1024 * 1024;

/**
 * (bytes) → true: asked before a value of that many bytes is made. DuckDB makes the values of 2,048 rows at once and does
 * not count their texts against its memory limit, so the process would be gone before the limit is looked at.
 *
 * @param limitBytes of memory that the process may have.
 */
export function roomFunction(limitBytes: number): NativeFunction {
  let room = 0;
  return {
    name: 'sf_room',
    parameters: [BIGINT],
    returns: BOOLEAN,
    begin: () => {
      room = Math.max(LEAST_BYTES, limitBytes - process.memoryUsage.rss());
    },
    body: (bytes) => {
      const wanted = Number(bytes);
      if (wanted > MAX_STORED_BYTES)
        throw markedError('text_too_long', `String of ${wanted} bytes is too long and would be truncated`);
      room -= wanted;
      if (room < 0) throw markedError('out_of_memory', OUT_OF_MEMORY_TEXT);
      return true;
    },
  };
}
