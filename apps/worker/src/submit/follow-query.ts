import type { Claimant, Job } from '@firn/jobs';
import { finishJob } from '../finish/finish-job.js';
import { queryEnd } from '../finish/query-end.js';
import { ReadyResult } from '../finish/ready-result.js';
import type { WorkerPorts } from '../ports.js';
import { watchQuery } from '../track/watch-query.js';

/** Trivial queries dominate, and the server answers a request for a result the moment it is there. */
const HELD_MS = 150;

/**
 * Asks for the result of a query: one that ends soon is stored at once, any other goes to the tracker. What has no answer in
 * time, be it a login, the result or a status, is the tracker's as well: a job waits here for nothing.
 */
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
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<SoonEnd>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ended: false });
      reading.abort();
    }, HELD_MS);
  });
  try {
    return await Promise.race([firstLook(job, queryId, reading, ports), over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Never rejects. */
async function firstLook(job: Job, queryId: string, reading: AbortController, ports: WorkerPorts): Promise<SoonEnd> {
  try {
    const session = await ports.sessions.of(job, 'shared');
    const rows = await session.result(queryId, { signal: reading.signal });
    return { ended: true, result: new ReadyResult(rows, reading) };
  } catch (error) {
    if (reading.signal.aborted) return { ended: false };
    // The status tells better than the answer: the query has failed, or could not be asked about.
    const ended = await hasEnded(job, queryId, ports, reading.signal);
    if (!ended && !reading.signal.aborted)
      ports.log.warn({ err: error }, 'a first look at the query failed; the tracker will look again');
    return { ended, result: null };
  }
}

async function hasEnded(job: Job, queryId: string, ports: WorkerPorts, signal?: AbortSignal): Promise<boolean> {
  try {
    const session = await ports.sessions.of(job, 'control');
    const asked = session.status(queryId, signal);
    const { answerMs } = ports.config;
    return queryEnd(await ports.sessions.answer(job, `The status of ${queryId}`, asked, answerMs)).ended;
  } catch (error) {
    if (signal?.aborted !== true)
      ports.log.warn({ err: error }, 'the status of the query could not be read; the tracker will look again');
    return false;
  }
}
