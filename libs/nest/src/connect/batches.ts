import type { BatchOptions, BatchWait, FirnClient, JobSubmission } from '@firn/client';
import type { BatchAnswer, BatchView } from '@firn/contract';

/** Many jobs at once, and their end. */
export class FirnBatches {
  constructor(private readonly client: FirnClient) {}

  /** Submits jobs as one batch: each is accepted or refused alone, look at `lines`. */
  submit(
    requests: Iterable<JobSubmission> | AsyncIterable<JobSubmission>,
    options: BatchOptions = {},
  ): Promise<BatchAnswer> {
    return this.client.submitBatch(requests, options);
  }

  /** How far it is. */
  read(id: BatchView['id']): Promise<BatchView> {
    return this.client.batch(id);
  }

  /** The batch once all its jobs have ended. @throws the signal's reason, or a TimeoutError */
  wait(id: BatchView['id'], options?: BatchWait): Promise<BatchView> {
    return this.client.waitBatch(id, options);
  }
}
