import { type JobId, problem } from '@firn/contract';
import type { Claimant, Intent, Job } from '@firn/jobs';
import { endJob } from '../finish/end-job.js';
import { finishJob } from '../finish/finish-job.js';
import { addToLogContext } from '../log/log-context.js';
import type { WorkerPorts } from '../ports.js';
import { settle } from '../steps/settle.js';
import { watchQuery } from '../track/watch-query.js';
import { adoptQuery } from './adopt-query.js';
import { describeJob } from './describe-job.js';
import { loadAction, NewerPlan } from './load-action.js';
import { prepare } from './prepare.js';
import { send } from './send.js';
import { takeOver } from './take-over.js';

/** Claims without progress after which a job is poison: it breaks whoever takes it. */
const MOST_TRIES = 25;
/** A worker that cannot take a job leaves it to others for so long. */
const NEWER_PLAN_PAUSE_MS = 2_000;

/** Hands one job to Snowflake. May run twice: after the claim every write carries its epoch, and an older one is refused. */
export async function submitJob(id: JobId, by: Claimant, ports: WorkerPorts): Promise<void> {
  const claim = await ports.store.claim(id, by);
  if (!claim.claimed) return resume(claim.job, by, ports);
  addToLogContext({ tenant: claim.job.tenant, epoch: claim.job.epoch, profile: claim.job.profile });
  try {
    await submitClaimed(claim.job, by, ports);
  } catch (error) {
    // The step comes again and looks. A logout could abort what it will find.
    if (!ports.tracker.has(id)) await ports.held.abandon(id);
    throw error;
  }
}

async function submitClaimed(claimed: Job, by: Claimant, ports: WorkerPorts): Promise<void> {
  for (let job: Job | null = claimed; job !== null; ) {
    if (job.unresolved !== 'none' && job.intent !== null) {
      job = await takeOver(job, job.intent, by, ports);
    } else {
      const unanswered: Intent | null = await submitNew(job, by, ports);
      job =
        unanswered === null ? null : { ...job, intent: unanswered, unresolved: unanswered.writes ? 'write' : 'read' };
    }
  }
}

/** Submits a job of which nothing can be under way in Snowflake. @returns the intent, if no answer came. */
async function submitNew(job: Job, by: Claimant, ports: WorkerPorts): Promise<Intent | null> {
  if (job.wish !== 'none') {
    await endJob(job, { outcome: 'never_sent', writes: false }, ports);
    return null;
  }
  if (job.tries > MOST_TRIES) return giveUp(job, ports);
  try {
    const { action, encoded } = await loadAction(job, ports);
    if (action.kind === 'adopt') return await adoptQuery(job, action.queryId, by, ports);
    if (action.kind === 'describe') return await describeJob(job, action, ports);
    const prepared = await prepare(job, action, encoded, ports);
    return prepared === null ? null : await send(job, prepared, by, ports);
  } catch (error) {
    if (error instanceof NewerPlan) await leaveToOthers(job, ports);
    else await settle(job, error, ports);
    return null;
  }
}

async function leaveToOthers(job: Job, ports: WorkerPorts): Promise<void> {
  const { stale } = await ports.store.release(job, NEWER_PLAN_PAUSE_MS);
  if (!stale) await ports.queues.addSubmit(job.id, job.epoch, NEWER_PLAN_PAUSE_MS);
}

/** The step came again after its worker died, and found the query recorded: it has to be watched, or its result stored. */
async function resume(job: Job | null, by: Claimant, ports: WorkerPorts): Promise<void> {
  if (job?.state === 'running') await watchQuery(job, ports);
  if (job?.state === 'storing') await finishJob(job.id, by, ports);
}

async function giveUp(job: Job, ports: WorkerPorts): Promise<null> {
  const detail = `${job.tries} attempts in a row ended without a word; the logs of the workers hold the cause.`;
  await endJob(job, { outcome: 'failed', writes: false, problem: problem('worker_fault', { detail }) }, ports);
  return null;
}
