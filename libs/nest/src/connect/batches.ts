import { setTimeout as sleep } from 'node:timers/promises';
import type { FirnClient, JobSubmission, SubmitOptions } from '@firn/client';
import { type BatchAnswer, BatchId, type BatchView } from '@firn/contract';
import {
  callback,
  duration,
  optional,
  optionsOf,
  type Reader,
  required,
  SIGNAL,
  signature,
  wrongArgument,
} from '@firn/snowpark/internal';

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
  wait(id: BatchView['id'], options?: BatchWait): Promise<BatchView>;
  async wait(...given: readonly unknown[]): Promise<BatchView> {
    const [id, { onProgress, everyMs = 1_000, signal }] = WAIT.read(given);
    for (;;) {
      signal?.throwIfAborted();
      const batch = await this.client.batch(id);
      onProgress?.(batch);
      if (batch.done) return batch;
      await sleep(everyMs, undefined, { ...(signal && { signal }) });
    }
  }
}

const BATCH: Reader<BatchId> = {
  allowed: 'the ID of a batch, bat_…',
  read(given, place) {
    const parsed = BatchId.safeParse(given);
    if (!parsed.success) throw wrongArgument(place, this.allowed, given);
    return parsed.data;
  },
};
const OPTIONS = optionsOf({
  onProgress: callback<NonNullable<BatchWait['onProgress']>>(),
  everyMs: duration(1),
  signal: SIGNAL,
});
const WAIT = signature('wait', required('id', BATCH), optional('options', OPTIONS, {}));
