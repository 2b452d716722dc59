import { type Claimant, type Intent, type Intention, type Job, needsHandler } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { compileJob } from './compile-job.js';
import { loadAction } from './load-action.js';
import { mayWrite, type Prepared } from './prepare.js';
import { intentionOf } from './send.js';

/** Claimed, and its intent is recorded: its statement may be sent. */
export interface ReadyJob {
  readonly job: Job;
  readonly intent: Intent;
  readonly prepared: Prepared;
}

/**
 * Claims a job and records its intent in one step, where between the two nothing takes time or leaves something behind: at the first
 * attempt of a small read whose sources need no description, with a session that is open. Most jobs are such.
 *
 * @param read the record as it is
 * @returns null where it is no such job, or has changed since: it is claimed first, and what is wrong with it is told then
 */
export async function readyToSend(read: Job, by: Claimant, ports: WorkerPorts): Promise<ReadyJob | null> {
  if (by.epoch !== 0 || by.wasLost === true || !isPlain(read)) return null;
  const job = { ...read, epoch: read.epoch + 1 };
  const prepared = await preparedAtOnce(job, ports);
  if (prepared === null) return null;
  const intention = await intentionAtOnce(job, prepared, ports);
  if (intention === null) return null;
  const claimed = await ports.store.claimAndIntend(read, by, intention);
  return claimed === null ? null : { job: claimed, intent: intention.intent, prepared };
}

/** As far as its record tells. */
const isPlain = (job: Job): boolean =>
  job.epoch === 0 &&
  (job.state === 'queued' || job.state === 'accepted') &&
  job.wish === 'none' &&
  job.lane === null &&
  job.session === null &&
  job.plan?.kind === 'inline' &&
  !needsHandler(job);

async function preparedAtOnce(job: Job, ports: WorkerPorts): Promise<Prepared | null> {
  const encoded = await loadAction(job, ports);
  if (!ports.compiler.isSmall(encoded)) return null;
  try {
    const compiledJob = await compileJob(job, encoded, ports, asksNothing);
    if (compiledJob.kind !== 'statement' || mayWrite(compiledJob)) return null;
    const { compiled, masked, counts } = compiledJob;
    const session = compiled.created.length > 0 || counts !== null ? null : ports.sessions.ready(job);
    if (session === null) return null;
    return { compiled, shown: masked ?? compiled.main.text, session, writes: false, atomic: true, once: false, counts };
  } catch {
    return null; // met again, and told of, once the job is claimed
  }
}

/** Its text may be long, and no room for it on the disk. */
async function intentionAtOnce(job: Job, prepared: Prepared, ports: WorkerPorts): Promise<Intention | null> {
  try {
    return await intentionOf(job, prepared, ports);
  } catch {
    return null; // as above
  }
}

const asksNothing = (): Promise<never> => Promise.reject(new Error('A description takes a request.'));
