import { setTimeout as sleep } from 'node:timers/promises';
import type { FirnClient, JobSubmission, SubmitOptions } from '@firn/client';
import type { BatchAnswer, BatchView } from '@firn/contract';

export interface BatchWait {
  /** Told of the counts at every look. */
  readonly onProgress?: (batch: BatchView) => void;
  /** Milliseconds between two looks. Default one second. */
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

/** Many jobs at once, and their end. */
export class FirnBatches {
  constructor(private readonly client: FirnClient) {}

  /** Submits jobs as one batch: each is accepted or refused alone, look at `lines`. */
  submit(requests: Iterable<JobSubmission>, options: SubmitOptions = {}): Promise<BatchAnswer> {
    return this.client.submitBatch(requests, options);
  }

  /** How far it is. */
  read(id: BatchView['id']): Promise<BatchView> {
    return this.client.batch(id);
  }

  /** The batch once all its jobs have ended. @throws the signal's reason */
  async wait(id: BatchView['id'], { onProgress, everyMs = 1_000, signal }: BatchWait = {}): Promise<BatchView> {
    for (;;) {
      signal?.throwIfAborted();
      const batch = await this.client.batch(id);
      onProgress?.(batch);
      if (batch.done) return batch;
      await sleep(everyMs, undefined, { ...(signal && { signal }) });
    }
  }
}
