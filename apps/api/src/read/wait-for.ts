import { isSettled, type JobId, ProblemError } from '@firn/contract';
import { type Job, type Seen, untilLook, type Watch, waitForJob } from '@firn/jobs';
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
  if (waitMs <= 0) return jobs.find(tenant, id);
  const enough = (seen: Seen) => (version === undefined ? isSettled(seen.state) : seen.version > version);
  let isOwn = false;
  const read = async () => {
    // Whose it is does not change.
    if (isOwn) return jobs.read(id);
    const job = await jobs.find(tenant, id);
    isOwn = true;
    return job;
  };
  const job = await waitForJob(changes, read, id, { enough, waitMs, signal });
  if (job === null) throw gone(id);
  return job;
}

/** The same for a job that was accepted just now, and that `watch` was begun for before: it is read once, when it has settled. */
export async function waitForNew(
  { jobs }: Stores,
  id: JobId,
  watch: Watch,
  { waitMs, signal }: Omit<Waiting, 'version'>,
): Promise<Job> {
  const until = performance.now() + waitMs;
  for (;;) {
    await watch.change(untilLook(until - performance.now()), signal);
    const job = await jobs.read(id);
    if (job === null) throw gone(id);
    if (isSettled(job.state) || performance.now() >= until || signal.aborted) return job;
  }
}

const gone = (id: JobId): ProblemError => ProblemError.of('not_found', { detail: `There is no job ${id} any more.` });
