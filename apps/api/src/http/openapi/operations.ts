import {
  BatchQuery,
  BatchWaitQuery,
  JobListQuery,
  type ProblemCode,
  type RouteName,
  SubmitQuery,
  WaitQuery,
} from '@firn/contract';
import type { z } from 'zod';
import { ResultQuery } from '../../results/result-query.js';
import type { SchemaName } from './schemas.js';

export type IdKind = 'job' | 'batch' | 'session' | 'cancel';

export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  readonly route: RouteName;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodObject;
  readonly takesIdempotencyKey?: boolean;
  /** A stream of events, which goes on behind the last one that its reader has seen. */
  readonly takesLastEventId?: boolean;
  readonly body?: {
    readonly schema: SchemaName;
    readonly type?: string;
    readonly required: boolean;
    /** Sent as it stands it succeeds, on the system of `npm start`: a test does so. */
    readonly example: unknown;
  };
  /** What `{id}` is of. */
  readonly id?: IdKind;
  /** Operations that take the ID which the answer holds. */
  readonly leadsTo?: readonly string[];
  readonly answer: {
    readonly statuses: readonly number[];
    readonly description: string;
    readonly content: Readonly<Record<string, SchemaName>>;
    readonly headers?: readonly string[];
  };
  readonly problems: readonly ProblemCode[];
}

export const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';
const answer = (schema: SchemaName, description: string, ...statuses: number[]) => ({
  statuses: statuses.length === 0 ? [200] : statuses,
  description,
  content: { [JSON_TYPE]: schema },
});

/** 204: the reader has seen the end already, and need not come again. */
const events = (schema: SchemaName, description: string) => ({
  statuses: [200, 204],
  description,
  content: { 'text/event-stream': schema },
});

const JOB = { profile: 'local', sql: 'select ? + 2 as ANSWER', binds: [40], tags: { made: 'by hand' } };
const LINES = [1, 2].map((n) => `${JSON.stringify({ profile: 'local', sql: `select ${n} as N` })}\n`).join('');

