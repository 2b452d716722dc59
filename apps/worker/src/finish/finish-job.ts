import { type JobId, type Problem, problem } from '@firn/contract';
import type { Claimant, Job } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { failureOf } from '@firn/snowflake';
import { SnowflakeError } from '@firn/snowpark';
import { cancelQuietly } from '../cancel/cancel-query.js';
import { closeEntry } from '../ledger/close-entry.js';
import type { WorkerPorts } from '../ports.js';
import { backoffMs, decide } from '../steps/decide.js';
import { jobSpan, querySpan } from '../steps/job-span.js';
import { keepSecret } from '../steps/keep-secret.js';
import { brokenStep } from '../steps/settle.js';
import { storeResult } from '../store/store-result.js';
import { WorkerStops } from '../store/storing.js';
import { endJob, type Making } from './end-job.js';
import { endWriteSession } from './end-write-session.js';
import { type QueryEnd, queryEnd, SUCCEEDED } from './query-end.js';
import type { ReadyResult } from './ready-result.js';
import { runAgain, withCommitted } from './run-again.js';

/**
 * Stores the result of a query that has ended, and ends its job. May run twice, under an epoch of its own each time.
 *
 * @param ready its result, where the caller has seen that it succeeded
 */
export async function finishJob(
  id: JobId,
  by: Claimant,
  ports: WorkerPorts,
  ready: ReadyResult | null = null,
): Promise<void> {
  const claim = await ports.store.claimFinish(id, by);
  if (!claim.claimed) return;
  const { job } = claim;
  addToLogContext({
    tenant: job.tenant,
    epoch: job.epoch,
    profile: job.profile,
    ...(job.queryId !== null && { queryId: job.queryId }),
  });
  try {
    await jobSpan('finish', job, () => finishClaimed(job, ready, ports));
  } catch (error) {
    if (error instanceof WorkerStops) throw error;
    if (error instanceof SnowflakeError) await afterFailure(job, error, ports);
    else await afterFault(job, error, ports);
  }
}

/**
 * Ends a job whose few rows came with the first look at its query, under the claim of the step that has sent it: nobody else can have
 * the job, and to claim it again would only tell of a moment. False: something was in the way, and it is to be finished as any other.
 *
 * @param job as it runs, with its query
 */
export async function finishAtOnce(
  job: Job,
  queryId: string,
  ready: ReadyResult,
  ports: WorkerPorts,
  making: Making,
): Promise<boolean> {
  try {
    await jobSpan('finish', job, async () => {
      await ports.held.release(job.id, queryId);
      await storeResult(job, queryId, ports, ready, making);
    });
    querySpan(job, queryId, 'succeeded');
    return true;
  } catch (error) {
    if (error instanceof WorkerStops) throw error;
    ports.log.warn({ err: error }, 'the rows that were there could not be stored at once');
    return false;
  }
}

async function finishClaimed(job: Job, ready: ReadyResult | null, ports: WorkerPorts): Promise<void> {
  const { queryId } = job;
  if (queryId === null) throw new Error(`The job ${job.id} is being stored and has no query.`);
  const end = ready === null ? await endOf(job, queryId, ports) : SUCCEEDED;
  if (!end.ended) {
    if (job.wish !== 'none') await cancelQuietly(job, queryId, ports);
    const detail = end.known ? 'The query runs again.' : 'Snowflake does not know the query at the moment.';
    return later(job, problem('snowflake_unavailable', { detail, queryId }), ports);
  }
  querySpan(job, queryId, end.outcome);
  const writes = job.writes ?? false;
  if (end.outcome === 'succeeded') await ports.held.release(job.id, queryId);
  else await endWriteSession(job, ports);
  if (end.outcome === 'succeeded') {
    // Nobody wants the rows of a read that was cancelled; a write has happened, and its counts are stored.
    if (job.wish !== 'none' && !writes) return void (await endJob(job, { outcome: 'succeeded', writes }, ports));
    return storeResult(job, queryId, ports, ready);
  }
  if (await runAgain(job, end.problem, ports)) return;
  // Cut off behind its commit, a query has failed and its write has happened.
  if (await storeCounts(job, ports)) return;
  const problemSaid = end.problem === null ? null : withCommitted(job, end.problem);
  await endJob(job, { outcome: end.outcome, writes, ...(problemSaid !== null && { problem: problemSaid }) }, ports);
}

/** How a query has ended, by its status. @throws SnowflakeError, also where no answer comes in time */
export async function endOf(job: Job, queryId: string, ports: WorkerPorts, signal?: AbortSignal): Promise<QueryEnd> {
  const session = await ports.sessions.of(job, 'control');
  const asked = session.status(queryId, signal);
  const status = await ports.sessions.answer(job, `The status of ${queryId}`, asked, ports.config.answerMs);
  ports.sessions.dropEnded(status);
  return queryEnd(status);
}

/** Storing goes on later, and the job says why. */
async function later(job: Job, reason: Problem, ports: WorkerPorts): Promise<void> {
  const delayMs = backoffMs(job.epoch);
  const { stale } = await ports.store.delayStoring(job, delayMs, await keepSecret(job, reason, ports));
  if (!stale) await ports.queues.addFinish(job.id, job.epoch, delayMs);
}

/** No answer of Snowflake, such as a disk that is full: storing is tried again as long as the job has time. */
async function afterFault(job: Job, error: unknown, ports: WorkerPorts): Promise<void> {
  ports.log.error({ err: error }, 'the result could not be stored; it is tried again');
  await later(job, { ...brokenStep(error), queryId: job.queryId }, ports);
}

/** The query had succeeded, but its rows could not be read. */
async function afterFailure(job: Job, error: SnowflakeError, ports: WorkerPorts): Promise<void> {
  const decision = decide(failureOf(error));
  ports.log.warn({ err: error }, 'the result could not be read');
  if (decision.kind === 'retry') return later(job, { ...decision.problem, queryId: job.queryId }, ports);
  if (job.writes !== true) {
    const lost = problem('query_lost', { detail: decision.problem.detail, queryId: job.queryId });
    return void (await endJob(job, { outcome: 'failed', writes: false, problem: lost }, ports));
  }
  try {
    if (await storeCounts(job, ports)) return;
  } catch (unkept) {
    if (!(unkept instanceof SnowflakeError)) throw unkept;
    const { kind, problem: reason } = decide(failureOf(unkept));
    if (kind === 'retry') return later(job, { ...reason, queryId: job.queryId }, ports);
  }
  // The write has happened; that only its counts are lost must not look like a failure, which invites a second run.
  const stored = { kind: 'none', columns: [], rows: 0, bytes: 0, pages: 0, epoch: job.epoch } as const;
  await endJob(
    job,
    { outcome: 'succeeded', writes: true, result: { stored: { ...stored, columns: [] }, inline: '[]' } },
    ports,
  );
}

/** A write that happens once has its counts in the ledger, whatever became of its query. False: they are not there. */
async function storeCounts(job: Job, ports: WorkerPorts): Promise<boolean> {
  const counts = job.intent?.counts;
  const kept = counts === undefined ? null : await closeEntry(job, counts, ports);
  if (kept === null) return false;
  await storeResult(job, kept.queryId, ports);
  return true;
}
