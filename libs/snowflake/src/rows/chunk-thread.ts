import { HttpClient } from '../wire/http.js';
import type { SplitAnswer } from '../wire/large-answer.js';
import { readChunk } from './chunk-request.js';
import type { LineBatch } from './line-writer.js';
import { splitAnswer } from './split-answer.js';
import {
  type ChunkTask,
  type FreeSlot,
  type FromThread,
  type Slots,
  slotOf,
  type ThreadTask,
  toThreadError,
} from './thread-messages.js';

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

  constructor(slots: Slots) {
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

function sendBatch({ slots, port }: ChunkTask, slot: number, { rows, lines }: LineBatch): void {
  const send = (message: FromThread): void => port.postMessage(message);
  const length = lines.length;
  if (length > slots.bytes) {
    send({ kind: 'batch', rows, slot, length, bytes: Uint8Array.from(lines) });
  } else {
    lines.copy(slotOf(slots, slot));
    send({ kind: 'batch', rows, slot, length });
  }
}

export default async function serve(task: ThreadTask): Promise<SplitAnswer | null> {
  if (task.kind === 'answer') return splitAnswer(task.body);
  await serveChunk(task);
  return null;
}

async function serveChunk(task: ChunkTask): Promise<void> {
  const { port } = task;
  const read = new Read(task.slots);
  port.on('message', ({ slot }: FreeSlot) => read.giveBack(slot));
  port.on('close', () => read.end());
  const last = (message: FromThread): void => port.postMessage(message);
  try {
    for await (const batch of readChunk(http, task.request, read.stop.signal)) {
      const slot = await read.takeSlot();
      if (slot === null) return;
      sendBatch(task, slot, batch);
    }
    last({ kind: 'end' });
  } catch (error) {
    if (!read.stop.signal.aborted) last({ kind: 'failed', error: toThreadError(error) });
  } finally {
    port.close();
  }
}
