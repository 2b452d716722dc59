import { isEnded, isSettled, type JobId, JobView, pathOf, problem } from '@firn/contract';
import { FirnProblem } from '../firn-problem.js';
import type { Transport } from '../transport.js';
import { follow, isFull } from './follow.js';
import { parsedAs } from './parsed-as.js';

/** One long poll stays below what proxies take for a dead connection. */
export const POLL_MS = 25_000;

/**
 * A job as it is, and each time it has changed, until it has ended. One stream of events brings them all; a long poll is made only where
 * the process has no room for one more stream, or for a job in review, which a person may still decide.
 *
 * @param seen the job as the caller knows it already: it is not given again
 */
export async function* followJob(
  transport: Transport,
  id: JobId,
  signal?: AbortSignal,
  seen?: JobView,
): AsyncGenerator<JobView> {
  let last = seen ?? null;
  while (last === null || !isEnded(last.state)) {
    try {
      if (last === null || !isSettled(last.state)) {
        for await (const job of streamed(transport, id, last?.version, signal)) {
          last = job;
          yield job;
        }
      }
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    if (last !== null && isEnded(last.state)) return;
    const query = last === null ? {} : { wait: POLL_MS, version: last.version };
    const job: JobView = await transport.json(
      { method: 'GET', path: pathOf('job', id), query, repeatable: true, signal },
      JobView,
    );
    if (job.version !== last?.version) yield job;
    last = job;
  }
}

async function* streamed(
  transport: Transport,
  id: JobId,
  after: number | undefined,
  signal?: AbortSignal,
): AsyncGenerator<JobView> {
  const events = follow(transport, {
    path: pathOf('jobEvents', id),
    ...(after !== undefined && { after: String(after) }),
    signal,
  });
  for await (const { name, data } of events) {
    if (name !== 'job') continue; // a newer API may tell more
    const job = parsedAs(JobView, data, id);
    yield job;
    if (isSettled(job.state)) return;
  }
}

/** A job that has ended will never be what somebody waits for. */
export const neverAgain = (id: JobId, last: JobView | undefined): FirnProblem =>
  new FirnProblem(
    problem('no_result', {
      detail: `The job ${id} is ${last?.state ?? 'gone'}, and what was waited for has not happened.`,
    }),
  );
