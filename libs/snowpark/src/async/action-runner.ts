import type { Execution, Executor, ResultStream, StartOptions } from '../execution/executor.js';
import type { Action } from '../plan/action.js';
import type { ActionStart } from './action-options.js';
import { AsyncJob, type FrameOfResult } from './async-job.js';
import type { JobKind, JobResults } from './job-kinds.js';
import { readResult } from './read-result.js';

/** Carries actions of a session's frames out: to their answer, or to a handle on the running query. */
export class ActionRunner {
  constructor(
    readonly executor: Executor,
    private readonly frameOfResult: FrameOfResult,
  ) {}

  /** Starts, waits and reads. An aborted signal cancels the query. */
  async run<S extends object, K extends JobKind>(
    action: Action,
    kind: K,
    options?: ActionStart,
  ): Promise<JobResults<S>[K]> {
    const execution = await this.executor.start(action, startOptions(options));
    const stream = await this.#resultOf(execution, options?.signal);
    return readResult<S>(stream, kind) as Promise<JobResults<S>[K]>;
  }

  /** Starts, and comes back with the handle. */
  async start<S extends object, K extends JobKind>(
    action: Action,
    kind: K,
    options?: ActionStart,
  ): Promise<AsyncJob<JobResults<S>[K], S>> {
    return this.jobOf<S, K>(await this.executor.start(action, startOptions(options)), kind);
  }

  jobOf<S extends object, K extends JobKind>(execution: Execution, kind: K): AsyncJob<JobResults<S>[K], S> {
    return new AsyncJob(execution, kind, this.frameOfResult);
  }

  async #resultOf(execution: Execution, signal: AbortSignal | undefined): Promise<ResultStream> {
    try {
      return await execution.result(signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted) await execution.cancel();
      throw error;
    }
  }
}

function startOptions(options: ActionStart = {}): StartOptions {
  const { statementParams, timeoutMs, signal } = options;
  return {
    ...(statementParams !== undefined && { statementParams }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(signal !== undefined && { signal }),
  };
}
