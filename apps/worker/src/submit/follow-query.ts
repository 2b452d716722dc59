import type { Claimant, Job } from '@firn/jobs';
import { finishJob } from '../finish/finish-job.js';
import { queryEnd } from '../finish/query-end.js';
import { ReadyResult } from '../finish/ready-result.js';
import type { WorkerPorts } from '../ports.js';
import { watchQuery } from '../track/watch-query.js';

/** Trivial queries dominate, and the server answers a request for a result the moment it is there. */
const HELD_MS = 150;

/** Asks for the result of a query: one that ends soon is stored at once, any other goes to the tracker. */
export async function followQuery(job: Job, queryId: string, by: Claimant, ports: WorkerPorts): Promise<void> {
  const soon = await endOf(job, queryId, ports);
  if (soon.ended) await finishJob(job.id, { ...by, epoch: job.epoch }, ports, soon.result);
  else await watchQuery({ ...job, queryId }, ports);
}

/**
 * The same after a process ended, or stood still, while it followed the query. Its rows may be why: they are read by this step, which
 * counts such ends, and no more before the job is claimed for it.
 */
export async function followAgain(job: Job, by: Claimant, ports: WorkerPorts): Promise<void> {
  if (job.queryId !== null && (await hasEnded(job, job.queryId, ports))) await finishJob(job.id, by, ports);
  else await watchQuery(job, ports);
}

/** Whether it ended within a moment, and its result where it succeeded. */
type SoonEnd = { readonly ended: false } | { readonly ended: true; readonly result: ReadyResult | null };

async function endOf(job: Job, queryId: string, ports: WorkerPorts): Promise<SoonEnd> {
  const reading = new AbortController();
  const timer = setTimeout(() => reading.abort(), HELD_MS);
  try {
    const session = await ports.sessions.of(job, 'shared');
    const rows = await session.result(queryId, { signal: reading.signal });
    return { ended: true, result: new ReadyResult(rows, reading) };
  } catch (error) {
    if (reading.signal.aborted) return { ended: false };
    return { ended: await hasFailed(job, queryId, error, ports), result: null };
  } finally {
    clearTimeout(timer);
  }
}

/** Why there is no result, the status tells better than the answer: the query has failed, or could not be asked about. */
async function hasFailed(job: Job, queryId: string, error: unknown, ports: WorkerPorts): Promise<boolean> {
  if (await hasEnded(job, queryId, ports)) return true;
  ports.log.warn({ err: error }, 'a first look at the query failed; the tracker will look again');
  return false;
}

async function hasEnded(job: Job, queryId: string, ports: WorkerPorts): Promise<boolean> {
  try {
    const session = await ports.sessions.of(job, 'control');
    return queryEnd(await session.status(queryId)).ended;
  } catch (error) {
    ports.log.warn({ err: error }, 'the status of the query could not be read; the tracker will look again');
    return false;
  }
}
