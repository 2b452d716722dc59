import { isSettled, type JobId, problem } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { SmallResult } from '@firn/snowflake';
import { cancelUnanswered } from '../cancel/cancel-job.js';
import { cancelQuery } from '../cancel/cancel-query.js';
import { askForReview } from '../finish/ask-for-review.js';
import { endWriteSession } from '../finish/end-write-session.js';
import { closeEntry } from '../ledger/close-entry.js';
import type { WorkerPorts } from '../ports.js';

/**
 * Ends a job that has ended processes: whatever it needs is not done again. What it made in Snowflake is left to the sweeper. A
 * write that may be under way is no plain failure: whether it happened, a person has to find out.
 */
export async function condemn(id: JobId, deaths: number, ports: WorkerPorts): Promise<void> {
  const job = await claimed(id, ports);
  if (job === null) return;
  const queryId = job.queryId;
  const detail = `${deaths} processes ended, or stood still, while this job was in their hands. It is not run again.`;
  ports.metrics.poison.inc();
  ports.log.error({ jobId: id, state: job.state, deaths }, 'a job is poison');
  const judged = await judgedByLedger(job, ports);
  if (judged.kind === 'done') {
    const { columns, rows } = judged.entry;
    const inline = JSON.stringify(rows);
    const kind = job.resultKind ?? 'rows';
    const stored = { kind, columns: [...columns], rows: rows.length, bytes: inline.length, pages: 0, epoch: job.epoch };
    await ports.store.end(job, { outcome: 'succeeded', writes: true, resolved: true, result: { stored, inline } });
    return;
  }
  if (judged.kind === 'unknown' && (job.unresolved === 'write' || (queryId !== null && job.writes === true))) {
    const open = `${detail} Its write may have happened.`;
    await askForReview(job, problem('outcome_unknown', { detail: open, queryId }), ports);
    return;
  }
  const fault = problem('worker_fault', { detail: detail + underWay(job), queryId });
  const state = await ports.store.end(job, { outcome: 'failed', writes: false, problem: fault, resolved: true });
  if (state !== null) await stopQuietly(job, ports);
}

/** The record as only this process may write it, whatever state it is in. Null: there is nothing to end any more. */
async function claimed(id: JobId, { store, identity }: WorkerPorts): Promise<Job | null> {
  const job = await store.readWhole(id);
  if (job === null || isSettled(job.state)) return null;
  const by = { step: job.step ?? '', epoch: job.epoch, worker: identity.name };
  const hasQuery = job.state === 'running' || job.state === 'storing';
  const claim = hasQuery ? await store.claimFinish(id, by) : await store.claim(id, by);
  return claim.claimed ? claim.job : null;
}

type Judged =
  | { readonly kind: 'done'; readonly entry: SmallResult }
  | { readonly kind: 'void' }
  /** There is no claim, or the ledger cannot be asked. */
  | { readonly kind: 'unknown' };

/** Whether a write with a claim has happened, and its counts; from then on it cannot. */
async function judgedByLedger(job: Job, ports: WorkerPorts): Promise<Judged> {
  const counts = job.intent?.counts;
  if (counts === undefined) return { kind: 'unknown' };
  try {
    await endWriteSession(job, ports);
    const entry = await closeEntry(job, counts, ports);
    return entry === null ? { kind: 'void' } : { kind: 'done', entry };
  } catch (error) {
    ports.log.warn({ err: error }, 'the ledger could not be asked about a write');
    return { kind: 'unknown' };
  }
}

const underWay = ({ unresolved, intent, deadlineAt }: Job): string =>
  unresolved === 'none' || intent === null
    ? ''
    : ` A read of it may be running in Snowflake's session ${intent.sessionId}, until ${new Date(deadlineAt).toISOString()} at most.`;

/** After the end is recorded, so that it cannot be what ends the next process again and again. */
async function stopQuietly(job: Job, ports: WorkerPorts): Promise<void> {
  try {
    if (job.queryId !== null) await cancelQuery(job, job.queryId, ports);
    else if (job.unresolved !== 'none' && job.intent !== null) await cancelUnanswered(job, job.intent, ports);
  } catch (error) {
    ports.log.warn(
      { err: error },
      'what the job may still run in Snowflake could not be cancelled; its timeout ends it',
    );
  }
}
