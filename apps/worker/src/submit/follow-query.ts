import type { Claimant, Job } from '@firn/jobs';
import type { Making } from '../finish/end-job.js';
import { endOf, finishAtOnce, finishJob } from '../finish/finish-job.js';
import { ReadyResult } from '../finish/ready-result.js';
import type { WorkerPorts } from '../ports.js';
import { watchQuery } from '../track/watch-query.js';

/** Whether a query ended within a moment, and its result where it succeeded. */
type SoonEnd = { readonly ended: false } | { readonly ended: true; readonly result: ReadyResult | null };

/** A first look at a query: what it has seen once its time is over, or sooner. */
export interface FirstLook {
  readonly end: Promise<SoonEnd>;
  /** Nobody wants to know any more. */
  stop(): void;
}

/**
 * Asks for the result of a query, which the server gives the moment it is there. What has no answer in time, be it a login, the result or a
 * status, is the tracker's: a job waits here for nothing.
 */
export function lookAt(job: Job, queryId: string, ports: WorkerPorts): FirstLook {
  const reading = new AbortController();
  let tell: (hasEnded: boolean) => void = () => {};
  const over = new Promise<SoonEnd>((resolve) => {
    tell = ports.firstLooks.begin(job.id, () => {
      resolve({ ended: false });
      reading.abort();
    });
  });
  const seen = firstLook(job, queryId, reading, ports);
  const end = Promise.race([seen, over]).then((soon) => {
    tell(soon.ended);
    return soon;
  });
  return {
    end,
    stop: () => reading.abort(),
  };
}

/**
 * Goes on with a query that was sent: what ended within a moment ends its job at once, with few rows under the claim that there is. Any
 * other query goes to the tracker.
 */
export async function followQuery(
  job: Job,
  queryId: string,
  by: Claimant,
  ports: WorkerPorts,
  { look = lookAt(job, queryId, ports), ...making }: Making & { readonly look?: FirstLook } = {},
): Promise<void> {
  const soon = await look.end;
  const running = { ...job, queryId };
  if (!soon.ended) return watchQuery(running, ports);
  if (soon.result !== null && soon.result.rowCount <= job.inlineRows) {
    if (await finishAtOnce(running, queryId, soon.result, ports, making)) return;
    return finishJob(job.id, { ...by, epoch: job.epoch }, ports);
  }
  await finishJob(job.id, { ...by, epoch: job.epoch }, ports, soon.result);
}

/**
 * The same after a process ended, or stood still, while it followed the query. Its rows may be why: they are read by this step, which
 * counts such ends, and no more before the job is claimed for it.
 */
export async function followAgain(job: Job, by: Claimant, ports: WorkerPorts): Promise<void> {
  if (job.queryId !== null && (await hasEnded(job, job.queryId, ports))) await finishJob(job.id, by, ports);
  else await watchQuery(job, ports);
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
    return (await endOf(job, queryId, ports, signal)).ended;
  } catch (error) {
    if (signal?.aborted !== true)
      ports.log.warn({ err: error }, 'the status of the query could not be read; the tracker will look again');
    return false;
  }
}
