import type { JobStore } from '../job-store.js';
import type { NextStep, StepQueues } from '../queues/step-queues.js';
import type { AcceptReply } from '../scripts/accept.js';
import type { NewJob } from './new-job.js';
import { queueJob, queueJobs } from './queue-job.js';

/** Told where accepted jobs could not be queued now: they are accepted all the same, and the reconciler queues them. */
export type Unqueued = (error: unknown) => void;

/**
 * Accepts a job: record first, step second. A crash between leaves an outbox entry that the reconciler works off; the same
 * key again adds the step at once. Once recorded, a job is accepted: what fails after that changes nothing for the caller.
 */
export async function acceptJob(
  store: JobStore,
  queues: StepQueues,
  job: NewJob,
  unqueued: Unqueued = () => undefined,
): Promise<AcceptReply> {
  const reply = await store.accept(job);
  if (!isNew(reply)) return reply;
  try {
    await queueJob(store, queues, accepted(reply, job));
  } catch (error) {
    unqueued(error);
  }
  return reply;
}

/** The same for many at once; the answers come in the order of the jobs, an error where one could not be recorded. */
export async function acceptJobs(
  store: JobStore,
  queues: StepQueues,
  jobs: readonly NewJob[],
  unqueued: Unqueued = () => undefined,
): Promise<readonly (AcceptReply | Error)[]> {
  const replies = await Promise.all(jobs.map((job) => store.accept(job).catch(toError)));
  const added = replies.flatMap((reply, at) => {
    const job = jobs[at];
    return job === undefined || reply instanceof Error || !isNew(reply) ? [] : [accepted(reply, job)];
  });
  try {
    await queueJobs(store, queues, added);
  } catch (error) {
    unqueued(error);
  }
  return replies;
}

const accepted = ({ id }: AcceptReply, { request }: NewJob): NextStep => ({
  ...{ id, epoch: 0, handler: request.handler ?? null, built: null },
});

const isNew = ({ outcome, state }: AcceptReply): boolean => outcome !== 'conflict' && state === 'accepted';

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
