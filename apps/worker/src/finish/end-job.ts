import type { Problem, TerminalState } from '@firn/contract';
import type { Ending, Job, JobStore } from '@firn/jobs';
import type { BlobStore } from '@firn/results';
import type { Compiler } from '../compile/compiler.js';
import type { WorkerMetrics } from '../metrics/worker-metrics.js';
import { keepSecret } from '../steps/keep-secret.js';
import type { DescribedSources } from '../submit/described-sources.js';
import { type DropPorts, dropScratch } from './drop-scratch.js';

/** What an end works with: a part of the ports. */
export interface EndPorts extends DropPorts {
  readonly store: JobStore;
  readonly described: DescribedSources;
  readonly blobs: BlobStore;
  readonly compiler: Pick<Compiler, 'mask'>;
  readonly metrics: WorkerMetrics;
}

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
  ports: EndPorts,
  { madeNothing = false }: Making = {},
): Promise<TerminalState | null> {
  if (!madeNothing) await dropScratch(job.id, ports, job.epoch);
  if (ending.writes === true || ending.problem !== undefined) await ports.described.forget(job);
  const problem = ending.problem && (await keepSecret(job, ending.problem, ports));
  let shared: readonly number[] = [];
  const landed = (agesMs: readonly number[]) => {
    shared = agesMs;
  };
  const state = await ports.store.end(job, { ...ending, landed, ...(problem && { problem }) });
  if (state !== null) await observe(job, state, shared, ending.problem, ports);
  ports.log.info({ state: state ?? 'stale', problem: ending.problem?.code }, 'job ended');
  return state;
}

async function observe(
  { id, profile, acceptedAt, wishAt }: Job,
  state: TerminalState,
  shared: readonly number[],
  problem: Problem | undefined,
  { metrics, store }: EndPorts,
): Promise<void> {
  metrics.jobs.observe({ profile, state }, secondsSince(acceptedAt));
  for (const ageMs of shared) metrics.jobs.observe({ profile, state }, ageMs / 1_000);
  if (problem !== undefined) metrics.problems.inc({ profile, code: problem.code }, 1 + shared.length);
  if (state !== 'cancelled' && state !== 'timed_out') return;
  // A wish that came after the job was claimed only the record knows.
  const wished = wishAt ?? (await store.read(id).catch(() => null))?.wishAt ?? null;
  if (wished !== null) metrics.cancels.observe({ profile }, secondsSince(wished));
}

/** @param moment epoch milliseconds of Redis' clock, which may differ a little from that of this machine */
const secondsSince = (moment: number): number => Math.max(0, Date.now() - moment) / 1_000;
