import { z } from 'zod';
import { BatchId, CancelId, SessionId } from './ids.js';
import { Tags } from './job-request.js';
import { linesOfText } from './text.js';
import { Timestamp } from './time.js';

/** Which jobs are to end: those of a batch, of a durable session, those that have all of the tags, or all of the tenant. */
export const JobSelection = z
  .strictObject({
    batch: BatchId.optional(),
    session: SessionId.optional(),
    tags: Tags.refine((tags) => Object.keys(tags).length > 0, { error: 'must have at least one tag' }).optional(),
    all: z.literal(true).optional(),
  })
  .refine((selection) => Object.values(selection).filter((given) => given !== undefined).length === 1, {
    error: 'exactly one of batch, session, tags and all is needed',
  });
export type JobSelection = z.infer<typeof JobSelection>;

/** What `POST /v1/cancels` takes. */
export const CancelManyRequest = z.strictObject({ jobs: JobSelection, reason: linesOfText(500).optional() });
export type CancelManyRequest = z.infer<typeof CancelManyRequest>;

const count = z.int().nonnegative();

/** How far the cancel of many jobs is. */
export const CancelView = z.object({
  id: CancelId,
  jobs: JobSelection,
  requestedAt: Timestamp,
  by: z.string(),
  reason: z.string().nullable(),
  /** Jobs that had not ended and were asked to, so far. */
  asked: count,
  /** Of these, those that have not ended yet: Snowflake is to confirm it. */
  open: count,
  /** Every job that was accepted before has been asked. */
  complete: z.boolean(),
  /** Complete, and all have ended. */
  done: z.boolean(),
});
export type CancelView = z.infer<typeof CancelView>;
