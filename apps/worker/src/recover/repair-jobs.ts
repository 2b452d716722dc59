import { reconcile } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { watchQuery } from '../track/watch-query.js';

/** Accepted jobs whose step is missing for longer than this were left behind by a crash. */
const OUTBOX_PAUSE_MS = 1_000;
const CHUNK = 500;

/** Adds the steps that a crash left out, and watches the queries that nobody watches. */
export async function repairJobs(ports: WorkerPorts): Promise<void> {
  const { store, queues, config, log } = ports;
  for (const id of await store.outbox(OUTBOX_PAUSE_MS, CHUNK)) {
    const job = await store.read(id);
    if (job === null) await store.dropFromOpen(id);
    else {
      if (job.state === 'accepted') await queues.addSubmit(id, job.epoch);
      await store.queued(id);
      log.info({ jobId: id }, 'an accepted job had no step; added');
    }
  }
  for (let looked = CHUNK; looked === CHUNK; ) {
    // Locks lapse and steps come again by themselves: only what is quiet for longer is left behind.
    const found = await reconcile(store, queues, config.lockMs * 2, CHUNK);
    looked = found.looked;
    for (const id of found.readded) log.info({ jobId: id }, 'a job had lost its step; added');
    for (const job of found.orphans) await watchQuery(job, ports);
  }
}
