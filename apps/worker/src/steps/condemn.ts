import { isSettled, type JobId, problem } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { SmallResult } from '@firn/snowflake';
import type { CountName } from '@firn/snowpark/internal';
import { cancelUnanswered } from '../cancel/cancel-job.js';
import { cancelQuery } from '../cancel/cancel-query.js';
import { askForReview } from '../finish/ask-for-review.js';
import { endWriteSession } from '../finish/end-write-session.js';
import { endOf } from '../finish/finish-job.js';
import { closeEntry } from '../ledger/close-entry.js';
import type { WorkerPorts } from '../ports.js';
import { decisionOf } from './settle.js';

/** How long after its deadline Snowflake is asked what became of a write, where it gives no answer. */
const ASK_FOR_MS = 86_400_000;

/**
 * Ends a job that has ended processes: whatever it needs is not done again. What it made in Snowflake is left to the sweeper. A
 * write that has happened is no failure, and one of which nobody can tell a person has to look at.
 *
 * @returns false where Snowflake cannot tell yet what became of its write: it is to be asked again
 */
export async function condemn(id: JobId, deaths: number, ports: WorkerPorts): Promise<boolean> {
  const job = await claimed(id, ports);
  if (job === null) return true;
  const queryId = job.queryId;
  const detail = `${deaths} processes ended, or stood still, while this job was in their hands. It is not run again.`;
  const judged = await judge(job, ports);
  if (judged.kind === 'not_yet') return false;
  ports.metrics.poison.inc();
  ports.log.error({ jobId: id, state: job.state, deaths, judged: judged.kind }, 'a job is poison');
  if (judged.kind === 'done') {
    const { columns, rows } = judged.counts ?? { columns: [], rows: [] };
    const inline = JSON.stringify(rows);
    const kind = judged.counts === null ? 'none' : (job.resultKind ?? 'rows');
    const stored = { kind, columns: [...columns], rows: rows.length, bytes: inline.length, pages: 0, epoch: job.epoch };
    await ports.store.end(job, { outcome: 'succeeded', writes: true, resolved: true, result: { stored, inline } });
    return true;
  }
  if (judged.kind === 'unknown') {
    const open = `${detail} Its write may have happened.`;
    await askForReview(job, problem('outcome_unknown', { detail: open, queryId }), ports);
    return true;
  }
  const fault = problem('worker_fault', { detail: detail + underWay(job), queryId });
  const state = await ports.store.end(job, { outcome: 'failed', writes: false, problem: fault, resolved: true });
  if (state !== null) await stopQuietly(job, ports);
  return true;
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
  /** The counts of a write that happens once are in its ledger; those of any other are in rows that nobody reads any more. */
  | { readonly kind: 'done'; readonly counts: SmallResult | null }
  /** Nothing was written, nor will be. */
  | { readonly kind: 'void' }
  | { readonly kind: 'unknown' }
  /** It runs, or Snowflake does not answer. */
  | { readonly kind: 'not_yet' };

/** What became of the write of a job, by whatever can tell without reading its rows. */
async function judge(job: Job, ports: WorkerPorts): Promise<Judged> {
  const { intent, queryId } = job;
  try {
    if (intent?.counts !== undefined) return await judgeByLedger(job, intent.counts, ports);
    if (queryId !== null && job.writes === true) return await judgeByStatus(job, queryId, ports);
    return { kind: job.unresolved === 'write' ? 'unknown' : 'void' };
  } catch (error) {
    ports.log.warn({ err: error }, 'what became of a write could not be asked');
    return decisionOf(error)?.kind === 'retry' ? askAgain(job, ports) : { kind: 'unknown' };
  }
}

/** Whether a write with a claim has happened; from then on it cannot. */
async function judgeByLedger(job: Job, counts: readonly CountName[], ports: WorkerPorts): Promise<Judged> {
  await endWriteSession(job, ports);
  const entry = await closeEntry(job, counts, ports);
  return entry === null ? { kind: 'void' } : { kind: 'done', counts: entry };
}

/** A statement that has failed was rolled back, but for the parts of a user's own block. */
async function judgeByStatus(job: Job, queryId: string, ports: WorkerPorts): Promise<Judged> {
  const end = await endOf(job, queryId, ports);
  if (!end.ended) return askAgain(job, ports);
  if (end.outcome === 'succeeded') return { kind: 'done', counts: null };
  return { kind: job.intent?.atomic === true ? 'void' : 'unknown' };
}

const askAgain = async ({ deadlineAt }: Job, { store }: WorkerPorts): Promise<Judged> =>
  (await store.now()) < deadlineAt + ASK_FOR_MS ? { kind: 'not_yet' } : { kind: 'unknown' };

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
