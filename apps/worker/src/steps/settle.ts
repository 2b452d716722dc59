import { type Problem, type ProblemCode, ProblemError, problem } from '@firn/contract';
import type { Fenced, Job } from '@firn/jobs';
import { storageFailure } from '@firn/results';
import { failureOf } from '@firn/snowflake';
import { SnowflakeError, UsageError } from '@firn/snowpark';
import { dropScratch } from '../finish/drop-scratch.js';
import { endJob } from '../finish/end-job.js';
import { runAgain } from '../finish/run-again.js';
import type { WorkerPorts } from '../ports.js';
import { backoffMs, type Decision, decide } from './decide.js';
import { keepSecret } from './keep-secret.js';

/**
 * What becomes of a job whose attempt failed before its statement was sent: nothing of it runs in Snowflake. Whatever is no
 * answer of Snowflake and no fault of the job is thrown on.
 */
export async function settle(job: Job, error: unknown, ports: WorkerPorts): Promise<void> {
  const decision = decisionOf(error);
  if (decision === null) throw error;
  if (decision.kind === 'retry') return retry(job, decision.problem, 'none', ports);
  if (await runAgain(job, decision.problem, ports, false)) return;
  await endJob(job, { outcome: decision.outcome, writes: false, problem: decision.problem, resolved: true }, ports);
}

/** Another worker may know the profile, or read the record: files and versions are rolled out one after the other. */
const ELSEWHERE: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['unknown_profile', 'record_newer']);

/** Null for what says nothing about the job. */
export function decisionOf(error: unknown): Decision | null {
  if (error instanceof SnowflakeError) return decide(failureOf(error));
  if (error instanceof ProblemError)
    return ELSEWHERE.has(error.problem.code) ? { kind: 'retry', problem: error.problem } : failed(error.problem);
  if (error instanceof UsageError) {
    const code = error.code === 'plan_too_large' ? error.code : 'compile_failed';
    return failed(problem(code, { detail: error.message }));
  }
  return null;
}

const failed = (reason: Problem): Decision => ({ kind: 'end', outcome: 'failed', problem: reason });

/** How soon what may be under way is looked for again, once somebody wants the job to end. */
const WISHED_MS = 1_000;

/**
 * Whether a job that was put back is carried on by a step: what may still run in Snowflake keeps its slots and is looked for. All
 * others wait in their line, and admission adds their step.
 */
export const needsStep = (put: Fenced): boolean => !put.stale && !put.inLine;

/** Any worker can look for what may be under way, whether it reads the plan or not. */
const lookAgain = (job: Job, delayMs: number, { queues }: WorkerPorts): Promise<void> =>
  queues.addNext({ ...job, planVersion: null }, delayMs);

/** Another attempt later. @param unresolved what of this one may still reach Snowflake */
export async function retry(
  job: Job,
  reason: Problem,
  unresolved: 'none' | 'read' | 'write',
  ports: WorkerPorts,
): Promise<void> {
  const wished = await ports.store.isWished(job.id);
  if (unresolved === 'none' && wished) {
    await endJob(job, { outcome: 'never_sent', writes: false, problem: reason, resolved: true }, ports);
    return;
  }
  // Where nothing of the attempt can be under way, what it made is of no use to the next one.
  if (unresolved === 'none') await dropScratch(job.id, ports, job.epoch);
  const said = await keepSecret(job, reason, ports);
  const delayMs = wished ? Math.min(WISHED_MS, backoffMs(job.epoch)) : backoffMs(job.epoch);
  ports.metrics.retries.inc({ profile: job.profile, code: said.code });
  ports.log.warn({ problem: said.code, detail: said.detail, delayMs }, 'attempt failed, another one follows');
  const put = await ports.store.putBack(job, { delayMs, problem: said, unresolved });
  if (needsStep(put)) await lookAgain(job, delayMs, ports);
}

/**
 * A step broke in a way that says nothing about its job, such as a disk that is full: the job says why, and is tried again as
 * long as it has time. What may be under way stays as the record has it.
 *
 * @throws `error`, where the job is further on by now: the step comes again, and sees to it there
 */
export async function retryBroken(job: Job, error: unknown, ports: WorkerPorts): Promise<void> {
  const delayMs = backoffMs(job.epoch);
  ports.log.error({ err: error, delayMs }, 'a step broke; another attempt follows');
  const reason = brokenStep(error);
  ports.metrics.retries.inc({ profile: job.profile, code: reason.code });
  const put = await ports.store.putBackAsIs(job, delayMs, reason);
  if (put.stale) throw error;
  if (needsStep(put)) await lookAgain(job, delayMs, ports);
}

/** What a job says while it waits for another attempt after an error that is none of Snowflake's. */
export function brokenStep(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  const failure = storageFailure(error);
  if (failure !== null)
    return problem('storage_unavailable', { detail: `The worker's data folder cannot be used: ${failure}` });
  return problem('worker_fault', { detail: `A step broke, and is tried again: ${message}` });
}
