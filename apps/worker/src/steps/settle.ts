import { type Problem, type ProblemCode, ProblemError, problem } from '@firn/contract';
import type { Job } from '@firn/jobs';
import { failureOf } from '@firn/snowflake';
import { PlanParseError, SnowflakeError, UsageError } from '@firn/snowpark';
import { dropScratch } from '../finish/drop-scratch.js';
import { endJob } from '../finish/end-job.js';
import type { WorkerPorts } from '../ports.js';
import { backoffMs, type Decision, decide } from './decide.js';

/**
 * What becomes of a job whose attempt failed before its statement was sent, or whose statement was refused: nothing of it
 * runs in Snowflake. Whatever is no answer of Snowflake and no fault of the job is thrown on, so that the step is repeated.
 */
export async function settle(job: Job, error: unknown, ports: WorkerPorts): Promise<void> {
  const decision = decisionOf(error);
  if (decision === null) throw error;
  if (decision.kind === 'retry') return retry(job, decision.problem, 'none', ports);
  await endJob(job, { outcome: decision.outcome, writes: false, problem: decision.problem }, ports);
}

/** Another worker may know the profile, or read the record: files and versions are rolled out one after the other. */
const ELSEWHERE: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['unknown_profile', 'record_newer']);

function decisionOf(error: unknown): Decision | null {
  if (error instanceof SnowflakeError) return decide(failureOf(error));
  if (error instanceof ProblemError)
    return ELSEWHERE.has(error.problem.code) ? { kind: 'retry', problem: error.problem } : failed(error.problem);
  if (error instanceof PlanParseError) return failed(problem('plan_lost', { detail: error.message }));
  if (error instanceof UsageError) return failed(problem('compile_failed', { detail: error.message }));
  return null;
}

const failed = (reason: Problem): Decision => ({ kind: 'end', outcome: 'failed', problem: reason });

/** Another attempt later. @param unresolved what of this one may still reach Snowflake */
export async function retry(
  job: Job,
  reason: Problem,
  unresolved: 'none' | 'read' | 'write',
  ports: WorkerPorts,
): Promise<void> {
  if (unresolved !== 'write' && (await ports.store.isWished(job.id))) {
    await endJob(job, { outcome: 'never_sent', writes: false, problem: reason }, ports);
    return;
  }
  // Where nothing of the attempt can be under way, what it made is of no use to the next one.
  if (unresolved === 'none') await dropScratch(job.id, ports, job.epoch);
  const delayMs = backoffMs(job.epoch);
  ports.log.warn({ problem: reason.code, detail: reason.detail, delayMs }, 'attempt failed, another one follows');
  const { stale } = await ports.store.putBack(job, { delayMs, problem: reason, unresolved });
  if (!stale) await ports.queues.addSubmit(job.id, job.epoch, delayMs);
}
