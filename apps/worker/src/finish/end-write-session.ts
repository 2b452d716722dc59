import type { Job } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { endSession } from '../submit/fence-session.js';

/**
 * Ends the session of a write that failed or was cancelled: it may hold an open transaction, and with it the locks of its tables. The
 * worker that opened it may be gone, and Snowflake would keep such a transaction for hours.
 */
export async function endWriteSession(job: Job, ports: WorkerPorts): Promise<void> {
  if (ports.held.has(job.id)) return ports.held.discard(job.id);
  if (job.intent?.writes !== true) return;
  await endSession(job, job.intent, await ports.sessions.of(job, 'control'), ports);
}
