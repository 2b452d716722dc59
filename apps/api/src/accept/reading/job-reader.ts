import { problem } from '@firn/contract';
import { type Reading, readRequest } from './read-request.js';
import { ReadThread } from './read-thread-handle.js';

/** Larger bodies are read in a thread. Reading this much takes some milliseconds. */
const INLINE_BYTES = 32_768;
const THREADS = 2;

/**
 * Reads jobs without holding up the event loop: small ones at once, large ones one after the other in a few threads, which are
 * started when first needed. A thread that takes too long or too much memory is ended, and its job refused.
 */
export class JobReader {
  private readonly idle: ReadThread[] = [];
  private readonly queue: ((thread: ReadThread) => void)[] = [];
  private started = 0;

  async read(bytes: Uint8Array<ArrayBuffer>): Promise<Reading> {
    if (bytes.length <= INLINE_BYTES) return readRequest(bytes);
    const { length } = bytes;
    const thread = await this.take();
    try {
      const reading = await thread.read(bytes);
      return typeof reading === 'string' ? tooCostly(length, reading) : reading;
    } finally {
      this.giveBack(thread);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((thread) => thread.end()));
  }

  private take(): Promise<ReadThread> | ReadThread {
    const idle = this.idle.pop();
    if (idle !== undefined) return idle;
    if (this.started < THREADS) {
      this.started += 1;
      return new ReadThread();
    }
    return new Promise((resolve) => this.queue.push(resolve));
  }

  private giveBack(used: ReadThread): void {
    const thread = used.isAlive ? used : new ReadThread();
    const next = this.queue.shift();
    if (next !== undefined) next(thread);
    else this.idle.push(thread);
  }
}

const tooCostly = (bytes: number, what: string): Reading => ({
  problem: problem('payload_too_large', {
    detail: `Reading this job of ${bytes} bytes took more than ${what}.`,
    cure: 'Send a smaller plan: give lists of values and local data as a table or a stage.',
  }),
  size: null,
});
