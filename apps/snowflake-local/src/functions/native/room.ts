import { BIGINT, BOOLEAN } from '@duckdb/node-api';
import { markedError, OUT_OF_MEMORY_TEXT } from '../../types/raise.js';
import { MAX_STORED_BYTES } from '../../types/sized.js';
import type { NativeFunction } from './native-function.js';

/** Never less than this is left for values, however small `--memory` is. */
const LEAST_BYTES = 64 * 1024 * 1024;

/**
 * What the process has left for the values of one call of DuckDB's. DuckDB makes the values of 2,048 rows at once and does
 * not count their texts against its memory limit, so the process would be gone before the limit is looked at.
 */
export class Room {
  private left: number | null = null;

  /** @param limitBytes of memory that the process may have. */
  constructor(private readonly limitBytes: number) {}

  /** Before the rows of a call. */
  begin(): void {
    this.left = null;
  }

  /** @throws an error that ends the statement when there is no room for so many bytes more. */
  take(bytes: number): void {
    this.left ??= Math.max(LEAST_BYTES, this.limitBytes - process.memoryUsage.rss());
    this.left -= bytes;
    if (this.left < 0) throw markedError('out_of_memory', OUT_OF_MEMORY_TEXT);
  }
}

/** (bytes, weight) → true: asked before a value of that many bytes is made, which takes `weight` times as many meanwhile. */
export const roomFunction = (room: Room): NativeFunction => ({
  name: 'sf_room',
  parameters: [BIGINT, BIGINT],
  returns: BOOLEAN,
  body: (bytes, weight) => {
    const wanted = Number(bytes);
    if (wanted > MAX_STORED_BYTES)
      throw markedError('text_too_long', `String of ${wanted} bytes is too long and would be truncated`);
    room.take(wanted * Number(weight));
    return true;
  },
});
