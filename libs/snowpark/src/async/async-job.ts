import { requireMade } from '../arguments/made.js';
import { type Reader, wrong } from '../arguments/reader.js';
import { listOf } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import type { DataFrame } from '../dataframe.js';
import type {
  Execution,
  ExecutionReference,
  JobProgress,
  JobStatus,
  ResultOptions,
  ResultStream,
  WaitOptions,
} from '../execution/executor.js';
import { isTerminal } from '../execution/executor.js';
import { answerForeignNames } from '../foreign-names/answer.js';
import { JOB_NAMES } from '../foreign-names/names.js';
import type { Row } from '../row.js';
import { type JobKind, type JobResults, RESULT_KIND } from './job-kinds.js';
import { type AnswersOf, type AnyJob, allOf, anyOf, completedOf, raceOf } from './jobs-together.js';
import { limitOf, WAIT_OPTIONS, withinLimit } from './limited.js';
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

/** Makes the answer of an action of its result, where the kind of the job alone does not say how. */
export type ReadAnswer = (result: ResultStream) => Promise<unknown>;

/** What a job has of its session. */
export interface JobSession {
  readonly read?: ReadAnswer;
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

  /**
   * Known at once: the query ID of a direct session, the job ID of a durable one.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').countNowait();
   * console.log(job.id.length > 0, (await job.queryId()).length); // → true 36
   * ```
   */
  get id(): string {
    return this.#execution.id;
  }

  /**
   * Waits until Snowflake has the query. Rejected with the job's problem if it ends before.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').collectNowait();
   * console.log((await job.queryId()).length); // → 36
   * ```
   */
  queryId(options?: WaitOptions): Promise<string>;
  async queryId(...given: readonly unknown[]): Promise<string> {
    const [options] = QUERY_ID.read(given);
    return this.#explained(() => withinLimit(this.#execution.queryId(), limitOf(options)));
  }

