import type { Problem, TerminalState } from '@firn/contract';
import type { Ending, Job } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { keepSecret } from '../steps/keep-secret.js';
import { dropScratch } from './drop-scratch.js';

/** What a caller knows of the objects that a job has made in Snowflake. */
export interface Making {
  /** None, by this attempt or any other: there is nothing to look for. */
  readonly madeNothing?: boolean;
}

/**
 * Ends a job, after what it made for itself in Snowflake is gone: whoever sees the end sees no left-overs. Null: a later epoch
 * has the job.
 */
export async function endJob(
  job: Job,
  ending: Pick<Ending, 'outcome' | 'writes' | 'result' | 'problem' | 'resolved'>,
  ports: WorkerPorts,
  { madeNothing = false }: Making = {},
): Promise<TerminalState | null> {
  if (!madeNothing) await dropScratch(job.id, ports, job.epoch);
  if (ending.writes === true || ending.problem !== undefined) await ports.described.forget(job);
  const problem = ending.problem && (await keepSecret(job, ending.problem, ports));
  const state = await ports.store.end(job, { ...ending, ...(problem && { problem }) });
  if (state !== null) await observe(job, state, ending.problem, ports);
  ports.log.info({ state: state ?? 'stale', problem: ending.problem?.code }, 'job ended');
  return state;
}

async function observe(
  { id, profile, acceptedAt }: Job,
  state: TerminalState,
  problem: Problem | undefined,
  { metrics, store }: WorkerPorts,
): Promise<void> {
  metrics.jobs.observe({ profile, state }, Math.max(0, Date.now() - acceptedAt) / 1_000);
  if (problem !== undefined) metrics.problems.inc({ profile, code: problem.code });
  if (state !== 'cancelled' && state !== 'timed_out') return;
  // The wish may have come after the job was claimed.
  const ended = await store.read(id).catch(() => null);
  if (ended !== null && ended.wishAt !== null && ended.endedAt !== null)
    metrics.cancels.observe({ profile }, (ended.endedAt - ended.wishAt) / 1_000);
}
