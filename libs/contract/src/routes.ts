import { z } from 'zod';
import { BatchId, type CancelId, HandlerName, type JobId, ProfileName, SessionId } from './ids.js';
import { ActionKindName } from './job-view.js';
import { JobState } from './state.js';
import { linesOfText } from './text.js';
import { Timestamp } from './time.js';

/** Where things are. With `{id}` for the document, filled in for a call. */
export const ROUTES = {
  jobs: '/v1/jobs',
  job: '/v1/jobs/{id}',
  jobResult: '/v1/jobs/{id}/result',
  jobHistory: '/v1/jobs/{id}/history',
  jobExplain: '/v1/jobs/{id}/explain',
  jobEvents: '/v1/jobs/{id}/events',
  jobCancel: '/v1/jobs/{id}/cancel',
  jobResolve: '/v1/jobs/{id}/resolve',
  jobEvidence: '/v1/jobs/{id}/evidence',
  cancels: '/v1/cancels',
  cancel: '/v1/cancels/{id}',
  batches: '/v1/batches',
  batch: '/v1/batches/{id}',
  batchRetry: '/v1/batches/{id}/retry',
  batchEvents: '/v1/batches/{id}/events',
  events: '/v1/events',
  sessions: '/v1/sessions',
  session: '/v1/sessions/{id}',
  live: '/health/live',
  ready: '/health/ready',
} as const;
export type RouteName = keyof typeof ROUTES;

export const pathOf = (route: RouteName, id: JobId | BatchId | SessionId | CancelId | '' = ''): string =>
  ROUTES[route].replace('{id}', id);

export const HEADERS = {
  idempotencyKey: 'idempotency-key',
  requestId: 'x-request-id',
  retryAfter: 'retry-after',
  lastEventId: 'last-event-id',
} as const;

/** Any printable text; its digest is what is kept. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, { error: 'must be 1 to 200 printable ASCII characters without spaces' });

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, { error: `must be a whole number from ${least} to ${most}` })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `must be a whole number from ${least} to ${most}` });

/** `GET /v1/jobs/{id}?wait=20000&version=3`: answers once the version is above the given one, or after `wait` milliseconds. */
export const WaitQuery = z.strictObject({
  wait: wholeNumber(0, 300_000).optional(),
  version: wholeNumber(0, 2_000_000_000).optional(),
});
export type WaitQuery = z.infer<typeof WaitQuery>;

/** `POST /v1/jobs?wait=20000`: answers once the job has ended or waits for a review, or after `wait` milliseconds. */
export const SubmitQuery = z.strictObject({ wait: wholeNumber(0, 300_000).optional() });
export type SubmitQuery = z.infer<typeof SubmitQuery>;

const flag = z.enum(['true', 'false'], { error: 'must be true or false' }).transform((text) => text === 'true');

/**
 * `POST /v1/batches?from=5001&more=true`: a batch that is sent in several requests, which its Idempotency-Key holds together. Its first
 * line here has the number `from`; `more` says that others follow. With `wait` the answer comes once all jobs have ended.
 */
export const BatchQuery = z.strictObject({
  from: wholeNumber(1, 1_000_000).optional(),
  more: flag.optional(),
  wait: wholeNumber(0, 300_000).optional(),
});
export type BatchQuery = z.infer<typeof BatchQuery>;

/** `GET /v1/batches/{id}?wait=20000`: answers once all jobs have ended, or after `wait` milliseconds. */
export const BatchWaitQuery = z.strictObject({ wait: wholeNumber(0, 300_000).optional() });
export type BatchWaitQuery = z.infer<typeof BatchWaitQuery>;

/** `tag=name:value`. */
export const TagFilter = z
  .string()
  .regex(/^[^:]{1,63}:.{0,200}$/, { error: 'must look like name:value' })
  .transform((text) => ({ name: text.slice(0, text.indexOf(':')), value: text.slice(text.indexOf(':') + 1) }));

/** Filters of `GET /v1/jobs`; all that are given must hold. Newest first. */
export const JobListQuery = z.strictObject({
  state: JobState.optional(),
  profile: ProfileName.optional(),
  tag: TagFilter.optional(),
  action: ActionKindName.optional(),
  handler: HandlerName.optional(),
  batch: BatchId.optional(),
  session: SessionId.optional(),
  acceptedAfter: Timestamp.optional(),
  acceptedBefore: Timestamp.optional(),
  limit: wholeNumber(1, 1_000).default(100),
  cursor: z.string().max(200).optional(),
});
export type JobListQuery = z.infer<typeof JobListQuery>;

export const CancelRequest = z.strictObject({ reason: linesOfText(500).optional() });
export type CancelRequest = z.infer<typeof CancelRequest>;

/** What a person says about a job in `needs_review`. */
export const ResolveRequest = z.strictObject({
  outcome: z.enum(['succeeded', 'failed', 'rerun']),
  reason: linesOfText(500).optional(),
});
export type ResolveRequest = z.infer<typeof ResolveRequest>;
