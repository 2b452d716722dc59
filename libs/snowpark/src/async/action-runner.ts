import type { Execution, Executor, ExecutorStart, ResultStream } from '../execution/executor.js';
import type { Action } from '../plan/action.js';
import type { Plan } from '../plan/plan.js';
import type { Session } from '../session.js';
import type { ResultColumn } from '../values/result-column.js';
import type { ActionStart } from './action-options.js';
import { AsyncJob, type FrameOfResult, type ReadAnswer } from './async-job.js';
import { explained } from './explain-failure.js';
import type { JobKind, JobResults } from './job-kinds.js';
import { withinLimit } from './limited.js';
import { readResult } from './read-result.js';

/** Carries actions of a session's frames out: to their answer, or to a handle on the running query. */
export class ActionRunner {
  constructor(
    readonly executor: Executor,
    readonly session: Session,
    private readonly frameOfResult: FrameOfResult,
  ) {}

  /** Starts, waits and reads. An aborted signal cancels the query. */
  async run<S extends object, K extends JobKind>(
    action: Action,
    kind: K,
    options?: ActionStart,
    read: ReadAnswer = (result) => readResult<S>(result, kind),
  ): Promise<JobResults<S>[K]> {
    const execution = await this.#start(action, options, true);
    return read(await this.#resultOf(execution, action, options?.signal)) as Promise<JobResults<S>[K]>;
  }

  /** The columns of a frame; nothing runs. */
  async describe(plan: Plan): Promise<readonly ResultColumn[]> {
    try {
      return await this.executor.describe(plan);
    } catch (error) {
      throw await explained(error, { kind: 'describe', plan }, this.executor);
    }
  }

  /** Starts, and comes back with the handle. */
  async start<S extends object, K extends JobKind>(
    action: Action,
    kind: K,
    options?: ActionStart,
    read?: ReadAnswer,
  ): Promise<AsyncJob<JobResults<S>[K], S>> {
    return this.jobOf<S, K>(await this.#start(action, options), kind, action, read);
  }

  /** @param action what it carries out; null for a query that is known by its ID only */
  jobOf<S extends object, K extends JobKind>(
    execution: Execution,
    kind: K,
    action: Action | null = null,
    read?: ReadAnswer,
  ): AsyncJob<JobResults<S>[K], S> {
    return new AsyncJob(execution, kind, {
      frame: this.frameOfResult,
      explain: (error) => explained(error, action, this.executor),
      ...(read !== undefined && { read }),
    });
  }

  async #start(action: Action, options: ActionStart | undefined, awaited = false): Promise<Execution> {
    try {
      return await withinLimit(this.executor.start(action, startOptions(options, awaited)), options?.signal);
    } catch (error) {
      throw await explained(error, action, this.executor);
    }
  }

  async #resultOf(execution: Execution, action: Action, signal: AbortSignal | undefined): Promise<ResultStream> {
    try {
      return await execution.result(signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted) await execution.cancel().catch(() => undefined); // what was aborted is what is told
      throw await explained(error, action, this.executor);
    }
  }
}

function startOptions(
  { statementParams, timeoutMs, delivery, signal }: ActionStart = {},
  awaited = false,
): ExecutorStart {
  return {
    ...(statementParams !== undefined && { statementParams }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(delivery !== undefined && { delivery }),
    ...(signal !== undefined && { signal }),
    ...(awaited && { awaited }),
  };
}
