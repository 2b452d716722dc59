import type { JobId } from '@firn/contract';
import type { Job } from '../record.js';
import type { JobChanges } from './job-changes.js';

export interface WaitForJob {
  /** Returns once the record's version is above it. */
  readonly aboveVersion: number;
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Messages are lost while a subscription is being restored; the record is looked at again after so many milliseconds. */
const LOOK_AGAIN_MS = 2_000;

/** The job once it has changed, or as it is when the time is over. Null if there is none. */
export async function waitForJob(
  changes: JobChanges,
  read: (id: JobId) => Promise<Job | null>,
  id: JobId,
  { aboveVersion, waitMs, signal }: WaitForJob,
): Promise<Job | null> {
  const until = performance.now() + waitMs;
  // Listening comes before reading: a change between the two must not be missed.
  const bell = new Bell();
  const stop = changes.listen(id, ({ version }) => version > aboveVersion && bell.ring());
  const onAbort = () => bell.ring();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const job = await read(id);
      const left = until - performance.now();
      if (job === null || job.version > aboveVersion || left <= 0 || signal?.aborted === true) return job;
      await bell.rung(Math.min(left, LOOK_AGAIN_MS));
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Rung once or more; whoever waits for it next returns at once. */
class Bell {
  private rang = false;
  private wake: (() => void) | null = null;

  ring(): void {
    this.rang = true;
    this.wake?.();
  }

  async rung(timeoutMs: number): Promise<void> {
    if (!this.rang) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rang = false;
    this.wake = null;
  }
}
