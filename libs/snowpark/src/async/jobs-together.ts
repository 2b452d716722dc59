import type { JobStatus, WaitOptions } from '../execution/executor.js';
import type { AsyncJob } from './async-job.js';
import { limitOf, withinLimit } from './limited.js';

/** A job of whatever answer and shape. */
export interface AnyJob {
  readonly id: string;
  result(): PromiseLike<unknown>;
  wait(options?: WaitOptions): Promise<JobStatus>;
  cancel(): Promise<void>;
}

/** What each of the jobs gives, in their order. */
export type AnswersOf<J extends readonly AnyJob[]> = {
  -readonly [I in keyof J]: J[I] extends AsyncJob<infer T, infer _S> ? T : never;
};

type Jobs = readonly AnyJob[];

/** The answers of all; once one has failed, the others are cancelled. */
export const allOf = (jobs: Jobs, options: WaitOptions): Promise<unknown> =>
  untilSettled(jobs, options, (answers) => Promise.all(answers));

/** The answer of the first that succeeds; the others are cancelled. */
export const anyOf = (jobs: Jobs, options: WaitOptions): Promise<unknown> =>
  untilSettled(jobs, options, (answers) => Promise.any(answers));

/** The first answer or failure; the others are cancelled. */
export const raceOf = (jobs: Jobs, options: WaitOptions): Promise<unknown> =>
  untilSettled(jobs, options, (answers) => Promise.race(answers));

/**
 * Waits for the answers, and cancels the jobs whose answers nobody waits for any more. That they are cancelled is Snowflake's to say;
 * that it was asked is waited for here, as long as the caller waits at all, and a cancel that fails is not what went wrong.
 */
async function untilSettled(
  jobs: Jobs,
  options: WaitOptions,
  together: (answers: readonly Promise<unknown>[]) => Promise<unknown>,
): Promise<unknown> {
  const open = new Set(jobs);
  const answers = jobs.map(async (job) => {
    try {
      return await job.result();
    } finally {
      open.delete(job);
    }
  });
  for (const answer of answers) answer.catch(() => undefined); // told by one of them
  const limit = limitOf(options);
  try {
    return await withinLimit(together(answers), limit);
  } finally {
    const cancels = Promise.all([...open].map((job) => job.cancel().catch(() => undefined)));
    await withinLimit(cancels, limit).catch(() => undefined);
  }
}

/** The jobs as they end. Those that nobody asks for any more run on: they were only waited for. */
export async function* completedOf(jobs: Jobs, options: WaitOptions): AsyncGenerator<AnyJob, undefined, undefined> {
  const stop = new AbortController();
  const limit = limitOf(options);
  const signal = limit === undefined ? stop.signal : AbortSignal.any([limit, stop.signal]);
  const ended: AnyJob[] = [];
  const failures: unknown[] = [];
  let wake = (): void => undefined;
  const different = new Set(jobs);
  for (const job of different) {
    job
      .wait({ signal })
      .then(
        () => ended.push(job),
        (error: unknown) => failures.push(error),
      )
      .finally(() => wake());
  }
  try {
    for (let given = 0; given < different.size; ) {
      if (failures.length > 0) throw failures[0];
      const some = ended.splice(0);
      for (const job of some) yield job;
      given += some.length;
      if (given < different.size && ended.length + failures.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stop.abort();
  }
}
