import { problem } from '@firn/contract';
import { LazyThreads } from '../../lazy-threads.js';
import { type Reading, readRequest } from './read-request.js';
import type { ThreadEntry } from './read-thread.js';

/** Larger bodies are read in a thread. Reading this much takes some milliseconds. */
const INLINE_BYTES = 32_768;
/** A guard against what nobody thought of: reading is linear, and takes a second or two of an idle machine at most. */
const LONGEST_MS = 30_000;
const HEAP_MB = 512;
const ENTRY: ThreadEntry = 'read-thread';

/**
 * Reads jobs without holding up the event loop: small ones at once, large ones one after the other in a few threads, which are
 * started when first needed. A thread that takes too long or too much memory is ended, and its job refused.
 */
export class JobReader {
  private readonly threads = new LazyThreads<Uint8Array<ArrayBuffer>, Reading>(import.meta.url, ENTRY, HEAP_MB);
  private reading = 0;

  read(bytes: Uint8Array<ArrayBuffer>): Reading | Promise<Reading> {
    return bytes.length <= INLINE_BYTES ? readRequest(bytes) : this.readAside(bytes);
  }

  private async readAside(bytes: Uint8Array<ArrayBuffer>): Promise<Reading> {
    const { length } = bytes;
    this.reading += 1;
    // Those before it have their own time each.
    const mostMs = LONGEST_MS * Math.ceil(this.reading / this.threads.atOnce);
    try {
      return await this.threads.run(bytes, { transferList: [bytes.buffer], signal: AbortSignal.timeout(mostMs) });
    } catch (error) {
      const what = tookTooMuch(error);
      if (what === null) throw error;
      return tooCostly(length, what);
    } finally {
      this.reading -= 1;
    }
  }

  close(): Promise<void> {
    return this.threads.close();
  }
}

/** What a job took more of than it may have; null for another error. */
function tookTooMuch(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'AbortError') return `${LONGEST_MS / 1_000} s`;
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `${HEAP_MB} MB of memory` : null;
}

const tooCostly = (bytes: number, what: string): Reading => ({
  problem: problem('payload_too_large', {
    detail: `Reading this job of ${bytes} bytes took more than ${what}.`,
    cure: 'Send a smaller plan: give lists of values and local data as a table or a stage.',
  }),
  size: null,
});
