import { requireMade } from '../arguments/made.js';
import { options, type ReadersOf } from '../arguments/options.js';
import { duration, SIGNAL } from '../arguments/scalars.js';
import { noArguments, optional, signature } from '../arguments/signature.js';
import type { DataFrame } from '../dataframe.js';
import type {
  Execution,
  ExecutionReference,
  JobStatus,
  ResultOptions,
  ResultStream,
  WaitOptions,
} from '../execution/executor.js';
import { isTerminal } from '../execution/executor.js';
import { answerForeignNames } from '../foreign-names/answer.js';
import { JOB_NAMES } from '../foreign-names/names.js';
import { type JobKind, type JobResults, RESULT_KIND } from './job-kinds.js';
import { readResult } from './read-result.js';
import { type Answer, streamed } from './streamed.js';

/** Enough to go on with a job in another process. Plain JSON. */
export interface AsyncJobJson {
  readonly version: 1;
  readonly kind: JobKind;
  readonly execution: ExecutionReference;
}

/** Makes the frame over the result of a query. */
export type FrameOfResult = <S extends object>(queryId: string) => DataFrame<S>;

/** What a job has of its session. */
export interface JobSession {
  readonly frame: FrameOfResult;
  /** A failure with what to do about it, where that is known. */
  readonly explain: (error: unknown) => Promise<unknown>;
}

/**
 * A query that runs on the server: the handle that every action gives with `{ block: false }` or by its `…Nowait` twin.
 *
 * Objects made for the query are dropped once, when it has ended and its result was read, it failed, was cancelled, or the handle
 * was disposed of.
 */
export class AsyncJob<T, S extends object> implements AsyncDisposable {
  readonly #execution: Execution;
  readonly #session: JobSession;

  constructor(
    execution: Execution,
    readonly kind: JobKind,
    session: JobSession,
  ) {
    requireMade(() => typeof execution?.queryId === 'function', 'AsyncJob', 'an action with { block: false }');
    this.#execution = execution;
    this.#session = session;
  }

  /** Known at once: the query ID of a direct session, the job ID of a durable one. */
  get id(): string {
    return this.#execution.id;
  }

  /** Waits until Snowflake has the query. Rejected with the job's problem if it ends before. */
  async queryId(...none: readonly []): Promise<string> {
    noArguments('queryId', none);
    return this.#execution.queryId();
  }

  /** The text of the query; null while it is not known. Ask again later. */
  async query(...none: readonly []): Promise<string | null> {
    noArguments('query', none);
    return this.#execution.queryText();
  }

  async status(...none: readonly []): Promise<JobStatus> {
    noArguments('status', none);
    return this.#execution.status();
  }

  /** Whether it has ended, in whatever way. */
  async isDone(...none: readonly []): Promise<boolean> {
    noArguments('isDone', none);
    return isTerminal(await this.status());
  }

  /** Whether it has ended without a result, by failure, cancel or time-out. */
  async isFailed(...none: readonly []): Promise<boolean> {
    noArguments('isFailed', none);
    const status = await this.status();
    return isTerminal(status) && status !== 'succeeded';
  }

  /**
   * Until it has ended. A failed job does not throw here.
   *
   * @throws the signal's reason, or a TimeoutError after `timeoutMs`. The query goes on.
   */
  wait(options?: WaitOptions): Promise<JobStatus>;
  async wait(...given: readonly unknown[]): Promise<JobStatus> {
    const [options] = WAIT.read(given);
    return this.#execution.wait(options);
  }

  /**
   * Waits, then gives the answer: as the action would have, or as the kind asked for. May be asked again.
   *
   * @throws SnowflakeError with what Snowflake answered, if the query failed or was cancelled.
   */
  result(): Answer<T>;
  result<K extends JobKind>(kind: K, options?: ResultOptions): Answer<JobResults<S>[K]>;
  result(...given: readonly unknown[]): Promise<unknown> {
    const answer = this.#result(given);
    const [kind] = given;
    return isStreamed(kind ?? this.kind) ? streamed(answer) : answer;
  }

  async #result(given: readonly unknown[]): Promise<unknown> {
    const [kind = this.kind, options] = RESULT.read(given);
    return readResult<S>(await this.#answer(options), kind);
  }

  async #answer(options?: ResultOptions): Promise<ResultStream> {
    try {
      return await this.#execution.result(options);
    } catch (error) {
      throw await this.#session.explain(error);
    }
  }

  /** Asks Snowflake to stop the query. A query that has ended stays as it is. */
  cancel(): Promise<void> {
    return this.#execution.cancel();
  }

  /**
   * A frame over the result, which Snowflake keeps for 24 hours. Waits until the query has ended: Snowflake lets nobody read from
   * the result of one that runs.
   *
   * @throws as `result`, if the query failed or was cancelled, and as `wait`.
   */
  toDf(options?: WaitOptions): Promise<DataFrame<S>>;
  async toDf(...given: readonly unknown[]): Promise<DataFrame<S>> {
    const [options] = TO_DF.read(given);
    const status = await this.wait(options);
    if (status !== 'succeeded') await this.#answer(); // which says why there is none
    return this.#session.frame<S>(await this.queryId());
  }

  /** To be read back by `session.restoreJob`, from another process too. */
  toJSON(): AsyncJobJson {
    return { version: 1, kind: this.kind, execution: this.#execution.reference };
  }

  /** Says that nobody will ask again. A running query goes on; what was made for it is dropped after it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#execution.dispose();
  }
}

answerForeignNames(AsyncJob.prototype, 'AsyncJob', JOB_NAMES);

const isStreamed = (kind: unknown): boolean => kind === 'iterator' || kind === 'arrowBatches';

const WAIT_OPTIONS = options({ signal: SIGNAL, timeoutMs: duration(0) } satisfies ReadersOf<WaitOptions>);
const RESULT_OPTIONS = options({ signal: SIGNAL } satisfies ReadersOf<ResultOptions>);

const WAIT = signature('wait', optional('options', WAIT_OPTIONS, {}));
const TO_DF = signature('toDf', optional('options', WAIT_OPTIONS, {}));
const RESULT = signature('result', optional('kind', RESULT_KIND), optional('options', RESULT_OPTIONS, {}));
