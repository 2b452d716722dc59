import { getHeapStatistics } from 'node:v8';
import { BIGINT, BOOLEAN, VARCHAR } from '@duckdb/node-api';
import { markedError, OUT_OF_MEMORY_TEXT } from '../../types/raise.js';
import { isSizedKind, refuseTooLarge } from '../../types/sized.js';
import type { NativeFunction } from './native-function.js';

/** Of the heap of JavaScript; its collector needs the rest. */
const HEAP_SHARE = 0.7;
/** A collection of the whole heap takes a part of a second. */
const COLLECT_EVERY_MS = 2_000;
/** Never less than this is left for values, however small `--memory` is. */
const LEAST_BYTES = 64 * 1024 * 1024;
/** A value, what an expression around it is made of, and the result. */
const COPIES = 3;

/**
 * What the process has left for the values of one call of DuckDB's. DuckDB makes the values of 2,048 rows at once and does
 * not count their texts against its memory limit, so the process would be gone before the limit is looked at.
 */
export class Room {
  private left: number | null = null;
  private collectedAt = Number.NEGATIVE_INFINITY;

  /** @param limitBytes of memory that the process may have. */
  constructor(private readonly limitBytes: number) {}

  /** Before the rows of a call. */
  begin(): void {
    this.left = null;
  }

  /**
   * @throws an error that ends the statement when there is no room for so many bytes more. What else happens to the values
   * of a call happens to all of them at once, and may copy them; that one alone is as long as it may be is usual.
   */
  take(bytes: number): void {
    const wanted = this.left === null ? bytes : bytes * COPIES;
    this.left ??= this.free(bytes);
    this.left -= wanted;
    if (this.left < 0) throw markedError('out_of_memory', OUT_OF_MEMORY_TEXT);
  }

  /** The same for objects of JavaScript, whose heap has an end of its own: to reach it ends the process. */
  takeHeap(bytes: number): void {
    this.take(bytes);
    const { heap_size_limit: most, used_heap_size: used } = getHeapStatistics();
    if (used + bytes > most * HEAP_SHARE) throw markedError('out_of_memory', OUT_OF_MEMORY_TEXT);
  }

  /** What others have left behind is given back where it is needed. */
  private free(wanted: number): number {
    const free = this.limitBytes - process.memoryUsage.rss();
    if (free >= wanted) return free;
    const now = performance.now();
    if (now - this.collectedAt > COLLECT_EVERY_MS) {
      this.collectedAt = now;
      globalThis.gc?.();
    }
    return Math.max(LEAST_BYTES, this.limitBytes - process.memoryUsage.rss());
  }
}

/**
 * (bytes, weight, kind) → true: asked before a value of that many bytes is made, which takes `weight` times as many meanwhile.
 * `sf_room_each` asks for each row what would else be asked once: DuckDB computes a constant while it plans, and what is made
 * of it copies it for each row.
 */
export const roomFunctions = (room: Room): readonly NativeFunction[] =>
  [false, true].map((volatile) => ({
    name: volatile ? 'sf_room_each' : 'sf_room',
    parameters: [BIGINT, BIGINT, VARCHAR],
    returns: BOOLEAN,
    volatile,
    body: (bytes, weight, kind) => {
      const wanted = Number(bytes);
      const name = String(kind);
      if (!isSizedKind(name)) throw new Error(`Unknown kind of value ${name}`);
      refuseTooLarge(name, wanted);
      room.take(wanted * Number(weight));
      return true;
    },
  }));