  /**
   * The text of the query; null while it is not known. Ask again later.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').countNowait();
   * await job.result();
   * console.log((await job.query())?.includes('count')); // → true
   * ```
   */
  query(options?: WaitOptions): Promise<string | null>;
  async query(...given: readonly unknown[]): Promise<string | null> {
    const [options] = QUERY.read(given);
    return withinLimit(this.#execution.queryText(), limitOf(options));
  }

  /**
   * @example
   * ```ts
   * const job = await session.table('orders').collectNowait();
   * await job.result();
   * console.log(await job.status()); // → succeeded
   * ```
   */
  status(options?: WaitOptions): Promise<JobStatus>;
  async status(...given: readonly unknown[]): Promise<JobStatus> {
    return this.#status(STATUS.read(given)[0]);
  }

  /**
   * How far it is: rows, bytes, and a share where Snowflake tells one. Costs one request.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').countNowait();
   * await job.result();
   * console.log((await job.progress()).status); // → succeeded
   * ```
   */
  progress(options?: WaitOptions): Promise<JobProgress>;
  async progress(...given: readonly unknown[]): Promise<JobProgress> {
    const [options] = PROGRESS.read(given);
    return withinLimit(this.#execution.progress(), limitOf(options));
  }

  /**
   * Whether it has ended, in whatever way.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').collectNowait();
   * await job.result();
   * console.log(await job.isDone()); // → true
   * ```
   */
  isDone(options?: WaitOptions): Promise<boolean>;
  async isDone(...given: readonly unknown[]): Promise<boolean> {
    return isTerminal(await this.#status(IS_DONE.read(given)[0]));
  }

  /**
   * Whether it has ended without a result, by failure, cancel or time-out.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').collectNowait();
   * await job.result();
   * console.log(await job.isFailed()); // → false
   * ```
   */
  isFailed(options?: WaitOptions): Promise<boolean>;
  async isFailed(...given: readonly unknown[]): Promise<boolean> {
    const status = await this.#status(IS_FAILED.read(given)[0]);
    return isTerminal(status) && status !== 'succeeded';
  }

  #status(options: WaitOptions): Promise<JobStatus> {
    return withinLimit(this.#execution.status(), limitOf(options));
  }

  /**
   * Until it has ended. A failed job does not throw here.
   *
   * @throws the signal's reason, or a TimeoutError after `timeoutMs`. The query goes on.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').countNowait();
   * console.log(await job.wait({ timeoutMs: 60_000 })); // → succeeded
   * ```
   */
  wait(options?: WaitOptions): Promise<JobStatus>;
  async wait(...given: readonly unknown[]): Promise<JobStatus> {
    const [options] = WAIT.read(given);
    return this.#explained(() => this.#execution.wait(options));
  }

  /**
   * Waits, then gives the answer: as the action would have, or as the kind asked for. May be asked again.
   *
   * @throws SnowflakeError with what Snowflake answered, if the query failed or was cancelled.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').countNowait();
   * console.log(await job.result()); // → 3
   * console.log((await job.result('rows')).length); // → 1
   * ```
   */
  result(): Answer<T>;
  result<K extends JobKind>(kind: K, options?: ResultOptions): Answer<JobResults<S>[K]>;
  result(...given: readonly unknown[]): Promise<unknown> {
    return streamed(this.#result(given));
  }

  async #result(given: readonly unknown[]): Promise<unknown> {
    const [kind, options] = RESULT.read(given);
    const result = await this.#answer(limitOf(options));
    const { read } = this.#session;
    return kind === undefined && read !== undefined ? read(result) : readResult<S>(result, kind ?? this.kind);
  }

  #answer(signal: AbortSignal | undefined): Promise<ResultStream> {
    return this.#explained(() => this.#execution.result(signal === undefined ? {} : { signal }));
  }

  /** A failure is the one that the action by itself would have thrown. */
  async #explained<A>(work: () => Promise<A>): Promise<A> {
    try {
      return await work();
    } catch (error) {
      throw await this.#session.explain(error);
    }
  }

  /** Its rows as they come: `for await (const row of job)`. Leaving the loop early stops what feeds it. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Row<S>, undefined, undefined> {
    yield* await this.result('iterator');
  }

  /**
   * Asks Snowflake to stop the query. A query that has ended stays as it is.
   *
   * @throws the signal's reason, or a TimeoutError after `timeoutMs`. What was asked stays asked.
   *
   * @example
   * ```ts
   * const job = await session.sql('call system$wait(60)').collectNowait();
   * await job.cancel();
   * console.log(await job.wait()); // → cancelled
   * ```
   */
  cancel(options?: WaitOptions): Promise<void>;
  async cancel(...given: readonly unknown[]): Promise<void> {
    const asked = this.#execution.cancel(); // whatever else is given
    asked.catch(() => undefined); // told below, unless the options are none
    const [options] = CANCEL.read(given);
    return withinLimit(asked, limitOf(options));
  }

  /**
   * The answers of all jobs, in their order.
   *
   * @throws what the first of them to fail failed with; the others are cancelled then, and also when the wait is ended.
   *
   * @example
   * ```ts
   * import { AsyncJob } from '@firn/snowpark';
   *
   * const jobs = await Promise.all([session.range(2).countNowait(), session.range(3).countNowait()]);
   * console.log(await AsyncJob.all(jobs)); // → [ 2, 3 ]
   * ```
   */
  static all<const J extends readonly AnyJob[]>(jobs: J, options?: WaitOptions): Promise<AnswersOf<J>>;
  static async all(...given: readonly unknown[]): Promise<unknown> {
    return allOf(...ALL.read(given));
  }

  /**
   * The answer of the first job that succeeds; the others are cancelled.
   *
   * @throws AggregateError with what each of them failed with, if none succeeds; of no jobs none does.
   *
   * @example
   * ```ts
   * import { AsyncJob } from '@firn/snowpark';
   *
   * const orders = session.table('orders');
   * const job = await orders.countNowait();
   * console.log(await AsyncJob.any([job])); // → 3
   * ```
   */
  static any<const J extends readonly AnyJob[]>(jobs: J, options?: WaitOptions): Promise<AnswersOf<J>[number]>;
  static async any(...given: readonly unknown[]): Promise<unknown> {
    return anyOf(...ANY.read(given));
  }

  /**
   * The answer, or the failure, of the first job that ends; the others are cancelled.
   *
   * @throws UsageError if there are no jobs: a wait for the first of them would never end.
   *
   * @example
   * ```ts
   * import { AsyncJob } from '@firn/snowpark';
   *
   * const orders = session.table('orders');
   * const job = await orders.countNowait();
   * console.log(await AsyncJob.race([job])); // → 3
   * ```
   */
  static race<const J extends readonly AnyJob[]>(jobs: J, options?: WaitOptions): Promise<AnswersOf<J>[number]>;
  static async race(...given: readonly unknown[]): Promise<unknown> {
    return raceOf(...RACE.read(given));
  }

  /**
   * The jobs, each as soon as it has ended, however it did: `for await (const job of AsyncJob.asCompleted(jobs))`.
   *
   * @example
   * ```ts
   * import { AsyncJob } from '@firn/snowpark';
   *
   * const orders = session.table('orders');
   * const jobs = [await orders.countNowait(), await orders.limit(1).countNowait()];
   * let sum = 0;
   * for await (const job of AsyncJob.asCompleted(jobs)) sum += await job.result();
   * console.log(sum); // → 4
   * ```
   */
  static asCompleted<J extends AnyJob>(jobs: readonly J[], options?: WaitOptions): AsyncGenerator<J>;
  static asCompleted(...given: readonly unknown[]): AsyncGenerator<AnyJob> {
    return completedOf(...COMPLETED.read(given));
  }

  /**
   * A frame over the result, which Snowflake keeps for 24 hours. Waits until the query has ended: Snowflake lets nobody read from
   * the result of one that runs.
   *
   * @throws as `result`, if the query failed or was cancelled, and as `wait`.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').collectNowait();
   * const frame = await job.toDf();
   * console.log(await frame.filter('amount > 10').count()); // → 2
   * ```
   */
  toDf(options?: WaitOptions): Promise<DataFrame<S>>;
  async toDf(...given: readonly unknown[]): Promise<DataFrame<S>> {
    const [options] = TO_DF.read(given);
    const status = await this.wait(options);
    if (status !== 'succeeded') await this.#answer(limitOf(options)); // which says why there is none
    return this.#session.frame<S>(await this.queryId());
  }

  /**
   * To be read back by `session.restoreJob`, from another process too.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').countNowait();
   * const same = await session.restoreJob(JSON.parse(JSON.stringify(job)));
   * console.log(await same.result()); // → 3
   * ```
   */
  toJSON(): AsyncJobJson {
    return { version: 1, kind: this.kind, execution: this.#execution.reference };
  }

  /** Says that nobody will ask again. A running query goes on; what was made for it is dropped after it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#execution.dispose();
  }
}

answerForeignNames(AsyncJob.prototype, 'AsyncJob', JOB_NAMES);

const JOB: Reader<AnyJob, AnyJob> = {
  allowed: 'a job',
  read(given, place) {
    if (given instanceof AsyncJob) return given;
    throw wrong(place, this.allowed, given);
  },
};
const waiting = (call: string) => signature(call, optional('options', WAIT_OPTIONS, {}));
const WAIT = waiting('wait');
const TO_DF = waiting('toDf');
const QUERY_ID = waiting('queryId');
const QUERY = waiting('query');
const STATUS = waiting('status');
const PROGRESS = waiting('progress');
const IS_DONE = waiting('isDone');
const IS_FAILED = waiting('isFailed');
const CANCEL = waiting('cancel');
const RESULT = signature('result', optional('kind', RESULT_KIND), optional('options', WAIT_OPTIONS, {}));
const OPTIONS = optional('options', WAIT_OPTIONS, {});
const OF_JOBS = [required('jobs', listOf(JOB)), OPTIONS] as const;
const ALL = signature('all', ...OF_JOBS);
const ANY = signature('any', ...OF_JOBS);
const RACE = signature('race', required('jobs', listOf(JOB, 1)), OPTIONS);
const COMPLETED = signature('asCompleted', ...OF_JOBS);
