import type { JobStore } from '../job-store.js';
import type { NextStep, StepQueues } from '../queues/step-queues.js';
import { needsHandler } from '../record.js';

/** Adds the step that carries a job on, or lets the job wait where nobody hosts its handler. False: it waits. */
export async function queueJob(store: JobStore, queues: StepQueues, job: NextStep, delayMs = 0): Promise<boolean> {
  if (await hasToWait(store, job)) return false;
  await queues.addNext(job, delayMs);
  await store.queued(job.id);
  return true;
}

/** The same for many at once. */
export async function queueJobs(store: JobStore, queues: StepQueues, jobs: readonly NextStep[]): Promise<void> {
  const waiting = await Promise.all(jobs.map((job) => hasToWait(store, job)));
  const ready = jobs.filter((_, at) => !waiting[at]);
  if (ready.length > 0) await queues.addAllNext(ready);
  await Promise.all(ready.map(({ id }) => store.queued(id)));
}

const hasToWait = async (store: JobStore, job: NextStep): Promise<boolean> =>
  job.handler !== null && needsHandler(job) && (await store.wait(job.id, job.handler)) === 'waiting';
