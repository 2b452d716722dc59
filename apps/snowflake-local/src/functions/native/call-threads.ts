import { Worker } from 'node:worker_threads';
import type { ThreadEntry } from './call-thread.js';

/** What crosses threads. A BINARY is its bytes. */
export type CallArguments = readonly (string | Uint8Array | bigint | number | boolean)[];

/** Calls of one function. */
export interface CallBatch {
  readonly name: string;
  readonly calls: readonly CallArguments[];
  /** Whose they are: owners take turns. */
  readonly owner: number;
}

/** What a call has given, or the text of what it threw. */
export type CallResult = { readonly value: string | null } | { readonly error: string };

/** Threads that make calls of functions of our own. */
export interface CallThreads {
  /** Rejects where the thread is lost, for want of memory as a rule, or `signal` has given the calls up. */
  run(batch: CallBatch, signal: AbortSignal): Promise<readonly CallResult[]>;
}

/** What a thread is started with. */
export interface CallThreadStart {
  /** Bytes that the process may have, all included. */
  readonly memoryBytes: number;
}

/** A thread that is at calls which were given up ends after this time, and another one takes its place. */
const PATIENCE_MS = 1_000;
const ENTRY: ThreadEntry = 'call-thread';

interface Job {
  readonly batch: CallBatch;
  readonly signal: AbortSignal;
  resolve(results: readonly CallResult[]): void;
  reject(error: unknown): void;
}

/** Starts threads as they are needed, and keeps them. None of them keeps the process. */
export class CallThreadPool implements CallThreads {
  /** Jobs by owner, the owner whose turn is next first. */
  private readonly waiting = new Map<number, Job[]>();
  private readonly idle: Worker[] = [];
  private running = 0;

  constructor(
    private readonly most: number,
    private readonly start: CallThreadStart,
  ) {}

  run(batch: CallBatch, signal: AbortSignal): Promise<readonly CallResult[]> {
    return new Promise((resolve, reject) => {
      const jobs = this.waiting.get(batch.owner) ?? [];
      this.waiting.set(batch.owner, jobs);
      jobs.push({ batch, signal, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    while (this.running < this.most) {
      const job = this.take();
      if (job === undefined) return;
      if (job.signal.aborted) job.reject(job.signal.reason);
      else this.give(job);
    }
  }

  private take(): Job | undefined {
    const [first] = this.waiting;
    if (first === undefined) return undefined;
    const [owner, jobs] = first;
    const job = jobs.shift();
    this.waiting.delete(owner);
    if (jobs.length > 0) this.waiting.set(owner, jobs);
    return job;
  }

  private give(job: Job): void {
    const worker = this.idle.pop() ?? this.startThread();
    const { signal } = job;
    let patience: NodeJS.Timeout | undefined;
    const onAbort = () => {
      job.reject(signal.reason);
      patience = setTimeout(() => void worker.terminate(), PATIENCE_MS).unref();
    };
    const end = () => {
      clearTimeout(patience);
      signal.removeEventListener('abort', onAbort);
      worker.off('message', onResults).off('error', onError).off('exit', onExit);
      this.running -= 1;
      this.next();
    };
    const onResults = (results: readonly CallResult[]) => {
      job.resolve(results);
      this.idle.push(worker);
      end();
    };
    const onError = (error: unknown) => job.reject(error);
    const onExit = (code: number) => {
      job.reject(new Error(`A thread for long calls has ended with ${code}`));
      end();
    };
    this.running += 1;
    signal.addEventListener('abort', onAbort, { once: true });
    worker.on('message', onResults).on('error', onError).on('exit', onExit);
    worker.postMessage(job.batch);
  }

  private startThread(): Worker {
    const worker = new Worker(new URL(`./${ENTRY}.js`, import.meta.url), { workerData: this.start });
    worker.unref();
    // Whose call it is hears of it; one that is idle is replaced when it is needed.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      const at = this.idle.indexOf(worker);
      if (at >= 0) this.idle.splice(at, 1);
    });
    return worker;
  }
}
