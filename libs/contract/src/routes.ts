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

/** How long a long poll may last; the server's own bound (`FIRN_API_MAX_WAIT_MS`) holds besides. */
const waitFor = (what: string) =>
  wholeNumber(0, 300_000)
    .optional()
    .describe(`Answers once ${what}, or after so many milliseconds, 300000 at most. Without it at once.`);

/** `GET /v1/jobs/{id}?wait=20000&version=3`: answers once the version is above the given one, or after `wait` milliseconds. */
export const WaitQuery = z.strictObject({
  wait: waitFor('the job has ended or waits for a review'),
  version: wholeNumber(0, 2_000_000_000)
    .optional()
    .describe('With wait: a version of the job that is known; the answer comes once it is above.'),
});
export type WaitQuery = z.infer<typeof WaitQuery>;

/** `POST /v1/jobs?wait=20000`: answers once the job has ended or waits for a review, or after `wait` milliseconds. */
export const SubmitQuery = z.strictObject({ wait: waitFor('the job has ended or waits for a review') });
export type SubmitQuery = z.infer<typeof SubmitQuery>;

const flag = z.enum(['true', 'false'], { error: 'must be true or false' }).transform((text) => text === 'true');

/**
 * `POST /v1/batches?from=5001&more=true`: a batch that is sent in several requests, which its Idempotency-Key holds together. Its first
 * line here has the number `from`; `more` says that others follow. With `wait` the answer comes once all jobs have ended.
 */
export const BatchQuery = z.strictObject({
  from: wholeNumber(1, 1_000_000)
    .optional()
    .describe('Number of the first line, from 1, where a batch is sent in several requests with one Idempotency-Key.'),
  more: flag.optional().describe('Whether other requests of the batch follow. Default false.'),
  wait: waitFor('all jobs have ended'),
});
export type BatchQuery = z.infer<typeof BatchQuery>;

/** `GET /v1/batches/{id}?wait=20000`: answers once all jobs have ended, or after `wait` milliseconds. */
export const BatchWaitQuery = z.strictObject({ wait: waitFor('all jobs have ended') });
export type BatchWaitQuery = z.infer<typeof BatchWaitQuery>;

/** `tag=name:value`. */
export const TagFilter = z
  .string()
  .regex(/^[^:]{1,63}:.{0,200}$/, { error: 'must look like name:value' })
  .transform((text) => ({ name: text.slice(0, text.indexOf(':')), value: text.slice(text.indexOf(':') + 1) }));

/** Filters of `GET /v1/jobs`; all that are given must hold. Newest first. */
export const JobListQuery = z.strictObject({
  state: JobState.optional().describe('Jobs that are in this state.'),
  profile: ProfileName.optional().describe('Jobs that run in this profile.'),
  tag: TagFilter.optional().describe('Jobs with this tag, as name:value.'),
  action: ActionKindName.optional().describe('Jobs of this kind.'),
  handler: HandlerName.optional().describe('Jobs of this handler.'),
  batch: BatchId.optional().describe('Jobs of this batch.'),
  session: SessionId.optional().describe('Jobs of this durable session.'),
  acceptedAfter: Timestamp.optional().describe('Jobs that were accepted after this time.'),
  acceptedBefore: Timestamp.optional().describe('Jobs that were accepted before this time.'),
  limit: wholeNumber(1, 1_000).default(100).describe('How many jobs a page has, 1000 at most. Default 100.'),
  cursor: z.string().max(200).optional().describe('Where the page before ended: its cursor.'),
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
