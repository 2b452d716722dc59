import type { JobStore } from '../job-store.js';
import type { StepQueues } from '../queues/step-queues.js';
import type { AcceptReply } from '../scripts/accept.js';
import type { NewJob } from './new-job.js';

/**
 * Accepts a job: record first, step second. A crash between leaves an outbox entry that the reconciler works off; the same
 * key again adds the step at once.
 */
export async function acceptJob(store: JobStore, queues: StepQueues, job: NewJob): Promise<AcceptReply> {
  const reply = await store.accept(job);
  if (reply.outcome === 'conflict' || reply.state !== 'accepted') return reply;
  await queues.addSubmit(reply.id, 0);
  await store.queued(reply.id);
  return reply;
}

/** The same for many at once; the answers come in the order of the jobs. */
export async function acceptJobs(
  store: JobStore,
  queues: StepQueues,
  jobs: readonly NewJob[],
): Promise<readonly AcceptReply[]> {
  const replies = await Promise.all(jobs.map((job) => store.accept(job)));
  const added = replies
    .filter(({ outcome, state }) => outcome !== 'conflict' && state === 'accepted')
    .map(({ id }) => id);
  if (added.length > 0) await queues.addSubmits(added);
  await Promise.all(added.map((id) => store.queued(id)));
  return replies;
}
