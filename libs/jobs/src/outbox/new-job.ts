import { hash } from 'node:crypto';
import { type ActionKindName, type BatchId, type JobId, JobRequest, type Writing } from '@firn/contract';
import { laneOf } from '../line/lane.js';
import { tagIndex } from '../list/list-jobs.js';
import type { Job } from '../record.js';
import type { AcceptArguments } from '../scripts/accept.js';
import { RECORD_BYTES } from '../scripts/waiting-bounds.js';
import type { TextRef } from '../text-ref.js';

/** A job that is to be accepted. Its plan lies in the blob store already, where it is large. */
export interface NewJob {
  /** From `JobStore.newId`; absent: the store makes one. */
  readonly id?: JobId;
  readonly tenant: string;
  readonly request: JobRequest;
  readonly kind: ActionKindName;
  /** What it writes, as far as its plan tells; absent: nothing. */
  readonly writing?: Writing | null;
  /** With what it waits, where that is known from a job like it; absent: what `writing` says. */
  readonly lane?: string;
  /** The encoded action. */
  readonly plan: TextRef;
  readonly idempotencyKey: string | null;
  readonly batch: BatchId | null;
  /** The W3C trace context of the request, where it is traced. */
  readonly trace?: string | null;
  /** Who waits for it since its acceptance: the name of a `JobChanges`. */
  readonly waiter?: string;
}

/** A job that has its ID. */
export type IdentifiedJob = NewJob & { readonly id: JobId };

export function acceptArguments(job: IdentifiedJob): AcceptArguments {
  const { id, tenant, request, kind, plan, idempotencyKey, batch, trace = null } = job;
  const handler = request.handler ?? null;
  const keyDigest = idempotencyKey === null ? null : sha256(idempotencyKey);
  return {
    id,
    tenant,
    keyDigest,
    bodyDigest: bodyDigest(job),
    timeoutMs: request.timeoutMs,
    queueTimeoutMs: request.queueTimeoutMs ?? request.timeoutMs,
    indexes: indexesOf({
      profile: request.profile,
      action: kind,
      handler,
      tags: request.tags,
      session: request.session ?? null,
      batch,
    }),
    batch,
    bytes: bytesOf(plan),
    fields: {
      bytes: bytesOf(plan),
      schema: schemaOf(request),
      id,
      tenant,
      profile: request.profile,
      action: kind,
      handler: handler ?? '',
      lane: job.lane ?? laneOf(job.writing ?? null),
      ...(request.priority !== 0 && { priority: request.priority }),
      ...(request.orderKey !== undefined && { orderKey: request.orderKey }),
      ...(request.singleFlight && { flight: flightDigest(job) }),
      plan: JSON.stringify(plan),
      tags: JSON.stringify(request.tags),
      session: request.session ?? '',
      batch: batch ?? '',
      timeoutMs: request.timeoutMs,
      inlineRows: request.inlineRows,
      inlineBytes: request.inlineBytes,
      parameters: JSON.stringify(request.parameters),
      keyDigest: keyDigest ?? '',
      ...(trace !== null && { trace }),
      ...(job.waiter !== undefined && { waiter: job.waiter }),
      ...claimFields(id, job, keyDigest),
      ...(request.queueTimeoutMs !== undefined && { queueTimeoutMs: request.queueTimeoutMs }),
      ...(request.runTimeoutMs !== undefined && { runTimeoutMs: request.runTimeoutMs }),
      ...(request.retry !== undefined && { retry: JSON.stringify(request.retry) }),
      epoch: 0,
      wish: 'none',
      unresolved: 'none',
    },
  };
}

/** A write that Snowflake has and whose record is gone. */
export interface LostJob {
  readonly id: JobId;
  readonly tenant: string;
  readonly profile: string;
  readonly queryId: string;
  readonly keyDigest: string | null;
  /** In which it was sent. */
  readonly epoch: number;
}

/**
 * How far a restored job counts on from the epoch of its statement. A worker that has lived through the loss may still have the job in
 * hands, in an epoch some steps later: what it writes must not pass for that of the one that has it now.
 */
const EPOCHS_AFTER = 1_000;

