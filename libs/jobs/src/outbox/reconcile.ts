import { isSettled, JobId } from '@firn/contract';
import type { Unattended, UnattendedFacts } from '../due/unattended.js';
import type { JobStore } from '../job-store.js';
import type { StepQueues } from '../queues/step-queues.js';
import type { Job } from '../record.js';
import { allShards, type Shard } from '../shard.js';
import { queueJob } from './queue-job.js';
import { repairOf, type StepPlace } from './repair.js';

export interface Reconciled {
  readonly looked: number;
  /** Jobs that got a step which was missing. */
  readonly readded: readonly JobId[];
  /** Jobs whose query nobody watched; the caller does from now on. */
  readonly orphans: readonly Job[];
  /** Entries that could not be compared: unreadable, or in other trouble. They are looked at again with the others. */
  readonly troubled: readonly { readonly id: string; readonly error: unknown }[];
}

type Found = { -readonly [Key in keyof Omit<Reconciled, 'looked'>]: Reconciled[Key][number][] };

/**
 * Compares records with queues and trackers and adds what a crash left out. May run at several places at once. What a pass costs
 * depends on `limit` and on what is amiss, not on how many jobs wait.
 *
 * @param quietMs leaves alone what changed within so many milliseconds: steps and records are never changed together
 * @param limit jobs of each shard
 */
export async function reconcile(
  store: JobStore,
  queues: StepQueues,
  quietMs: number,
  limit = 200,
): Promise<Reconciled> {
  const found: Found = { readded: [], orphans: [], troubled: [] };
  let looked = 0;
  for (const shard of allShards(store.shards)) {
    const { now, jobs } = await store.unattended(shard, quietMs, limit);
    const compared: { job: Unattended; isWell: boolean }[] = [];
    for (const job of jobs) compared.push({ job, isWell: await compare(job, shard, now, { store, queues, found }) });
    await store.leaveAlone(shard, now, compared);
    looked += jobs.length;
  }
  return { looked, ...found };
}

interface Work {
  readonly store: JobStore;
  readonly queues: StepQueues;
  readonly found: Found;
}

/** True: nothing is missing, and nobody waits for anything. */
async function compare({ entry, kind, facts }: Unattended, shard: Shard, now: number, work: Work): Promise<boolean> {
  try {
    if (facts !== null) return await repair(facts, shard, now, work);
    const id = JobId.parse(entry);
    if (kind === 'gone') await work.store.due.strikeOff(id);
    else await work.store.read(id); // says what is wrong with it
    return false;
  } catch (error) {
    work.found.troubled.push({ id: entry, error });
    return false;
  }
}

async function repair(job: UnattendedFacts, shard: Shard, now: number, work: Work): Promise<boolean> {
  const { store, queues, found } = work;
  const isWished = job.wish !== 'none' && !isSettled(job.state);
  if (isWished) await store.lookAfterWish(job.id);
  const needed = repairOf(job, placeOf(job), job.watched, now);
  if (needed.kind === 'watch') {
    const whole = await store.readWhole(job.id);
    if (whole?.state === 'running') found.orphans.push(whole);
  }
  if (needed.kind !== 'submit' && needed.kind !== 'finish') return needed.kind === 'none' && !isWished;
  await store.read(job.id); // whoever would get the step could do nothing with what cannot be read
  for (const { name, place } of job.steps) if (place === 'failed') await queues.remove(shard, name);
  const isAdded = needed.kind !== 'submit' || (await goOn(job, needed.delayMs, work));
  if (needed.kind === 'finish') await queues.addFinish(job.id, job.epoch, needed.delayMs);
  if (isAdded) found.readded.push(job.id);
  return false;
}

/** Where it waits for admission its place in the line was missing, else its step. */
const goOn = async (job: UnattendedFacts, delayMs: number, { store, queues }: Work): Promise<boolean> =>
  (await store.enlist(job.id)) || queueJob(store, queues, job, delayMs);

/** The step that carries the job on: the one that has it, or the one that was added for its epoch. */
const placeOf = ({ steps }: UnattendedFacts): StepPlace =>
  steps.some(({ place }) => place === 'live') ? 'live' : 'missing';
