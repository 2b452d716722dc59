import { z } from 'zod';
import { BatchId, JobId } from './ids.js';
import { Problem } from './problem.js';
import { JobState } from './state.js';
import { Timestamp } from './time.js';

/** Lines of one batch, in one request or several. */
export const BATCH_LINES = 1_000_000;
/** Lines that one JSON document answers; as NDJSON they are answered as they are decided, all of them. */
export const DOCUMENT_LINES = 100_000;

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
  /** Jobs that have ended a second, since the first of them did; null before there are two. */
  perSecond: z.number().nonnegative().nullable(),
  /** Milliseconds until the rest has ended, at this rate; null where that cannot be said. */
  leftMs: count.nullable(),
  /** Closed, and all jobs have ended. */
  done: z.boolean(),
});
export type BatchView = z.infer<typeof BatchView>;
