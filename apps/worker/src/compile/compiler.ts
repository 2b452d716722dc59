import { MessageChannel } from 'node:worker_threads';
import { problem, threadModule } from '@firn/contract';
import { Piscina } from 'piscina';
import { type Compiled, type CompileFor, compileStored, type Describe } from './compile-stored.js';
import {
  type Answer,
  type CompileTask,
  type MaskTask,
  mask,
  type Question,
  type ThreadEntry,
} from './compile-thread.js';

/** What is larger is done in a thread. This much takes a few milliseconds, and a thread costs some tenths of one. */
const INLINE_BYTES = 2_048;
const THREADS = 2;
/** Most of a compilation's time is waiting for the descriptions of its sources. */
const AT_ONCE = 16;
const HEAP_MB = 1_024;
const ENTRY: ThreadEntry = 'compile-thread';

type Threads = Piscina<CompileTask | MaskTask, Compiled | null | readonly string[]>;

/**
 * Compiles stored actions, and masks what is said of them, without holding up the event loop: small ones at once, others in a few
 * threads, which are started when first needed. A plan that takes more memory than a thread has is refused.
 */
export class Compiler {
  private pool: Threads | null = null;

  /** Whether compiling it takes no thread, and next to no time. */
  isSmall(encoded: Buffer): boolean {
    return encoded.length <= INLINE_BYTES;
  }

  /** @throws what `describe` throws */
  async compile(encoded: Buffer, compileFor: CompileFor, describe: Describe): Promise<Compiled> {
    if (this.isSmall(encoded)) return compileStored(encoded.toString('utf8'), compileFor, describe);
    const { port1: port, port2 } = new MessageChannel();
    let unanswered: { readonly error: unknown } | null = null;
    const answer = (message: Answer): void => port.postMessage(message);
    port.on('message', ({ id, statement }: Question) => {
      describe(statement).then(
        (columns) => answer({ id, columns }),
        (error: unknown) => {
          unanswered ??= { error };
          answer({ id, columns: null });
        },
      );
    });
    try {
      const task: CompileTask = { encoded, compileFor, port: port2 };
      const compiled = (await this.threads().run(task, { transferList: [port2] })) as Compiled | null;
      if (compiled !== null) return compiled;
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      const detail = `Compiling this plan of ${encoded.length} bytes took more than ${HEAP_MB} MB of memory.`;
      return { kind: 'failed', problem: problem('plan_too_large', { detail }) };
    } finally {
      port.close();
    }
    throw failureOf(unanswered);
  }

  /**
   * Texts as they may be shown: without what the stored action keeps secret, or, where there is none, without what they keep secret
   * themselves.
   */
  async mask(texts: readonly string[], action: Buffer | null): Promise<readonly string[]> {
    const bytes = texts.reduce((sum, text) => sum + text.length, action?.length ?? 0);
    const task: MaskTask = { texts, action };
    if (bytes <= INLINE_BYTES) return mask(task);
    const name: keyof typeof import('./compile-thread.js') = 'mask';
    return (await this.threads().run(task, { name })) as readonly string[];
  }

  async close(): Promise<void> {
    await this.pool?.destroy();
  }

  private threads(): Threads {
    this.pool ??= startThreads();
    return this.pool;
  }
}

const failureOf = (unanswered: { readonly error: unknown } | null): unknown =>
  unanswered?.error ?? new Error('A compilation ended without a statement.');

function startThreads(): Threads {
  const pool: Threads = new Piscina({
    ...threadModule(import.meta.url, ENTRY),
    ...{ minThreads: THREADS, maxThreads: THREADS, concurrentTasksPerWorker: AT_ONCE },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  pool.on('error', () => undefined); // of a thread that compiles nothing; another one takes its place
  return pool;
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
