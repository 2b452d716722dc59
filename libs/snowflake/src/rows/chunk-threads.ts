import { MessageChannel } from 'node:worker_threads';
import { threadModule } from '@firn/contract';
import { Piscina } from 'piscina';
import type { AnswerSplitter, SplitAnswer } from '../wire/large-answer.js';
import type { ChunkReader } from './chunk-reader.js';
import type { ChunkRequest } from './chunk-request.js';
import type { ThreadEntry } from './chunk-thread.js';
import type { LineBatch } from './line-writer.js';
import { Mailbox } from './mailbox.js';
import { BATCH_BYTES } from './scan-rows.js';
import {
  type FreeSlot,
  type FromThread,
  fromThreadError,
  type Slots,
  slotOf,
  type ThreadTask,
} from './thread-messages.js';

/** Batches that a thread may be ahead of its reader. */
const SLOTS = 4;
/** A batch is full above `BATCH_BYTES`; the row that filled it usually fits in the rest. */
const SLOT_BYTES = BATCH_BYTES + 64 * 1024;
/** Chunks that one thread reads at the same time: most of each is waiting for the network. */
const READS = 64;
/** A thread's own heap; chunk bytes live outside it. Small, because idle threads keep what they once took. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 96 };

/** Chunk reads over a few threads, started when first needed; an idle thread does not keep the process alive. */
export class ChunkThreads implements ChunkReader, AnswerSplitter {
  readonly #spare: Slots[] = [];
  #pool: Piscina<ThreadTask, SplitAnswer | null> | null = null;
  #closed = false;

  constructor(private readonly size: number) {}

  read(request: ChunkRequest, signal: AbortSignal): AsyncIterableIterator<LineBatch> {
    if (this.#closed) throw new Error('The chunk readers are closed.');
    const { port1: port, port2 } = new MessageChannel();
    const mailbox = new Mailbox<FromThread>();
    const fail = (message: string): void => mailbox.put({ kind: 'failed', error: { kind: 'transport', message } });
    port.on('message', (message: FromThread) => mailbox.put(message));
    const slots = this.#spare.pop() ?? newSlots();
    this.#threads()
      .run({ kind: 'chunk', request, slots, port: port2 }, { transferList: [port2] })
      .catch((error: unknown) => {
        fail(`A decoding thread failed: ${error instanceof Error ? error.message : String(error)}.`);
      });
    const abort = (): void => fail('aborted');
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    return new ThreadRead(mailbox, slots, {
      free: (slot) => port.postMessage({ slot } satisfies FreeSlot),
      done: (ended) => {
        signal.removeEventListener('abort', abort);
        port.close();
        // After a stop the thread may still be writing into the slots: they are left to it.
        if (ended) this.#spare.push(slots);
      },
    });
  }

  async split(body: Uint8Array): Promise<SplitAnswer> {
    if (this.#closed) throw new Error('The chunk readers are closed.');
    const answer = await this.#threads().run({ kind: 'answer', body });
    if (answer === null) throw new Error('A decoding thread gave no answer.');
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool?.destroy();
  }

  #threads(): Piscina<ThreadTask, SplitAnswer | null> {
    this.#pool ??= startThreads(this.size);
    return this.#pool;
  }
}

const ENTRY: ThreadEntry = 'chunk-thread';

function startThreads(size: number): Piscina<ThreadTask, SplitAnswer | null> {
  const pool = new Piscina<ThreadTask, SplitAnswer | null>({
    ...threadModule(import.meta.url, ENTRY),
    ...{ minThreads: size, maxThreads: size, concurrentTasksPerWorker: READS },
    resourceLimits: LIMITS,
  });
  pool.on('error', () => undefined); // of a thread that reads nothing; another one takes its place
  return pool;
}

const newSlots = (): Slots => ({ memory: new SharedArrayBuffer(SLOTS * SLOT_BYTES), count: SLOTS, bytes: SLOT_BYTES });

/** The reader's side of one read. An iterator of its own, because the read begins before anybody iterates. */
class ThreadRead implements AsyncIterableIterator<LineBatch> {
  #over = false;
  /** The slot of the batch that is lent out. */
  #lent: number | null = null;

  constructor(
    private readonly mailbox: Mailbox<FromThread>,
    private readonly slots: Slots,
    private readonly thread: { free(slot: number): void; done(ended: boolean): void },
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<LineBatch>> {
    if (this.#over) return { done: true, value: undefined };
    if (this.#lent !== null) this.thread.free(this.#lent);
    this.#lent = null;
    const message = await this.mailbox.take();
    switch (message.kind) {
      case 'batch':
        this.#lent = message.slot;
        return { done: false, value: { rows: message.rows, lines: this.#linesOf(message) } };
      case 'end':
        this.#finish(true);
        return { done: true, value: undefined };
      case 'failed':
        this.#finish(false);
        throw fromThreadError(message.error);
    }
  }

  return(): Promise<IteratorResult<LineBatch>> {
    this.#finish(false);
    return Promise.resolve({ done: true, value: undefined });
  }

  #linesOf({ slot, length, bytes }: Extract<FromThread, { kind: 'batch' }>): Buffer {
    return bytes === undefined
      ? slotOf(this.slots, slot, length)
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #finish(ended: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.thread.done(ended);
  }
}
