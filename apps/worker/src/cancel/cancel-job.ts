import { isSettled, type JobId } from '@firn/contract';
import type { Intent, Job } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { lookAgain } from '../finish/ask-for-review.js';
import type { WorkerPorts } from '../ports.js';
import { jobSpan } from '../steps/job-span.js';
import { findSubmitted, isRunning } from '../submit/find-submitted.js';

/**
 * Carries a wish to Snowflake, whoever owns the query: its ID is all that is needed, or the tag of a statement whose answer
 * has not come. May run any number of times.
 */
export async function cancelJob(id: JobId, ports: WorkerPorts): Promise<void> {
  const job = await ports.store.readWhole(id);
  // Nobody has to cancel what waits for a person: whoever sends such a step wants to know more of it.
  if (job?.state === 'needs_review') return lookAgain(job, ports);
  if (job === null || job.wish === 'none' || isSettled(job.state)) return;
  addToLogContext({ tenant: job.tenant, epoch: job.epoch, profile: job.profile });
  await jobSpan('cancel', job, () => cancelWished(job, ports));
}

async function cancelWished(job: Job, ports: WorkerPorts): Promise<void> {
  // Whoever watches it has heard of the wish, or hears of it now.
  if (job.state === 'running' && job.queryId !== null && !ports.tracker.cancel(job.id))
    await ports.cancelSender.send(job, job.queryId);
  if (job.unresolved !== 'none' && job.intent !== null) {
    // Whoever claims it next looks for what was sent, and ends it; that need not wait for its time.
    if (job.state === 'retrying') await ports.queues.hastenSubmit(job.id, job.epoch);
    await cancelUnanswered(job, job.intent, ports);
  }
}

/**
 * A statement that Snowflake may be running while its answer is on the way: found by its tag, cancelled by its ID.
 * True if there was one.
 */
export async function cancelUnanswered(job: Job, intent: Intent, ports: WorkerPorts): Promise<boolean> {
  const session = await ports.sessions.of(job, 'control');
  const running = (await findSubmitted(job, intent, session, ports)).entries.filter(isRunning);
  await Promise.all(running.map((entry) => ports.cancelSender.send(job, entry.queryId)));
  return running.length > 0;
}
