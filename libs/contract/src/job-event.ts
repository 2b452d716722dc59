import { z } from 'zod';
import { JobId, QueryId } from './ids.js';
import { Problem } from './problem.js';
import { JobState, QueryPhase } from './state.js';
import { Timestamp } from './time.js';

/** Something that happened to a job. A line of `GET /v1/jobs/{id}/history`, oldest first. */
export const JobEvent = z.object({
  at: Timestamp,
  /** The version that the job had afterwards. */
  version: z.int().nonnegative(),
  epoch: z.int().nonnegative(),
  kind: z.enum([
    'accepted',
    'queued',
    'waiting',
    'claimed',
    'built',
    'intent',
    'intent_void',
    'fence',
    'submitted',
    'adopted',
    'passed',
    'watched',
    'unwatched',
    'phase',
    'storing',
    'retry',
    'released',
    'cancel_requested',
    'cancel_late',
    'needs_review',
    'late_answer',
    'evidence',
    'resolved',
    'ended',
    'result_expired',
  ]),
  state: JobState,
  phase: QueryPhase.optional(),
  worker: z.string().optional(),
  queryId: QueryId.optional(),
  /** Where an intent was to be sent: Snowflake's session, and the number of the request in it. For a fence, the session that is ended. */
  sessionId: z.string().optional(),
  requestId: z.string().optional(),
  /** The equal read whose query it shares, whose query it goes on with, or that goes on with its own. */
  sharedWith: JobId.optional(),
  /** Who asked, for a wish or a review. */
  by: z.string().optional(),
  reason: z.string().optional(),
  problem: Problem.optional(),
});
export type JobEvent = z.infer<typeof JobEvent>;

export const JobHistory = z.object({
  id: JobId,
  events: z.array(JobEvent),
  /** Entries that cannot be read: damaged, or written by a newer Firn. */
  unreadable: z.int().nonnegative().default(0),
});
export type JobHistory = z.infer<typeof JobHistory>;

/** A state change as it is published to whoever waits: enough to decide whether to read the record. */
export const JobChange = z.object({
  id: JobId,
  tenant: z.string(),
  state: JobState,
  version: z.int().nonnegative(),
  cancelling: z.boolean(),
  /** Epoch milliseconds; 0 from a process that does not tell. */
  at: z.int().nonnegative().default(0),
});
export type JobChange = z.infer<typeof JobChange>;

/** The same as `GET /v1/events` tells it to its tenant. */
export const JobNews = JobChange.omit({ tenant: true }).extend({ at: Timestamp });
export type JobNews = z.infer<typeof JobNews>;
