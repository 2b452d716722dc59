import { type JobId, ProblemError, problem } from '@firn/contract';
import type { Claimant, Job } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { type Clearance, clearanceOf } from '../audit/require-audited.js';
import { askForReview } from '../finish/ask-for-review.js';
import { endJob } from '../finish/end-job.js';
import { finishJob } from '../finish/finish-job.js';
import type { WorkerPorts } from '../ports.js';
import { jobSpan, queueSpan } from '../steps/job-span.js';
import { retry, retryBroken, settle } from '../steps/settle.js';
import { NotWanted } from '../store/storing.js';
import { adoptQuery } from './adopt-query.js';
import { compileJob, NewerPlan } from './compile-job.js';
import { describeJob } from './describe-job.js';
import { followAgain, followQuery } from './follow-query.js';
import { loadAction } from './load-action.js';
import { mayWrite, type Prepared, prepare } from './prepare.js';
import { readyToSend } from './ready-to-send.js';
import { send, sendIntended, type Unanswered } from './send.js';
import { takeOver } from './take-over.js';

const CLEAR: Clearance = { kind: 'clear' };

/** Hands one job to Snowflake. May run twice: after the claim every write carries its epoch, and an older one is refused. */
export async function submitJob(id: JobId, by: Claimant, ports: WorkerPorts): Promise<void> {
  const read = await ports.store.readWhole(id);
  const ready = read === null ? null : await readyToSend(read, by, ports);
  if (ready !== null) {
    const { job, intent, prepared } = ready;
    const sending = async () => lookForAnswer(job, await sendIntended(job, intent, prepared, by, ports), by, ports);
    return submitAs(job, sending, ports);
  }
  const claim = await ports.store.claim(id, by, read);
  if (!claim.claimed) return resume(claim.job, by, ports);
  await submitAs(claim.job, () => submitClaimed(claim.job, by, ports), ports);
}

/** Does the work of an attempt that has claimed its job. */
async function submitAs(job: Job, work: () => Promise<void>, ports: WorkerPorts): Promise<void> {
  queueSpan(job);
  addToLogContext({ tenant: job.tenant, epoch: job.epoch, profile: job.profile });
  try {
    await jobSpan('submit', job, work);
  } catch (error) {
    // The next attempt looks for it. A logout could abort what it will find.
    if (!ports.tracker.has(job.id)) await ports.held.abandon(job.id);
    await retryBroken(job, error, ports);
  }
}

async function submitClaimed(claimed: Job, by: Claimant, ports: WorkerPorts): Promise<void> {
  let job: Job | null = claimed;
  if (job.unresolved !== 'none' && job.intent !== null) job = await takeOver(job, job.intent, by, ports);
  if (job !== null) await lookForAnswer(job, await submitNew(job, by, ports), by, ports);
}

async function lookForAnswer(job: Job, unanswered: Unanswered | null, by: Claimant, ports: WorkerPorts): Promise<void> {
  if (unanswered === null) return;
  const { intent, problem } = unanswered;
  const left = await takeOver({ ...job, intent, unresolved: intent.writes ? 'write' : 'read' }, intent, by, ports);
  // It never arrived. An account that does not answer gets the next try after a pause, and its breaker hears of it.
  if (left !== null) await retry(left, problem, 'none', ports);
}

/** Submits a job of which nothing can be under way in Snowflake. @returns what was sent, if no answer came. */
async function submitNew(job: Job, by: Claimant, ports: WorkerPorts): Promise<Unanswered | null> {
  if (job.wish !== 'none') {
    await endJob(job, { outcome: 'never_sent', writes: false, resolved: true }, ports);
    return null;
  }
  let prepared: Prepared | null;
  let adopted: string | null = null;
  try {
    const encoded = await loadAction(job, ports);
    const compiled = await compileJob(job, encoded, ports);
    if (compiled.kind === 'adopt') {
      adopted = (await adoptQuery(job, compiled.queryId, ports)) ? compiled.queryId : null;
      prepared = null;
    } else if (compiled.kind === 'describe') return await describeJob(job, compiled, ports);
    else {
      const clearance = mayWrite(compiled) ? await clearanceOf(job, ports) : CLEAR;
      if (clearance.kind === 'wait') {
        await ports.store.awaitAudit(job, clearance.reason);
        return null;
      }
      prepared = clearance.kind === 'clear' ? await prepare(job, compiled, encoded, ports) : null;
      if (clearance.kind === 'adopt')
        adopted = (await adoptQuery(job, clearance.queryId, ports)) ? clearance.queryId : null;
    }
  } catch (error) {
    if (error instanceof NewerPlan) await leaveToOthers(job, error, ports);
    else if (error instanceof NotWanted)
      await endJob(job, { outcome: 'never_sent', writes: false, resolved: true }, ports);
    else if (job.writes === true && error instanceof ProblemError && error.problem.code === 'adopt_refused') {
      // A write that Redis had lost, and that Snowflake tells no more of.
      const { detail, queryId = null } = error.problem;
      await askForReview(job, problem('outcome_unknown', { detail, queryId }), ports);
    } else await settle(job, error, ports);
    return null;
  }
  // From here on what fails is no failure before the statement was sent.
  if (adopted !== null) await followQuery(job, adopted, by, ports);
  return prepared === null ? null : send(job, prepared, by, ports);
}

async function leaveToOthers(job: Job, error: NewerPlan, ports: WorkerPorts): Promise<void> {
  const reason = problem('plan_version_newer', { detail: error.message });
  await ports.store.leaveToNewer(job, error.version, reason);
}

/** The step came again after its worker died, and found the query recorded: it has to be watched, or its result stored. */
async function resume(job: Job | null, by: Claimant, ports: WorkerPorts): Promise<void> {
  if (job?.state === 'running') await followAgain(job, by, ports);
  if (job?.state === 'storing') await finishJob(job.id, by, ports);
}
