import { parentPort } from 'node:worker_threads';
import { HttpClient } from '../wire/http.js';
import { type ChunkRequest, readChunk } from './chunk-request.js';
import type { FromThread, ToThread } from './thread-messages.js';
import { toThreadError } from './thread-messages.js';

/**
 * What runs in a thread of the pool: downloads, unpacks and decodes chunks, several at a time.
 * Decoding 16 MB takes a few hundred milliseconds, for which the main thread's heartbeats would have to wait.
 */
class Read {
  readonly stop = new AbortController();
  #credit: number;
  #wake: (() => void) | null = null;

  constructor(credit: number) {
    this.#credit = credit;
  }

  more(): void {
    this.#credit += 1;
    this.#wake?.();
  }

  end(): void {
    this.stop.abort();
    this.#wake?.();
  }

  /** Waits until another batch may be sent; this is what holds back a fast server for a slow reader. */
  async takeCredit(): Promise<void> {
    while (this.#credit === 0 && !this.stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#credit -= 1;
  }
}

const http = new HttpClient();
const reads = new Map<number, Read>();
const port = parentPort;

function send(message: FromThread, memory: readonly ArrayBufferLike[] = []): void {
  port?.postMessage(message, memory.filter(isTransferable));
}

const isTransferable = (memory: ArrayBufferLike): memory is ArrayBuffer => memory instanceof ArrayBuffer;

async function serve(id: number, request: ChunkRequest, read: Read): Promise<void> {
  try {
    for await (const batch of readChunk(http, request, read.stop.signal)) {
      await read.takeCredit();
      if (read.stop.signal.aborted) return;
      send({ kind: 'batch', id, rows: batch.rows, bytes: batch.lines }, [batch.lines.buffer]);
    }
    send({ kind: 'end', id });
  } catch (error) {
    if (!read.stop.signal.aborted) send({ kind: 'failed', id, error: toThreadError(error) });
  } finally {
    reads.delete(id);
  }
}

port?.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'read': {
      const read = new Read(message.credit);
      reads.set(message.id, read);
      void serve(message.id, message.request, read);
      break;
    }
    case 'more':
      reads.get(message.id)?.more();
      break;
    case 'stop':
      reads.get(message.id)?.end();
      break;
  }
});
