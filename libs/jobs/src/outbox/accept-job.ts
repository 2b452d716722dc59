import { shardOfJob } from '@firn/contract';
import type { JobStore } from '../job-store.js';
import type { NextStep, StepQueues } from '../queues/step-queues.js';
import type { AcceptReply } from '../scripts/accept.js';
import type { Shard } from '../shard.js';
import type { NewJob } from './new-job.js';
import { queueJob, queueJobs } from './queue-job.js';

/** Told where accepted jobs could not be queued now: they are accepted all the same, and the reconciler queues them. */
export type Unqueued = (error: unknown) => void;

/**
 * Accepts a job: record and place in the line first. Where it, or another one, may start now, its step is added. A crash between
 * leaves a job without its step, which the reconciler adds; so does the same key again. Once recorded, a job is accepted: what fails
 * after that changes nothing for the caller.
 */
export async function acceptJob(
  store: JobStore,
  queues: StepQueues,
  job: NewJob,
  unqueued: Unqueued = () => undefined,
): Promise<AcceptReply> {
  const { reply, admitted } = await store.acceptAndAdmit(job);
  try {
    if (isHandlers(reply, job)) await queueJob(store, queues, unbuilt(reply, job));
    if (admitted.length > 0) await queues.addAllNext(admitted);
    if (mayLackStep(reply)) await addAgain(store, queues, reply);
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
  const told = await Promise.all(jobs.map((job) => store.accept(job).catch(toError)));
  const replies = told.flatMap((reply, at) => {
    const job = jobs[at];
    return job === undefined || reply instanceof Error ? [] : [{ reply, job }];
  });
  try {
    // Let out once for all of them: looking for each what may start costs more than to accept it.
    for (const shard of new Set(replies.map(({ reply }) => shardOfJob(reply.id)))) await letOut(store, queues, shard);
    const toBuild = replies.filter(({ reply, job }) => isHandlers(reply, job));
    await queueJobs(
      store,
      queues,
      toBuild.map(({ reply, job }) => unbuilt(reply, job)),
    );
    for (const { reply } of replies) if (mayLackStep(reply)) await addAgain(store, queues, reply);
  } catch (error) {
    unqueued(error);
  }
  return told;
}

/** Jobs that one script lets out, so that Redis is free again at once. */
const MOST_AT_ONCE = 50;

async function letOut(store: JobStore, queues: StepQueues, shard: Shard): Promise<void> {
  for (let more = true; more; ) {
    const admission = await store.admit(shard, MOST_AT_ONCE);
    if (admission.admitted.length > 0) await queues.addAllNext(admission.admitted);
    more = admission.more && admission.admitted.length > 0;
  }
}

/** Built by a handler, for which it does not stand in a line. */
const isHandlers = ({ outcome, state }: AcceptReply, { request }: NewJob): boolean =>
  outcome !== 'conflict' && state === 'accepted' && request.handler !== undefined;

const unbuilt = ({ id }: AcceptReply, { request }: NewJob): NextStep => ({
  ...{ id, epoch: 0, handler: request.handler ?? null, built: null },
});

/** Let out by a process that may have died before it added the step. */
const mayLackStep = ({ outcome, state }: AcceptReply): boolean => outcome === 'existing' && state === 'queued';

async function addAgain(store: JobStore, queues: StepQueues, { id }: AcceptReply): Promise<void> {
  const job = await store.read(id);
  if (job?.state === 'queued') await queues.addNext(job);
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
