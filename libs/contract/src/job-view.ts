import { DELIVERIES } from '@firn/snowpark/internal';
import { z } from 'zod';
import { BatchId, HandlerName, JobId, ProfileName, QueryId, SessionId } from './ids.js';
import { Tags } from './job-request.js';
import { Problem } from './problem.js';
import { ResultSummary } from './result.js';
import { RetryPolicy } from './retry-policy.js';
import { ReviewEvidence } from './review-evidence.js';
import { JobState, QueryPhase } from './state.js';
import { Timestamp } from './time.js';

/** The kinds of action, as they are shown and filtered by. */
export const ACTION_KINDS = [
  'collect',
  'count',
  'first',
  'sql',
  'save_as_table',
  'copy_into_location',
  'copy_into_table',
  'copy_files',
  'merge',
  'update',
  'delete',
  'create_view',
  'create_dynamic_table',
  'explain',
  'describe',
  'adopt',
  'handler',
] as const;
export const ActionKindName = z.enum(ACTION_KINDS);
export type ActionKindName = z.infer<typeof ActionKindName>;

/** A recorded wish to cancel. */
export const CancelWish = z.object({
  requestedAt: Timestamp,
  /** The API key that asked, or `timeout`. */
  by: z.string(),
  reason: z.string().nullable(),
});
export type CancelWish = z.infer<typeof CancelWish>;

/** A job, as `GET /v1/jobs/{id}` shows it. Not strict: a client reads the answers of a server that knows more fields. */
export const JobView = z.object({
  id: JobId,
  state: JobState,
  /** What Snowflake does with a running query; null in any other state. */
  phase: QueryPhase.nullable(),
  /** A cancel was asked for and the job has not ended. */
  cancelling: z.boolean(),
  cancel: CancelWish.nullable(),
  action: ActionKindName,
  /** The handler that builds or built the action; null for a job that brought it along. */
  handler: HandlerName.nullable().default(null),
  profile: ProfileName,
  delivery: z.enum(DELIVERIES).default('standard'),
  /** What was asked for; null for the default. */
  retry: RetryPolicy.nullable().default(null),
  /** A read that goes together with equal ones. */
  singleFlight: z.boolean().default(false),
  /** The job whose query and rows it shares; null for one that has its own. */
  sharedFrom: JobId.nullable().default(null),
  /** How often its statement has run and failed in a way that let it run again. */
  reruns: z.int().nonnegative().default(0),
  queueTimeoutMs: z.int().nullable().default(null),
  runTimeoutMs: z.int().nullable().default(null),
  tags: Tags,
  session: SessionId.nullable(),
  batch: BatchId.nullable(),
  /** Grows with every change; `?wait=` returns once it is above the given one. */
  version: z.int().nonnegative(),
  /** Attempts that were begun; each fences the ones before it. */
  epoch: z.int().nonnegative(),
  /** Known from the moment Snowflake took the statement. */
  queryId: QueryId.nullable(),
  /** The statement as it was sent; null before, and in lists. */
  queryText: z.string().nullable(),
  /** The worker that last had the job in its hands. */
  worker: z.string().nullable(),
  acceptedAt: Timestamp,
  /** When Snowflake took the query. */
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  /** When the job gives up. */
  deadlineAt: Timestamp,
  /** `retrying`: when the next attempt begins. */
  nextAttemptAt: Timestamp.nullable(),
  /** From then on the record is gone; null before the job ended. */
  expiresAt: Timestamp.nullable(),
  /** Null until succeeded; `inline` is left out (null) in lists. */
  result: ResultSummary.nullable(),
  /** Why it failed or was cancelled, or what a retrying job waits for. */
  problem: Problem.nullable(),
  /** Of a job that needs a review, or needed one: what is known of its write. Null in lists. */
  evidence: ReviewEvidence.nullable().default(null),
});
export type JobView = z.infer<typeof JobView>;

export const JobList = z.object({
  jobs: z.array(JobView),
  /** Hand it back as `?cursor=` for the next page; null at the end. */
  cursor: z.string().nullable(),
  /** Records in this part of the list that cannot be read: damaged, or written by a newer Firn. */
  unreadable: z.int().nonnegative().default(0),
});
export type JobList = z.infer<typeof JobList>;
