import { parentPort } from 'node:worker_threads';
import { HttpClient } from '../wire/http.js';
import { type ChunkRequest, readChunk } from './chunk-request.js';
import type { LineBatch } from './line-writer.js';
import { type FromThread, type Slots, slotOf, type ToThread, toThreadError } from './thread-messages.js';

/**
 * This module is what runs in a thread of the pool: it downloads, unpacks and decodes chunks, several at a time.
 * Decoding 16 MB takes a few hundred milliseconds, for which the main thread's heartbeats would have to wait.
 *
 * The type is its file's name. The one who starts the thread imports it, so that builds know that the file is needed.
 */
export type ThreadEntry = 'chunk-thread';

/** One chunk being read for the main thread. */
class Read {
  readonly stop = new AbortController();
  readonly #free: number[];
  #wake: (() => void) | null = null;

  constructor(readonly slots: Slots) {
    this.#free = Array.from({ length: slots.count }, (_, slot) => slot);
  }

  giveBack(slot: number): void {
    this.#free.push(slot);
    this.#wake?.();
  }

  end(): void {
    this.stop.abort();
    this.#wake?.();
  }

  /** Waits for a free slot, null once stopped: this is what holds back a fast server for a slow reader. */
  async takeSlot(): Promise<number | null> {
    for (;;) {
      if (this.stop.signal.aborted) return null;
      const slot = this.#free.pop();
      if (slot !== undefined) return slot;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const http = new HttpClient();
const reads = new Map<number, Read>();
const port = parentPort;

const send = (message: FromThread): void => port?.postMessage(message);

function sendBatch(id: number, { slots }: Read, slot: number, { rows, lines }: LineBatch): void {
  const length = lines.length;
  if (length > slots.bytes) {
    send({ kind: 'batch', id, rows, slot, length, bytes: Uint8Array.from(lines) });
  } else {
    lines.copy(slotOf(slots, slot));
    send({ kind: 'batch', id, rows, slot, length });
  }
}

async function serve(id: number, request: ChunkRequest, read: Read): Promise<void> {
  try {
    for await (const batch of readChunk(http, request, read.stop.signal)) {
      const slot = await read.takeSlot();
      if (slot === null) return;
      sendBatch(id, read, slot, batch);
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
      const read = new Read(message.slots);
      reads.set(message.id, read);
      void serve(message.id, message.request, read);
      break;
    }
    case 'free':
      reads.get(message.id)?.giveBack(message.slot);
      break;
    case 'stop':
      reads.get(message.id)?.end();
      break;
  }
});
