import type { Job } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';

/** Hands a running query to this worker's tracker, unless another living one watches it. */
export async function watchQuery(job: Job, ports: WorkerPorts): Promise<void> {
  if (job.queryId === null) throw new Error(`The job ${job.id} has no query to watch.`);
  const taken = await ports.tracker.add({
    id: job.id,
    tenant: job.tenant,
    profile: job.profile,
    queryId: job.queryId,
    epoch: job.epoch,
    writes: job.writes ?? false,
    startedAt: job.startedAt ?? job.updatedAt,
    deadlineAt: job.deadlineAt,
  });
  if (!taken) await ports.held.abandon(job.id);
}
