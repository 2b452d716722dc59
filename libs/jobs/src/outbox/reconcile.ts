import { isSettled, type JobId, shardOfJob } from '@firn/contract';
import type { JobStore } from '../job-store.js';
import type { StepQueues } from '../queues/step-queues.js';
import { stepId, stepName } from '../queues/steps.js';
import type { Job } from '../record.js';
import { type Repair, repairOf, type StepPlace } from './repair.js';

export interface Reconciled {
  readonly looked: number;
  /** Jobs that got a step which was missing. */
  readonly readded: readonly JobId[];
  /** Jobs whose query nobody watched; the caller does from now on. */
  readonly orphans: readonly Job[];
  /** Jobs that somebody wants to end and that have not ended: the wish is to be carried out, whoever may have lost it. */
  readonly wished: readonly Job[];
  /** Jobs that could not be compared: unreadable, or in other trouble. They are looked at again with the others. */
  readonly troubled: readonly { readonly id: JobId; readonly error: unknown }[];
}

/**
 * Compares records with queues and trackers and adds what a crash left out. May run at several places at once.
 *
 * @param quietMs leaves alone what changed within so many milliseconds: steps and records are never changed together
 */
export async function reconcile(
  store: JobStore,
  queues: StepQueues,
  quietMs: number,
  limit = 500,
): Promise<Reconciled> {
  const found = {
    readded: [] as JobId[],
    orphans: [] as Job[],
    wished: [] as Job[],
    troubled: [] as { id: JobId; error: unknown }[],
  };
  const due = await store.dueForReview(quietMs, limit);
  for (const id of due) {
    try {
      await reconcileOne(id, store, queues, found);
    } catch (error) {
      found.troubled.push({ id, error });
    }
    await store.putOff('open', id, quietMs);
  }
  return { looked: due.length, ...found };
}

async function reconcileOne(
  id: JobId,
  store: JobStore,
  queues: StepQueues,
  found: { readonly readded: JobId[]; readonly orphans: Job[]; readonly wished: Job[] },
): Promise<void> {
  const job = await store.read(id);
  if (job === null) return store.dropFromOpen(id);
  const repair = repairOf(job, await placeOf(queues, job), await store.isWatched(job), await store.now());
  if (job.wish !== 'none' && !isSettled(job.state)) found.wished.push(job);
  if (repair.kind === 'watch') found.orphans.push(job);
  if (repair.kind !== 'submit' && repair.kind !== 'finish') return;
  await addStep(queues, job, repair);
  if (job.state === 'accepted') await store.queued(id);
  found.readded.push(id);
}

/** The step that carries the job on: the one that has it, or the one that was added for its epoch. */
async function placeOf(queues: StepQueues, job: Job): Promise<StepPlace> {
  const shard = shardOfJob(job.id);
  const kind = job.state === 'storing' ? 'finish' : 'submit';
  const names = [stepName(kind, stepId(kind, job.id, job.epoch)), ...(job.step === null ? [] : [job.step])];
  for (const name of new Set(names)) {
    const state = await queues.stateOf(shard, name);
    if (state === 'failed') await queues.removeFailed(shard, name);
    else if (state !== 'unknown' && state !== 'completed') return 'live';
  }
  return 'missing';
}

const addStep = (
  queues: StepQueues,
  job: Job,
  repair: Extract<Repair, { kind: 'submit' | 'finish' }>,
): Promise<void> =>
  repair.kind === 'submit'
    ? queues.addSubmit(job.id, job.epoch, repair.delayMs)
    : queues.addFinish(job.id, job.epoch, repair.delayMs);
