import { Worker } from 'node:worker_threads';
import type { Reading } from './read-request.js';
import type { ThreadEntry } from './read-thread.js';

/** A guard against what nobody thought of: reading is linear, and takes a second or two of an idle machine at most. */
const LONGEST_MS = 30_000;
const HEAP_MB = 512;
const LIMITS = { maxOldGenerationSizeMb: HEAP_MB };

/** A thread that reads one job at a time. It is started by its first job, and keeps the process alive only while it reads. */
export class ReadThread {
  private worker: Worker | null = null;
  isAlive = true;

  /** Gives the reading, or what it took more than it may have: the thread has ended then. @throws its error */
  read(bytes: Uint8Array<ArrayBuffer>): Promise<Reading | string> {
    const worker = this.worker ?? startWorker();
    this.worker = worker;
    worker.ref();
    return new Promise((resolve, reject) => {
      // By name: the thread's own listeners among all are what starts its port again for the next job.
      const stop = () => {
        clearTimeout(timer);
        worker.off('message', answered).off('error', failed).off('exit', exited);
        worker.unref();
      };
      const died = (): void => {
        this.isAlive = false;
        stop();
        worker.on('error', () => undefined); // it is no one's any more
      };
      const timer = setTimeout(() => {
        died();
        void worker.terminate();
        resolve(`${LONGEST_MS / 1_000} s`);
      }, LONGEST_MS);
      const answered = (reading: Reading): void => {
        stop();
        resolve(reading);
      };
      const failed = (error: Error & { readonly code?: string }): void => {
        died();
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(`${HEAP_MB} MB of memory`);
        else reject(error);
      };
      const exited = (code: number): void => {
        died();
        reject(new Error(`A thread that reads jobs ended with code ${code}.`));
      };
      worker.once('message', answered).once('error', failed).once('exit', exited);
      worker.postMessage(bytes, [bytes.buffer]);
    });
  }

  async end(): Promise<void> {
    this.isAlive = false;
    await this.worker?.terminate();
  }
}

const ENTRY: ThreadEntry = 'read-thread';

/** From built code the thread loads built code; from source, in tests and scripts, it loads the source through tsx. */
function startWorker(): Worker {
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL(`./${ENTRY}.js`, import.meta.url), { resourceLimits: LIMITS });
  }
  const entry = JSON.stringify(new URL(`./${ENTRY}.ts`, import.meta.url).href);
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${entry}, ${entry}))`;
  return new Worker(load, { eval: true, resourceLimits: LIMITS });
}
