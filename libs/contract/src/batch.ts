import { z } from 'zod';
import { BatchId, JobId } from './ids.js';
import { Problem } from './problem.js';
import { JobState } from './state.js';
import { Timestamp } from './time.js';

/** Lines of one `POST /v1/batches`. */
export const BATCH_LINES = 10_000;

/** The answer to one line: accepted (or known already, with the same key), or refused alone. Lines count from 1. */
export const BatchLineAnswer = z.union([
  z.object({ line: z.int().positive(), id: JobId, state: JobState, duplicate: z.boolean() }),
  z.object({ line: z.int().positive(), problem: Problem }),
]);
export type BatchLineAnswer = z.infer<typeof BatchLineAnswer>;

const count = z.int().nonnegative();

export const BatchView = z.object({
  id: BatchId,
  acceptedAt: Timestamp,
  /** False while lines are still being taken. */
  closed: z.boolean(),
  /** Lines that became jobs of this batch. */
  jobs: count,
  /** Lines that were refused. */
  refused: count,
  ended: count,
  succeeded: count,
  failed: count,
  cancelled: count,
  timedOut: count,
  /** Closed, and all jobs have ended. */
  done: z.boolean(),
});
export type BatchView = z.infer<typeof BatchView>;
