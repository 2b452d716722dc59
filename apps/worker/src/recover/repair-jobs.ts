import { type Job, reconcile } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { watchQuery } from '../track/watch-query.js';

/** Jobs of each shard that one round compares, and rounds of one pass. */
const CHUNK = 200;
const ROUNDS = 10;

/** Adds the steps that a crash left out, and watches the queries that nobody watches. */
export async function repairJobs(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const { store, queues, config, log, troubles } = ports;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (signal.aborted) return false;
    // Locks lapse and steps come again by themselves: only what is quiet for longer is left behind.
    const found = await reconcile(store, queues, config.lockMs * 2, CHUNK);
    for (const id of found.readded) log.info({ jobId: id }, 'a job had lost its step; added');
    for (const { id, error } of found.troubled) troubles.tell(error, `Job ${id}`);
    for (const job of found.orphans) await watchOrphan(job, ports);
    if (found.looked < CHUNK) return false;
  }
  return true;
}

async function watchOrphan(job: Job, ports: WorkerPorts): Promise<void> {
  try {
    await watchQuery(job, ports);
  } catch (error) {
    ports.troubles.tell(error, `Job ${job.id}`);
  }
}
