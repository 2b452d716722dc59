import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchId, BatchView } from '@firn/contract';
import type { JobChanges } from './job-changes.js';
import { untilLook } from './wait-for-job.js';

/** Thousands of its jobs may end within a second. */
const LEAST_PAUSE_MS = 100;

/** The batch once all its jobs have ended, or as it is when the time is over. Null if there is none. */
export async function waitForBatch(
  changes: JobChanges,
  read: () => Promise<BatchView | null>,
  id: BatchId,
  { waitMs, signal }: { readonly waitMs: number; readonly signal: AbortSignal },
): Promise<BatchView | null> {
  const until = performance.now() + waitMs;
  const watch = await changes.ofBatch(id);
  try {
    for (;;) {
      const batch = await read();
      const left = until - performance.now();
      if (batch === null || batch.done || left <= 0 || signal.aborted) return batch;
      await watch.change(untilLook(left), signal);
      await sleep(Math.min(LEAST_PAUSE_MS, left), undefined, { signal }).catch(() => undefined); // aborted: seen above
    }
  } finally {
    watch.end();
  }
}
