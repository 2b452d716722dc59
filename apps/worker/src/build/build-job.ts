import {
  type HandlerAction,
  type JobId,
  ProblemError,
  parseStoredAction,
  readBuiltAction,
  type Writing,
} from '@firn/contract';
import { type Claimant, type Job, keepText, needsHandler } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { failureOf } from '@firn/snowflake';
import { type Action, SnowflakeError } from '@firn/snowpark';
import { endJob } from '../finish/end-job.js';
import type { WorkerPorts } from '../ports.js';
import { decide } from '../steps/decide.js';
import { jobSpan } from '../steps/job-span.js';
import { patiently } from '../steps/patience.js';
import { retry, retryBroken } from '../steps/settle.js';
import { NotWanted } from '../store/storing.js';
import { loadAction } from '../submit/load-action.js';

/**
 * Lets the handler of a job build its action and writes that down: from then on the job is one like all others, for any worker. May
 * run twice before that, and never after it.
 */
export async function buildJob(id: JobId, by: Claimant, ports: WorkerPorts): Promise<void> {
  const known = await ports.store.read(id);
  if (known !== null && !needsHandler(known)) return; // its worker died right after: it stands in its line
  const claim = await ports.store.claim(id, by);
  if (!claim.claimed) return;
  const { job } = claim;
  addToLogContext({ tenant: job.tenant, epoch: job.epoch, profile: job.profile });
  try {
    await jobSpan('build', job, () => buildClaimed(job, ports));
  } catch (error) {
    await retryBroken(job, error, ports);
  }
}

async function buildClaimed(job: Job, ports: WorkerPorts): Promise<void> {
  if (job.wish !== 'none') return notWanted(job, ports);
  let encoded: string;
  let writing: Writing | null;
  try {
    ({ encoded, writing } = readBuiltAction(await build(job, ports), job.delivery ?? 'standard'));
  } catch (error) {
    if (error instanceof NotWanted) return notWanted(job, ports);
    return failed(job, error, ports);
  }
  const plan = await keepText(Buffer.from(encoded), (content) => ports.blobs.put(job.tenant, content));
  const { stale } = await ports.store.recordBuilt(job, plan, writing);
  if (!stale) ports.log.info({ handler: job.handler }, 'built');
}

/** @throws NotWanted, or what the handler did wrong */
async function build(job: Job, ports: WorkerPorts): Promise<Action> {
  const action = parseStoredAction((await loadAction(job, ports)).toString('utf8'));
  if (action.kind !== 'handler')
    throw ProblemError.of('plan_lost', { detail: 'The record holds no parameters for its handler.' });
  const over = new AbortController();
  const stillWanted = async () => {
    if (await ports.store.isWished(job.id)) throw new NotWanted('Somebody wants the job to end.');
  };
  try {
    return await patiently(call(action, job, over.signal, ports), { what: 'The handler', asks: [stillWanted] });
  } finally {
    over.abort();
  }
}

function call({ handler, params }: HandlerAction, job: Job, signal: AbortSignal, ports: WorkerPorts): Promise<Action> {
  const { id, tenant, profile, epoch: attempt, tags } = job;
  return ports.handlers.build(handler, params, Object.freeze({ id, tenant, profile, attempt, tags }), signal);
}

async function notWanted(job: Job, ports: WorkerPorts): Promise<void> {
  await endJob(job, { outcome: 'never_sent', writes: false, resolved: true }, ports);
}

/** A handler that could not reach Snowflake builds again, whatever else it threw is its job's end. */
async function failed(job: Job, error: unknown, ports: WorkerPorts): Promise<void> {
  if (!(error instanceof ProblemError)) throw error;
  const { cause } = error;
  if (cause instanceof SnowflakeError) {
    const decision = decide(failureOf(cause));
    if (decision.kind === 'retry') return retry(job, decision.problem, 'none', ports);
  }
  ports.log.warn({ err: error, handler: job.handler }, 'the handler built no action');
  const outcome = error.problem.code === 'handler_timeout' ? 'timed_out' : 'failed';
  await endJob(job, { outcome, writes: false, problem: error.problem, resolved: true }, ports);
}
