import type { JobId } from '@firn/contract';
import { queueJob } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { AGAIN_MS, eachApart } from './each-apart.js';

/** Accepted jobs whose step is missing for longer than this were left behind by a crash. */
const PAUSE_MS = 1_000;
const CHUNK = 500;

/** Adds the first step of jobs whose API died between record and queue. */
export async function workOffOutbox(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const { due } = ports.store;
  const ids = await due.outbox(PAUSE_MS, CHUNK);
  await eachApart(
    'outbox',
    ids,
    ports,
    signal,
    (id) => addStep(id, ports),
    (id) => due.putOff('outbox', id, AGAIN_MS),
  );
  return ids.length >= CHUNK;
}

async function addStep(id: JobId, { store, queues, log }: WorkerPorts): Promise<void> {
  const job = await store.read(id);
  if (job === null) return store.due.strikeOff(id);
  if (job.state === 'accepted') await queueJob(store, queues, job);
  else await store.queued(id);
  log.info({ jobId: id }, 'an accepted job had no step; added');
}