/** Of the request nothing is known any more: the job adopts the query that there is. An empty digest of the body is that of any. */
export function restoredArguments({ id, tenant, profile, queryId, keyDigest, epoch }: LostJob): AcceptArguments {
  const request = JobRequest.parse({ profile, action: { kind: 'adopt', queryId } });
  const plan: TextRef = { kind: 'inline', text: JSON.stringify(request.action) };
  const job = acceptArguments({ id, tenant, request, kind: 'adopt', plan, idempotencyKey: null, batch: null });
  const fields = { ...job.fields, keyDigest: keyDigest ?? '', writes: 1, epoch: epoch + EPOCHS_AFTER };
  return { ...job, keyDigest, bodyDigest: '', fields };
}

/** The lowest version that says all of the request. */
function schemaOf({ delivery, retry, queueTimeoutMs, runTimeoutMs, handler, singleFlight }: NewJob['request']): number {
  if (singleFlight) return 4;
  if (delivery === 'exactly_once' || [retry, queueTimeoutMs, runTimeoutMs].some((given) => given !== undefined))
    return 3;
  return handler === undefined ? 1 : 2;
}

/**
 * With a key the entry outlives the record: the same key finds it again, whatever became of the job that first had it. It tells
 * tenants apart, since their profiles may share a schema.
 */
function claimFields(id: JobId, job: NewJob, keyDigest: string | null): Readonly<Record<string, string>> {
  if (job.request.delivery !== 'exactly_once') return {};
  const entry = keyDigest === null ? id : sha256(JSON.stringify([job.tenant, keyDigest]));
  return { delivery: job.request.delivery, entry, bodyDigest: bodyDigest(job) };
}

/** The indexes that a job is in from acceptance to the end of its retention. */
export const indexesOf = ({
  profile,
  action,
  handler,
  tags,
  session,
  batch,
}: Pick<Job, 'profile' | 'action' | 'handler' | 'tags' | 'session' | 'batch'>) => [
  `profile:${profile}`,
  `action:${action}`,
  ...(handler === null ? [] : [`handler:${handler}`]),
  ...Object.entries(tags).map(([name, value]) => tagIndex(name, value)),
  ...(session === null ? [] : [`session:${session}`]),
  ...(batch === null ? [] : [`batch:${batch}`]),
];

const bytesOf = (plan: TextRef): number =>
  RECORD_BYTES + (plan.kind === 'inline' ? Buffer.byteLength(plan.text) : plan.bytes);

/** Equal for requests that mean the same: what a key stands for. Order of tags and parameters makes no difference. */
function bodyDigest({ request, plan }: NewJob): string {
  const { profile, session, timeoutMs, tags, inlineRows, inlineBytes, parameters, delivery } = request;
  const { queueTimeoutMs, runTimeoutMs, retry, priority, orderKey, singleFlight } = request;
  const limits = { queueTimeoutMs, runTimeoutMs, retry };
  const action = digestOf(plan);
  return sha256(
    JSON.stringify([
      profile,
      session ?? null,
      timeoutMs,
      sorted(tags),
      inlineRows,
      inlineBytes,
      sorted(parameters),
      action,
      // What is as it always was does not count: a key stays good over an upgrade.
      ...(delivery === 'standard' ? [] : [delivery]),
      ...(Object.values(limits).every((given) => given === undefined) ? [] : [limits]),
      ...(priority === 0 ? [] : [{ priority }]),
      ...(orderKey === undefined ? [] : [{ orderKey }]),
      ...(singleFlight ? [{ singleFlight }] : []),
    ]),
  );
}

/**
 * Equal for reads that may share a query: it does the same, as the same role and in the same context, and its rows are handed out alike.
 * Their tags, keys and times are each one's own.
 */
export function flightDigest({ request, plan }: Pick<NewJob, 'request' | 'plan'>): string {
  const { profile, session = null, inlineRows, inlineBytes, parameters, retry = null, priority } = request;
  const limits = [inlineRows, inlineBytes, retry, priority];
  return sha256(JSON.stringify([profile, session, sorted(parameters), digestOf(plan), ...limits]));
}

const digestOf = (plan: TextRef): string => (plan.kind === 'inline' ? sha256(plan.text) : plan.digest);

const sorted = (record: Readonly<Record<string, string | undefined>>) => Object.entries(record).sort();

const sha256 = (text: string): string => hash('sha256', text);
