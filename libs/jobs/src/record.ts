import {
  ActionKindName,
  BatchId,
  Column,
  HandlerName,
  JobId,
  JobState,
  Problem,
  ProfileName,
  QueryId,
  QueryPhase,
  ResultKind,
  ResultRow,
  RetryPolicy,
  ReviewEvidence,
  SessionId,
  STATEMENT_PARAMETERS,
  Tags,
  TenantName,
} from '@firn/contract';
import { COUNT_NAMES } from '@firn/snowpark/internal';
import { z } from 'zod';
import { TextRef } from './text-ref.js';
import { integer, json, readAs, UnreadableRecord } from './unreadable.js';

/**
 * Version of the record's form. A process that meets a newer one leaves the job to others. A record is written in the lowest one that
 * says all of it: 2 knows handlers, 3 delivery
 * exactly once, retries and time-outs, 4 reads that share a query.
 */
export const RECORD_VERSION = 4;

/** What was written down before a statement was sent: enough to find out later whether it arrived. */
export const Intent = z.strictObject({
  epoch: z.int(),
  requestId: z.string(),
  /** Snowflake's session, the only one in which the request ID means anything. */
  sessionId: z.string(),
  tag: z.string(),
  writes: z.boolean(),
  /** Aborted means rolled back as a whole, so that it may run again. A user's own block may have committed a part. */
  atomic: z.boolean(),
  worker: z.string(),
  /** The counts that the claim of the statement keeps in the ledger; absent for a statement without a claim. */
  counts: z.array(z.enum(COUNT_NAMES)).readonly().optional(),
});
export type Intent = z.infer<typeof Intent>;

/** Where the rows of a finished job are. `epoch` names the folder of its pages. */
export const StoredResult = z.strictObject({
  kind: ResultKind,
  columns: z.array(Column),
  rows: z.int(),
  bytes: z.int(),
  pages: z.int(),
  epoch: z.int(),
});
export type StoredResult = z.infer<typeof StoredResult>;

/** An empty field is an absent value. */
const optional = <T extends z.ZodType>(inner: T) =>
  z.preprocess((value) => (value === undefined || value === '' ? null : value), z.union([z.null(), inner]));

/** The hash as Redis holds it, every value a text. */
export const JobRecord = z.object({
  schema: integer,
  id: JobId,
  tenant: TenantName,
  profile: ProfileName,
  action: ActionKindName,
  /** Left out where only the view is read. */
  plan: optional(json(TextRef)),
  /** Builds the action; absent where the job brought it along. */
  handler: optional(HandlerName),
  /** The handler has built the action: it is the plan from now on, for every attempt. */
  built: optional(z.literal('1')),
  tags: json(Tags),
  session: optional(SessionId),
  batch: optional(BatchId),
  /** What of its kind waits in a line of its own; absent: reads. */
  lane: optional(z.string()),
  /** Higher goes first; absent: 0. */
  priority: optional(z.coerce.number()),
  /** Digest of the key whose jobs go one after the other. */
  orderKey: optional(z.string()),
  /** Digest of the read that it is, for one that goes together with equal ones. */
  flight: optional(z.string()),
  /** The job whose query and pages it shares. */
  sharedFrom: optional(JobId),
  /** The job that sent the query with which it goes on, and, of that one, the job that has the query now. */
  passedFrom: optional(JobId),
  passedTo: optional(JobId),
  /** What it takes while it waits; absent: written by an earlier version. */
  bytes: optional(integer),
  timeoutMs: integer,
  /** Of the wait for Snowflake to run the statement, and of the statement once it runs. */
  queueTimeoutMs: optional(integer),
  runTimeoutMs: optional(integer),
  /** Absent: the default. */
  retry: optional(json(RetryPolicy)),
  inlineRows: integer,
  inlineBytes: integer,
  /** The W3C trace context of the request that brought the job; absent where nobody traces. */
  trace: optional(z.string()),
  parameters: json(z.partialRecord(z.enum(STATEMENT_PARAMETERS), z.string())),
  /** Digest of the idempotency key. */
  keyDigest: optional(z.string()),
  /** Set for a write that carries a claim. */
  delivery: optional(z.literal('exactly_once')),
  /** Its entry in the ledger: the same for all that stand for the same write. */
  entry: optional(z.string()),
  /** Digest of what the entry stands for. */
  bodyDigest: optional(z.string()),
  state: JobState,
  phase: optional(QueryPhase),
  version: integer,
  epoch: integer,
  /** Of its plan, where a worker could not read that; absent: every worker reads it, as far as is known. */
  planVersion: optional(integer),
  /** How often its statement had run and failed by no fault of its own; absent until the first time. */
  reruns: optional(integer),
  /** Worker that last had the job in hands, and the step it came by: queue, slash, step ID. */
  worker: optional(z.string()),
  step: optional(z.string()),
  /** Instance whose tracker watches the query. */
  owner: optional(z.string()),
  acceptedAt: integer,
  updatedAt: integer,
  startedAt: optional(integer),
  /** Since when Snowflake runs the statement, and it does not wait for a warehouse; as far as is known. */
  runningAt: optional(integer),
  endedAt: optional(integer),
  deadlineAt: integer,
  nextAttemptAt: optional(integer),
  expiresAt: optional(integer),
  resultExpiresAt: optional(integer),
  wish: z.enum(['none', 'user', 'timeout']),
  wishAt: optional(integer),
  wishBy: optional(z.string()),
  wishReason: optional(z.string()),
  intent: optional(json(Intent)),
  unresolved: z.enum(['none', 'read', 'write']),
  queryId: optional(QueryId),
  queryText: optional(json(TextRef)),
  resultKind: optional(ResultKind),
  writes: optional(z.enum(['0', '1']).transform((value) => value === '1')),
  /** Session that a take-over has begun to end: what is aborted there was aborted by that. */
  endedSession: optional(z.string()),
  result: optional(json(StoredResult)),
  inline: optional(json(z.array(ResultRow))),
  problem: optional(json(Problem)),
  /** What was known when a person was asked. */
  evidence: optional(json(ReviewEvidence)),
});

/** A job as it is stored. Times are epoch milliseconds of Redis' clock. */
export type Job = Readonly<z.infer<typeof JobRecord>>;

/** Whether its handler has yet to build the action: only who hosts it can go on with the job. */
export const needsHandler = (job: Pick<Job, 'handler' | 'built'>): boolean =>
  job.handler !== null && job.built === null;

/** Fields that a view or a list does not need and that may be large. */
export const HEAVY_FIELDS = ['plan', 'intent'] as const;
export const LIST_FIELDS: readonly string[] = Object.keys(JobRecord.shape).filter(
  (name) => !['plan', 'intent', 'queryText', 'inline', 'evidence'].includes(name),
);

/** @throws UnreadableRecord for a record of a newer version, or a damaged one. */
export function parseRecord(id: string, hash: Readonly<Record<string, string | null | undefined>>): Job {
  const schema = Number(hash.schema ?? Number.NaN);
  if (schema > RECORD_VERSION) throw newerRecord(id, schema);
  return readAs(JobRecord, hash, `Job ${id}`);
}

export const newerRecord = (id: string, version: number): UnreadableRecord =>
  new UnreadableRecord(`Job ${id}`, 'newer', `has a record of version ${version}; this Firn knows ${RECORD_VERSION}.`);
