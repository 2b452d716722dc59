import type { JobId } from '@firn/contract';
import { type Job, reconcile } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { watchQuery } from '../track/watch-query.js';
import { eachApart } from './each-apart.js';

/** Accepted jobs whose step is missing for longer than this were left behind by a crash. */
const OUTBOX_PAUSE_MS = 1_000;
const CHUNK = 500;

/** Adds the steps that a crash left out, and watches the queries that nobody watches. */
export async function repairJobs(ports: WorkerPorts): Promise<void> {
  const { store, queues, config, log, troubles } = ports;
  await eachApart(
    'outbox',
    (limit) => store.outbox(OUTBOX_PAUSE_MS, limit),
    ports,
    (id) => addStep(id, ports),
  );
  for (let looked = CHUNK; looked === CHUNK; ) {
    // Locks lapse and steps come again by themselves: only what is quiet for longer is left behind.
    const found = await reconcile(store, queues, config.lockMs * 2, CHUNK);
    looked = found.looked;
    for (const id of found.readded) log.info({ jobId: id }, 'a job had lost its step; added');
    for (const { id, version } of found.wished) await queues.addCancel(id, version);
    for (const { id, error } of found.troubled) troubles.tell(error, `Job ${id}`);
    for (const job of found.orphans) await watchOrphan(job, ports);
  }
}

async function addStep(id: JobId, { store, queues, log }: WorkerPorts): Promise<void> {
  const job = await store.read(id);
  if (job === null) return store.dropFromOpen(id);
  if (job.state === 'accepted') await queues.addSubmit(id, job.epoch);
  await store.queued(id);
  log.info({ jobId: id }, 'an accepted job had no step; added');
}

async function watchOrphan(job: Job, ports: WorkerPorts): Promise<void> {
  try {
    await watchQuery(job, ports);
  } catch (error) {
    ports.troubles.tell(error, `Job ${job.id}`);
  }
}
