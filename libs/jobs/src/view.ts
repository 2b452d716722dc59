import { isEnded, type JobView, problem, type ResultSummary, timestamp, timestampOrNull } from '@firn/contract';
import type { Job } from './record.js';

/** A job as the API shows it. @param queryText the statement, where the caller has read it. */
export function toJobView(job: Job, queryText: string | null = null): JobView {
  const wished = job.wishAt !== null;
  return {
    id: job.id,
    state: job.state,
    phase: job.state === 'running' ? job.phase : null,
    cancelling: wished && !isEnded(job.state),
    cancel:
      job.wishAt === null ? null : { requestedAt: timestamp(job.wishAt), by: job.wishBy ?? '', reason: job.wishReason },
    action: job.action,
    handler: job.handler,
    profile: job.profile,
    delivery: job.delivery ?? 'standard',
    singleFlight: job.flight !== null,
    sharedFrom: job.sharedFrom,
    retry: job.retry,
    reruns: job.reruns ?? 0,
    queueTimeoutMs: job.queueTimeoutMs,
    runTimeoutMs: job.runTimeoutMs,
    tags: job.tags,
    session: job.session,
    batch: job.batch,
    version: job.version,
    epoch: job.epoch,
    queryId: job.queryId,
    queryText,
    worker: job.worker,
    acceptedAt: timestamp(job.acceptedAt),
    startedAt: timestampOrNull(job.startedAt),
    endedAt: timestampOrNull(job.endedAt),
    deadlineAt: timestamp(job.deadlineAt),
    nextAttemptAt: timestampOrNull(job.nextAttemptAt),
    expiresAt: timestampOrNull(job.expiresAt),
    result: resultOf(job),
    problem: job.problem,
    evidence: job.evidence,
  };
}

function resultOf({ result, inline, resultExpiresAt }: Job): ResultSummary | null {
  if (result === null || resultExpiresAt === null) return null;
  const { kind, columns, rows, bytes, pages } = result;
  return { kind, columns, rows, bytes, pages, inline, expiresAt: timestamp(resultExpiresAt) };
}

/** What a job says that ends by a wish. The script that ends it adds who wished it, and what it was waiting for. */
export const WISH_PROBLEMS = {
  user: problem('cancelled', { detail: 'Cancelled.' }),
  timeout: problem('timeout', { detail: 'The job did not end within its timeout.' }),
} as const;
