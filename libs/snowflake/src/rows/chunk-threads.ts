import { Worker } from 'node:worker_threads';
import type { ChunkReader } from './chunk-reader.js';
import type { ChunkRequest } from './chunk-request.js';
import type { ThreadEntry } from './chunk-thread.js';
import type { LineBatch } from './line-writer.js';
import { Mailbox } from './mailbox.js';
import { BATCH_BYTES } from './scan-rows.js';
import { type FromThread, fromThreadError, type Slots, slotOf, type ToThread } from './thread-messages.js';

/** Batches that a thread may be ahead of its reader. */
const SLOTS = 4;
/** A batch is full above `BATCH_BYTES`; the row that filled it usually fits in the rest. */
const SLOT_BYTES = BATCH_BYTES + 64 * 1024;
/** A thread's own heap; chunk bytes live outside it. Small, because idle threads keep what they once took. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 96 };

/** Chunk reads over a few threads, started when first needed; an idle thread does not keep the process alive. */
export class ChunkThreads implements ChunkReader {
  readonly #threads: ChunkThread[] = [];
  #closed = false;

  constructor(private readonly size: number) {}

  read(request: ChunkRequest, signal: AbortSignal): AsyncIterableIterator<LineBatch> {
    if (this.#closed) throw new Error('The chunk readers are closed.');
    return this.#leastBusy().read(request, signal);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.splice(0).map((thread) => thread.end()));
  }

  #leastBusy(): ChunkThread {
    const alive = this.#threads.filter((thread) => thread.isAlive);
    this.#threads.splice(0, this.#threads.length, ...alive);
    const idle = alive.find((thread) => thread.busy === 0);
    if (idle !== undefined) return idle;
    if (alive.length < this.size) {
      const started = ChunkThread.start();
      this.#threads.push(started);
      return started;
    }
    return alive.reduce((least, thread) => (thread.busy < least.busy ? thread : least));
  }
}

class ChunkThread {
  readonly #reads = new Map<number, Mailbox<FromThread>>();
  readonly #spare: Slots[] = [];
  #lastId = 0;
  isAlive = true;

  private constructor(readonly worker: Worker) {}

  static start(): ChunkThread {
    const thread = new ChunkThread(startWorker());
    const { worker } = thread;
    worker.on('message', (message: FromThread) => thread.#reads.get(message.id)?.put(message));
    worker.on('error', (error) => thread.#died(error.message));
    worker.on('exit', () => thread.#died('the thread ended'));
    worker.unref();
    return thread;
  }

  get busy(): number {
    return this.#reads.size;
  }

  read(request: ChunkRequest, signal: AbortSignal): AsyncIterableIterator<LineBatch> {
    const id = ++this.#lastId;
    const mailbox = new Mailbox<FromThread>();
    this.#reads.set(id, mailbox);
    this.worker.ref();
    const slots = this.#spare.pop() ?? newSlots();
    this.#post({ kind: 'read', id, request, slots });
    const abort = (): void => mailbox.put({ kind: 'failed', id, error: { kind: 'transport', message: 'aborted' } });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    return new ThreadRead(mailbox, slots, {
      free: (slot) => this.#post({ kind: 'free', id, slot }),
      done: (ended) => {
        signal.removeEventListener('abort', abort);
        // After a stop the thread may still be writing into the slots: they are left to it.
        if (ended) this.#spare.push(slots);
        else this.#post({ kind: 'stop', id });
        this.#reads.delete(id);
        if (this.#reads.size === 0) this.worker.unref();
      },
    });
  }

  async end(): Promise<void> {
    this.#died('the readers were closed');
    await this.worker.terminate();
  }

  #post(message: ToThread): void {
    if (this.isAlive) this.worker.postMessage(message);
  }

  #died(why: string): void {
    this.isAlive = false;
    for (const [id, mailbox] of this.#reads) {
      mailbox.put({ kind: 'failed', id, error: { kind: 'transport', message: `A decoding thread failed: ${why}.` } });
    }
  }
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

const ENTRY: ThreadEntry = 'chunk-thread';

/** From built code the thread loads built code; from source, in tests and scripts, it loads the source through tsx. */
function startWorker(): Worker {
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL(`./${ENTRY}.js`, import.meta.url), { resourceLimits: LIMITS });
  }
  const entry = JSON.stringify(new URL(`./${ENTRY}.ts`, import.meta.url).href);
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${entry}, ${entry}))`;
  return new Worker(load, { eval: true, resourceLimits: LIMITS });
}
