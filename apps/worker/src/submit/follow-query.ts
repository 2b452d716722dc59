import { setTimeout as sleep } from 'node:timers/promises';
import type { Claimant, Job } from '@firn/jobs';
import { finishJob } from '../finish/finish-job.js';
import type { WorkerPorts } from '../ports.js';
import { watchQuery } from '../track/watch-query.js';

/** Trivial queries dominate: a first look after 200 ms would be most of their latency. */
const LOOKS_MS = [5, 10, 20, 40, 80] as const;

/** Looks at a running query for a moment: one that ends soon is stored at once, any other goes to the tracker. */
export async function followQuery(job: Job, queryId: string, by: Claimant, ports: WorkerPorts): Promise<void> {
  if (await endsSoon(job, queryId, ports)) await finishJob(job.id, { ...by, epoch: job.epoch }, ports);
  else await watchQuery({ ...job, queryId }, ports);
}

async function endsSoon(job: Job, queryId: string, ports: WorkerPorts): Promise<boolean> {
  try {
    const session = await ports.sessions.of(job, 'control');
    for (const pauseMs of LOOKS_MS) {
      await sleep(pauseMs);
      const { state } = await session.status(queryId);
      if (state === 'succeeded' || state === 'failed' || state === 'aborted') return true;
    }
  } catch (error) {
    ports.log.warn({ err: error }, 'a first look at the query failed; the tracker will look again');
  }
  return false;
}
