import { isSettled, type JobId, ProblemError } from '@firn/contract';
import { type Job, waitForJob } from '@firn/jobs';
import type { Stores } from '../store/stores.js';

export interface Waiting {
  /** Return once the version is above it; without it, once the job has ended or waits for a review. */
  readonly version: number | undefined;
  readonly waitMs: number;
  /** The caller has gone, or the process stops. */
  readonly signal: AbortSignal;
}

/** The job as soon as it is what the caller waits for, or as it is when the time is over. @throws ProblemError not_found */
export async function waitFor(
  { jobs, changes }: Stores,
  tenant: string,
  id: JobId,
  { version, waitMs, signal }: Waiting,
): Promise<Job> {
  const until = performance.now() + waitMs;
  let job = await jobs.find(tenant, id);
  const enough = () => (version === undefined ? isSettled(job.state) : job.version > version);
  while (!enough() && performance.now() < until && !signal.aborted) {
    const changed = await waitForJob(changes, (wanted) => jobs.read(wanted), id, {
      aboveVersion: job.version,
      waitMs: until - performance.now(),
      signal,
    });
    if (changed === null) throw ProblemError.of('not_found', { detail: `There is no job ${id} any more.` });
    job = changed;
  }
  return job;
}