/** Every route of the API. A test compares this list with the routes that the server really has. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    route: 'jobs',
    summary: 'Submit a job',
    description:
      'Accepted means recorded: whatever process dies now, the job ends. The same Idempotency-Key with the same body answers with the same job. With wait it answers once the job has ended or waits for a review, or after so many milliseconds.',
    query: SubmitQuery,
    takesIdempotencyKey: true,
    body: { schema: 'JobRequest', required: true, example: JOB },
    leadsTo: ['get_job', 'get_jobResult', 'get_jobExplain', 'get_jobEvents', 'get_jobHistory', 'post_jobCancel'],
    answer: {
      ...answer(
        'JobView',
        'The job is recorded (202), or was before, or has ended within the wait (200). Location names it.',
        202,
        200,
      ),
      headers: ['Location'],
    },
    problems: [
      'malformed_json',
      'idempotency_conflict',
      'payload_too_large',
      'unsupported_media_type',
      'invalid_job',
      'invalid_plan',
      'plan_version_newer',
      'unknown_profile',
      'refused_sql',
      'forbidden',
      'not_found',
      'session_closed',
      'delivery_unsupported',
      'scratch_schema_missing',
      'plan_too_large',
      'queue_full',
      'storage_unavailable',
      'too_many_bodies',
    ],
  },
  {
    method: 'get',
    route: 'jobs',
    summary: 'List jobs, newest first',
    query: JobListQuery,
    answer: answer('JobList', 'One page of jobs, without query texts and inline rows.'),
    problems: ['invalid_request'],
  },
  {
    method: 'get',
    route: 'job',
    id: 'job',
    summary: 'Read a job, or wait for it',
    description:
      'With wait and version it answers once the version is above the given one; with wait alone once the job has ended or waits for a review; after the wait in any case.',
    query: WaitQuery,
    answer: answer('JobView', 'The job.'),
    problems: ['invalid_request', 'not_found'],
  },
  {
    method: 'get',
    route: 'jobResult',
    id: 'job',
    summary: 'Read the rows of a job',
    description:
      'As one JSON document or as NDJSON, by the Accept header or by format; all pages as a stream, or one page. NDJSON with rows as arrays begins with a line that holds the columns.',
    query: ResultQuery,
    answer: {
      statuses: [200],
      description: 'The rows.',
      content: { [JSON_TYPE]: 'ResultDocument', [NDJSON_TYPE]: 'ResultRow' },
      headers: ['Firn-Rows', 'Firn-Pages'],
    },
    problems: [
      'invalid_request',
      'not_acceptable',
      'not_found',
      'result_not_ready',
      'no_result',
      'result_expired',
      'too_many_streams',
    ],
  },
  {
    method: 'get',
    route: 'jobExplain',
    id: 'job',
    summary: 'Read why a job waits, and for what',
    description:
      'One sentence for a person, and the same as data: its place in its line, what is full, a breaker, the time of its next attempt, what Snowflake does with its query.',
    answer: answer('JobExplanation', 'What it waits for.'),
    problems: ['invalid_request', 'not_found'],
  },
  {
    method: 'get',
    route: 'jobHistory',
    id: 'job',
    summary: 'Read what happened to a job, oldest first',
    answer: answer('JobHistory', 'The events. `problem` says why they end before there is nothing more to tell.'),
    problems: ['invalid_request', 'not_found'],
  },
  {
    method: 'get',
    route: 'jobEvents',
    id: 'job',
    summary: 'Follow a job, as server-sent events',
    description:
      'The job as an event `job` each time it has changed, until it has ended or waits for a review. A slow reader gets fewer events, and the last one in any case.',
    takesLastEventId: true,
    answer: events('JobView', 'The events. `problem` says why they end before there is nothing more to tell.'),
    problems: ['invalid_request', 'not_found', 'too_many_streams'],
  },
  {
    method: 'post',
    route: 'jobCancel',
    id: 'job',
    summary: 'Ask for a job to be cancelled',
    description: 'Records the wish and returns. A job that has ended stays as it is. Asking again changes nothing.',
    body: { schema: 'CancelRequest', required: false, example: { reason: 'not needed any more' } },
    answer: answer('JobView', 'The job, with the wish (202), or as it ended (200).', 202, 200),
    problems: ['malformed_json', 'invalid_job', 'not_found', 'payload_too_large', 'unsupported_media_type'],
  },
  {
    method: 'post',
    route: 'jobResolve',
    id: 'job',
    summary: 'Say what became of a job that needs a review',
    body: {
      schema: 'ResolveRequest',
      required: true,
      example: { outcome: 'succeeded', reason: 'The rows are in the table.' },
    },
    answer: answer('JobView', 'The job as it was resolved.'),
    problems: [
      'malformed_json',
      'invalid_job',
      'not_found',
      'not_in_review',
      'payload_too_large',
      'unsupported_media_type',
    ],
  },
  {
    method: 'post',
    route: 'jobEvidence',
    id: 'job',
    summary: 'Ask Snowflake again about a job that needs a review',
    description:
      'A worker reads the history of the session once more, and the evidence of the job is what that tells now. Nothing else changes.',
    query: SubmitQuery,
    answer: answer('JobView', 'The job with what was told (200), or as it is while nothing was (202).', 200, 202),
    problems: ['invalid_request', 'not_found', 'not_in_review'],
  },
  {
    method: 'post',
    route: 'cancels',
    summary: 'Ask for many jobs to be cancelled, as one',
    description:
      'Those of a batch, of a session, those that have all of the tags, or all of the tenant, as far as they were accepted before and have not ended. Recorded when it answers; a worker hands it on to each job.',
    body: { schema: 'CancelManyRequest', required: true, example: { jobs: { tags: { made: 'by hand' } } } },
    leadsTo: ['get_cancel'],
    answer: { ...answer('CancelView', 'The cancel, as it begins. Location names it.', 202), headers: ['Location'] },
    problems: ['not_found', 'malformed_json', 'invalid_job', 'payload_too_large', 'unsupported_media_type'],
  },
  {
    method: 'get',
    route: 'cancel',
    id: 'cancel',
    summary: 'Read how far a cancel of many jobs is',
    answer: answer('CancelView', 'The cancel. It can be read for a day after it is done.'),
    problems: ['invalid_request', 'not_found'],
  },
  {
    method: 'post',
    route: 'batches',
    summary: 'Submit many jobs',
    query: BatchQuery,
    description:
      'One JobRequest a line, up to 1,000,000. Every line is accepted or refused alone; the answer has a line for each. As NDJSON they are answered as they are decided, while the body arrives; with wait a last line holds the batch. With an Idempotency-Key a repeated batch meets the jobs of the first, and a batch may be sent in several requests, by from and more.',
    takesIdempotencyKey: true,
    body: { schema: 'JobRequest', type: NDJSON_TYPE, required: true, example: LINES },
    leadsTo: ['get_batch', 'get_batchEvents', 'post_batchRetry'],
    answer: {
      statuses: [202],
      description: 'An answer for each line that is not blank; one document once all are decided.',
      content: { [JSON_TYPE]: 'BatchAnswer', [NDJSON_TYPE]: 'BatchLineAnswer' },
      headers: ['Location'],
    },
    problems: ['malformed_json', 'not_acceptable', 'unsupported_media_type', 'payload_too_large', 'invalid_request'],
  },
  {
    method: 'get',
    route: 'batch',
    id: 'batch',
    summary: 'Read how far a batch is, or wait for its end',
    query: BatchWaitQuery,
    answer: answer('BatchView', 'The batch.'),
    problems: ['invalid_request', 'not_found'],
  },
  {
    method: 'post',
    route: 'batchRetry',
    id: 'batch',
    summary: 'Submit the failed jobs of a batch anew',
    description:
      'Those that failed or timed out, as a batch of their own. Asked for twice it is the same batch, unless another Idempotency-Key comes with it.',
    takesIdempotencyKey: true,
    answer: {
      statuses: [202],
      description: 'An answer for each job, and the new batch; as NDJSON in the last line.',
      content: { [JSON_TYPE]: 'BatchAnswer', [NDJSON_TYPE]: 'BatchLineAnswer' },
      headers: ['Location'],
    },
    problems: ['not_acceptable', 'not_found', 'invalid_request'],
  },
  {
    method: 'get',
    route: 'batchEvents',
    id: 'batch',
    summary: 'Follow a batch, as server-sent events',
    description:
      'The batch as an event `batch` each time it got further, a few times a second at most, until it is done.',
    takesLastEventId: true,
    answer: events('BatchView', 'The events. `problem` says why they end before there is nothing more to tell.'),
    problems: ['invalid_request', 'not_found', 'too_many_streams'],
  },
  {
    method: 'get',
    route: 'events',
    summary: 'Follow all jobs of the tenant, as server-sent events',
    description:
      'An event `job` for each change, from now on or behind the last one that was seen, for ten minutes after its reader was cut off. `reset` says that changes were missed: read the list of jobs then.',
    takesLastEventId: true,
    answer: {
      ...events('JobNews', 'The events. `problem` says why they end before there is nothing more to tell.'),
      statuses: [200],
    },
    problems: ['invalid_request', 'too_many_streams'],
  },
  {
    method: 'post',
    route: 'sessions',
    summary: 'Open a durable session',
    description:
      'It owns temporary tables and a stage in the scratch schema of the profile, and lives on no connection.',
    body: { schema: 'SessionRequest', required: true, example: { profile: 'local' } },
    leadsTo: ['get_session', 'delete_session'],
    answer: { ...answer('SessionView', 'The session.', 201), headers: ['Location'] },
    problems: [
      'malformed_json',
      'invalid_job',
      'unknown_profile',
      'forbidden',
      'payload_too_large',
      'unsupported_media_type',
    ],
  },
  {
    method: 'get',
    route: 'session',
    id: 'session',
    summary: 'Read a session',
    answer: answer('SessionView', 'The session.'),
    problems: ['invalid_request', 'not_found'],
  },
  {
    method: 'delete',
    route: 'session',
    id: 'session',
    summary: 'Close a session and drop what it owns',
    answer: answer('SessionView', 'The session, closing.', 202),
    problems: ['invalid_request', 'not_found'],
  },
  {
    method: 'get',
    route: 'live',
    summary: 'Whether the process runs',
    answer: answer('Health', 'It runs.'),
    problems: [],
  },
  {
    method: 'get',
    route: 'ready',
    summary: 'Whether requests can be served',
    answer: answer('Health', 'They can.'),
    problems: ['redis_unavailable', 'shutting_down'],
  },
];
