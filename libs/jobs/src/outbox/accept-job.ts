import type { JobStore } from '../job-store.js';
import type { NextStep, StepQueues } from '../queues/step-queues.js';
import type { AcceptReply } from '../scripts/accept.js';
import type { NewJob } from './new-job.js';
import { queueJobs } from './queue-job.js';

/** Told where accepted jobs could not be queued now: they are accepted all the same, and the reconciler queues them. */
export type Unqueued = (error: unknown) => void;

/** @throws what kept the job from being recorded, else as `acceptJobs` */
export async function acceptJob(
  store: JobStore,
  queues: StepQueues,
  job: NewJob,
  unqueued: Unqueued = () => undefined,
): Promise<AcceptReply> {
  const [reply] = await acceptJobs(store, queues, [job], unqueued);
  if (reply === undefined || reply instanceof Error) throw reply;
  return reply;
}

/**
 * Accepts jobs: records and places in their lines first. Where some, or others, may start now, their steps are added. A crash between
 * leaves jobs without their step, which the reconciler adds; so does the same key again. Once recorded, a job is accepted: what fails
 * after that changes nothing for the caller. The answers come in the order of the jobs, an error where one could not be recorded.
 */
export async function acceptJobs(
  store: JobStore,
  queues: StepQueues,
  jobs: readonly NewJob[],
  unqueued: Unqueued = () => undefined,
): Promise<readonly (AcceptReply | Error)[]> {
  const { replies: told, admitted } = await store.acceptAndAdmit(jobs);
  const replies = told.flatMap((reply, at) => {
    const job = jobs[at];
    return job === undefined || reply instanceof Error ? [] : [{ reply, job }];
  });
  try {
    if (admitted.length > 0) await queues.addAllNext(admitted);
    const toBuild = replies.filter(({ reply, job }) => isHandlers(reply, job));
    const unbuilts = toBuild.map(({ reply, job }) => unbuilt(reply, job));
    if (unbuilts.length > 0) await queueJobs(store, queues, unbuilts);
    for (const { reply } of replies) if (mayLackStep(reply)) await addAgain(store, queues, reply);
  } catch (error) {
    unqueued(error);
  }
  return told;
}

/** Built by a handler, for which it does not stand in a line. */
const isHandlers = ({ outcome, state }: AcceptReply, { request }: NewJob): boolean =>
  outcome !== 'conflict' && state === 'accepted' && request.handler !== undefined;

const unbuilt = ({ id }: AcceptReply, { request }: NewJob): NextStep => ({
  ...{ id, epoch: 0, handler: request.handler ?? null, built: null, planVersion: null },
});

/** Let out by a process that may have died before it added the step. */
const mayLackStep = ({ outcome, state }: AcceptReply): boolean => outcome === 'existing' && state === 'queued';

async function addAgain(store: JobStore, queues: StepQueues, { id }: AcceptReply): Promise<void> {
  const job = await store.read(id);
  if (job?.state === 'queued') await queues.addNext(job);
}
