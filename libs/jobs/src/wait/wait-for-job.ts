import type { JobId } from '@firn/contract';
import type { Job } from '../record.js';
import type { JobChanges, Seen } from './job-changes.js';

export interface WaitForJob {
  /** Returns once this holds. */
  readonly enough: (seen: Seen) => boolean;
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A change reaches whoever waits, and a lost connection is told of; the record is looked at so often in case both fail. */
const LOOK_AGAIN_MS = 10_000;

/** Milliseconds until the next look, scattered: thousands may wait here. */
export const untilLook = (leftMs: number): number => Math.min(leftMs, LOOK_AGAIN_MS * (0.75 + Math.random() / 2));

/** The job once it is what the caller waits for, or as it is when the time is over. Null if there is none. */
export async function waitForJob(
  changes: JobChanges,
  read: (id: JobId) => Promise<Job | null>,
  id: JobId,
  { enough, waitMs, signal }: WaitForJob,
): Promise<Job | null> {
  const until = performance.now() + waitMs;
  const watch = await changes.ofJob(id, enough);
  try {
    for (;;) {
      const job = await read(id);
      const left = until - performance.now();
      if (job === null || enough(job) || left <= 0 || signal?.aborted === true) return job;
      await watch.change(untilLook(left), signal);
    }
  } finally {
    watch.end();
  }
}
