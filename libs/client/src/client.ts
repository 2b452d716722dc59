import {
  type BatchAnswer,
  type BatchId,
  BatchView,
  type CancelId,
  type CancelManyRequest,
  type CancelRequest,
  CancelView,
  Health,
  isSettled,
  type JobEvent,
  JobExplanation,
  JobHistory,
  type JobId,
  JobList,
  type JobSelection,
  JobView,
  pathOf,
  problem,
  type ResolveRequest,
  type SessionId,
  type SessionRequestInput,
  SessionView,
} from '@firn/contract';
import type { ResultStream } from '@firn/snowpark';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { z } from 'zod';
import {
  BATCH,
  CANCEL,
  CANCEL_MANY,
  CANCEL_PROGRESS,
  CHANGES,
  CLIENT,
  CLOSE_SESSION,
  EXPLAIN,
  FOLLOW,
  FOLLOW_BATCH,
  GATHER_EVIDENCE,
  GET,
  HEALTH,
  HISTORY,
  JOBS,
  LIST,
  OPEN_SESSION,
  RESOLVE,
  RESULT,
  RETRY_BATCH,
  RUN,
  SESSION,
  SUBMIT,
  SUBMIT_BATCH,
  SUBMIT_HANDLER,
  WAIT,
  WAIT_BATCH,
  WAIT_UNTIL,
} from './arguments.js';
import { retryBatch } from './batches/retry-batch.js';
import { type BatchSent, sendBatch } from './batches/send-batch.js';
import { followBatch } from './events/follow-batch.js';
import { followJob, neverAgain, POLL_MS } from './events/follow-job.js';
import { followTenant, type TenantNews } from './events/follow-tenant.js';
import { FirnProblem } from './firn-problem.js';
import type { HandlerDefinition, HandlerMap, HandlerRequest } from './handlers.js';
import { bodyText, type JobSubmission, jobText } from './job-submission.js';
import { type ListOptions, listQuery } from './list-query.js';
import { readRows } from './rows.js';
import { type ConnectOptions, idempotencyHeader, Transport } from './transport.js';

export interface SubmitOptions {
  /** The same key with the same request gives the same job. Default a new one, so that a lost answer makes no second job. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds; then the wait ends with a TimeoutError, the job goes on. Default no limit. */
  readonly timeoutMs?: number;
}

export interface RunOptions extends SubmitOptions {
  /** Milliseconds; then the wait ends with a TimeoutError, the job goes on. Default no limit. */
  readonly timeoutMs?: number;
}

export interface BatchOptions extends SubmitOptions {
  /** Told after each part how many lines were decided, accepted and refused. */
  readonly onProgress?: (sent: BatchSent) => void;
}

export interface BatchWait extends WaitOptions {
  /** Told of the batch as it is, and each time it got further. */
  readonly onProgress?: (batch: BatchView) => void;
}

export interface ChangesOptions {
  /** `position` of the last change that was seen. Default: from now on. */
  readonly after?: string;
  readonly signal?: AbortSignal;
}

/**
 * The job API, typed. Every failure is thrown: FirnProblem for what the API refused, FirnUnreachable where it did not answer
 * in time. Runs in Node and in browsers.
 *
 * `Handlers` types the parameters of handlers that are called by name: `new FirnClient<{ 'nightly-merge': { day: string } }>(…)`.
 *
 * In the examples `client` is `new FirnClient({ url, apiKey })`.
 */
export class FirnClient<Handlers extends HandlerMap = HandlerMap> {
  private readonly transport: Transport;

  constructor(options: ConnectOptions);
  constructor(...given: readonly unknown[]) {
    const [options] = CLIENT.read(given);
    this.transport = new Transport(options);
  }

  /**
   * Submits one job; it is recorded when this resolves.
   *
   * @example
   * ```ts
   * const job = await client.submit({ profile: 'local', sql: 'select sum(amount) as total from orders where region = ?', binds: ['north'] });
   * const { state, result } = await client.wait(job.id);
   * console.log(state, result?.rows); // → succeeded 1
   * ```
   */
  submit(request: JobSubmission, options?: SubmitOptions): Promise<JobView>;
  async submit(...given: readonly unknown[]): Promise<JobView> {
    const [request, options] = SUBMIT.read(given);
    return this.postJob(jobText(request, { call: 'submit', name: 'request' }), options);
  }

  /**
   * Submits one job and waits until it has ended, or waits for a review: one request, or two where it takes longer than some seconds.
   * Does not throw for a job that failed: look at its `state` and `problem`. What ends the wait does not end the job.
   *
   * @example
   * ```ts
   * const job = await client.run({ profile: 'local', sql: 'select count(*) as n from no_such_table', tags: { run: 'nightly' } });
   * console.log(job.state, job.problem?.snowflake?.code); // → failed 002003
   * ```
   */
  run(request: JobSubmission, options?: RunOptions): Promise<JobView>;
  async run(...given: readonly unknown[]): Promise<JobView> {
    const [request, { timeoutMs, ...options }] = RUN.read(given);
    const body = jobText(request, { call: 'run', name: 'request' });
    const signal = limitOf(options.signal, timeoutMs);
    const job = await this.postJob(body, { ...options, ...(signal && { signal }) }, POLL_MS);
    return isSettled(job.state) ? job : this.until(job.id, ({ state }) => isSettled(state), signal, job);
  }

  /**
   * Submits a job whose action a handler builds, in a worker that hosts it. While no living worker does, the job is `waiting`.
   * Parameters are checked by the handler's own schema: a job with wrong ones fails with `invalid_params`.
   *
   * @example
   * ```ts
   * import { defineHandler } from '@firn/client';
   * import { z } from 'zod';
   *
   * const nightlyMerge = defineHandler('nightly-merge', { params: z.object({ day: z.string() }) });
   * const { id } = await client.submitHandler(nightlyMerge, { day: '2026-01-31' }, { profile: 'local' });
   * const { state } = await client.waitUntil(id, (job) => job.state === 'waiting');
   * console.log(state); // → waiting
   * await client.cancel(id, 'No worker hosts it.');
   * ```
   */
  submitHandler<Params extends StandardSchemaV1>(
    handler: HandlerDefinition<string, Params>,
    params: StandardSchemaV1.InferInput<Params>,
    request: HandlerRequest,
    options?: SubmitOptions,
  ): Promise<JobView>;
  submitHandler<Name extends string & keyof Handlers>(
    handler: Name,
    params: Handlers[Name],
    request: HandlerRequest,
    options?: SubmitOptions,
  ): Promise<JobView>;
  async submitHandler(...given: readonly unknown[]): Promise<JobView> {
    const [handler, params, request, options] = SUBMIT_HANDLER.read(given);
    return this.submit({ ...request, handler, params }, options);
  }

  /**
   * A job as it is now.
   *
   * @example
   * ```ts
   * const { id } = await client.submit({ profile: 'local', sql: 'select 1 as one', tags: { run: 'nightly' } });
   * const job = await client.get(id);
   * console.log(job.action, job.tags); // → sql { run: 'nightly' }
   * ```
   */
  get(id: JobId, options?: { readonly signal?: AbortSignal }): Promise<JobView>;
  async get(...given: readonly unknown[]): Promise<JobView> {
    const [id, options] = GET.read(given);
    return this.transport.json(
      { method: 'GET', path: pathOf('job', id), repeatable: true, signal: options.signal },
      JobView,
    );
  }

  /**
   * The job once it has ended, or waits for a review. Does not throw for a job that failed: look at its `state` and `problem`.
   *
   * @example
   * ```ts
   * const { id } = await client.submit({ profile: 'local', sql: 'select 1 as one' });
   * const job = await client.wait(id, { timeoutMs: 60_000 });
   * if (job.state !== 'succeeded') throw new Error(job.problem?.detail);
   * console.log(job.result?.rows); // → 1
   * ```
   */
  wait(id: JobId, options?: WaitOptions): Promise<JobView>;
  async wait(...given: readonly unknown[]): Promise<JobView> {
    const [id, options] = WAIT.read(given);
    return this.waitUntil(id, ({ state }) => isSettled(state), options);
  }

  /**
   * The job as soon as `enough` holds. It is told of the job as it is, and each time it has changed.
   *
   * @throws FirnProblem no_result for a job that has ended without it
   *
   * @example
   * ```ts
   * const { id } = await client.submit({ profile: 'local', sql: 'select system$wait(1)' });
   * const running = await client.waitUntil(id, (job) => job.queryId !== null);
   * console.log(running.queryId?.length); // → 36
   * ```
   */
  waitUntil(
    id: JobId,
    enough: (job: JobView) => boolean | PromiseLike<boolean>,
    options?: WaitOptions,
  ): Promise<JobView>;
  async waitUntil(...given: readonly unknown[]): Promise<JobView> {
    const [id, enough, { signal, timeoutMs }] = WAIT_UNTIL.read(given);
    return this.until(id, enough, limitOf(signal, timeoutMs));
  }

  /**
   * The job as it is, and each time it has changed, until it has ended. Changes that come fast are given as one.
   *
   * @example
   * ```ts
   * const { id } = await client.submit({ profile: 'local', sql: 'select system$wait(1)' });
   * const states: string[] = [];
   * for await (const job of client.follow(id)) states.push(job.state);
   * console.log(states.at(-1)); // → succeeded
   * ```
   */
  follow(id: JobId, options?: { readonly signal?: AbortSignal }): AsyncGenerator<JobView>;
  follow(...given: readonly unknown[]): AsyncGenerator<JobView> {
    const [id, { signal }] = FOLLOW.read(given);
    return followJob(this.transport, id, signal);
  }

  /**
   * One page of jobs, newest first.
   *
   * @example
   * ```ts
   * await client.run({ profile: 'local', sql: 'select 1 as one', tags: { report: 'list' } });
   * const { jobs, cursor } = await client.list({ tag: { name: 'report', value: 'list' }, state: 'succeeded', limit: 10 });
   * console.log(jobs.length, cursor); // → 1 null
   * ```
   */
  list(options?: ListOptions): Promise<JobList>;
  async list(...given: readonly unknown[]): Promise<JobList> {
    const [options] = LIST.read(given);
    const { signal, ...filters } = options;
    return this.transport.json(
      { method: 'GET', path: pathOf('jobs'), query: listQuery(filters), repeatable: true, signal },
      JobList,
    );
  }

  /**
   * All jobs that meet the filters, newest first, a page at a time as they are asked for.
   *
   * @example
   * ```ts
   * await client.submit({ profile: 'local', sql: 'select 1 as one', tags: { report: 'jobs' } });
   * await client.submit({ profile: 'local', sql: 'select 2 as two', tags: { report: 'jobs' } });
   * let found = 0;
   * for await (const job of client.jobs({ tag: { name: 'report', value: 'jobs' } })) if (job.action === 'sql') found += 1;
   * console.log(found); // → 2
   * ```
   */
  jobs(options?: ListOptions): AsyncGenerator<JobView>;
  async *jobs(...given: readonly unknown[]): AsyncGenerator<JobView> {
    const [options] = JOBS.read(given);
    let cursor: string | null | undefined = options.cursor;
    do {
      const page: JobList = await this.list({ ...options, ...(cursor ? { cursor } : {}) });
      yield* page.jobs;
      cursor = page.cursor;
    } while (cursor !== null);
  }

  /**
   * Why a job is where it is: what it waits for, in one sentence and as data.
   *
   * @example
   * ```ts
   * const { id } = await client.run({ profile: 'local', sql: 'select 1 as one' });
   * const { waitsFor, sentence } = await client.explain(id);
   * console.log(waitsFor, '-', sentence); // → nothing -
   * ```
   */
  explain(id: JobId, options?: { readonly signal?: AbortSignal }): Promise<JobExplanation>;
  explain(...given: readonly unknown[]): Promise<JobExplanation> {
    const [id, options] = EXPLAIN.read(given);
    const path = pathOf('jobExplain', id);
    return this.transport.json({ method: 'GET', path, repeatable: true, signal: options.signal }, JobExplanation);
  }

  /**
   * What happened to a job, oldest first.
   *
   * @example
   * ```ts
   * const { id } = await client.run({ profile: 'local', sql: 'select 1 as one' });
   * const events = await client.history(id);
   * console.log(events[0]?.kind); // → accepted
   * ```
   */
  history(id: JobId, options?: { readonly signal?: AbortSignal }): Promise<readonly JobEvent[]>;
  async history(...given: readonly unknown[]): Promise<readonly JobEvent[]> {
    const [id, options] = HISTORY.read(given);
    const { events } = await this.transport.json(
      { method: 'GET', path: pathOf('jobHistory', id), repeatable: true, signal: options.signal },
      JobHistory,
    );
    return events;
  }

  /**
   * The rows of a job that has ended, as they arrive: cells as they cross HTTP. (A durable session's
   * `toDf()` and `collect()` give them as values.) Memory is bounded by what arrives at once; leaving the loop stops the server.
   *
   * @throws FirnProblem result_not_ready, no_result or result_expired.
   *
   * @example
   * ```ts
   * const { id } = await client.run({ profile: 'local', sql: 'select id, region from orders order by id' });
   * const { columns, batches } = await client.result(id);
   * console.log(columns.map(({ name }) => name).join(', ')); // → ID, REGION
   * for await (const rows of batches()) for (const row of rows) console.log(row.join(' ')); // → 1 north
   * ```
   */
  result(id: JobId, options?: { readonly signal?: AbortSignal }): Promise<ResultStream>;
  async result(...given: readonly unknown[]): Promise<ResultStream> {
    const [id, options] = RESULT.read(given);
    return readRows(this.transport, id, options.signal);
  }

  /**
   * Asks for a cancel and returns; `wait` tells what became of it. Asking again changes nothing.
   *
   * @example
   * ```ts
   * const { id } = await client.submit({ profile: 'local', sql: 'select system$wait(60)' });
   * await client.cancel(id, 'Not needed any more.');
   * const job = await client.wait(id);
   * console.log(job.state, job.cancel?.reason); // → cancelled Not needed any more.
   * ```
   */
  cancel(id: JobId, reason?: string): Promise<JobView>;
  async cancel(...given: readonly unknown[]): Promise<JobView> {
    const [id, reason] = CANCEL.read(given);
    const body: CancelRequest = { ...(reason !== undefined && { reason }) };
    return this.post(pathOf('jobCancel', id), JSON.stringify(body), JobView, { repeatable: true });
  }

  /**
   * Asks for many jobs to be cancelled as one: `{ batch }`, `{ session }`, `{ tags }` or `{ all: true }`, as far as they were accepted
   * before and have not ended. `cancelProgress` tells how far it is.
   *
   * @example
   * ```ts
   * const first = await client.submit({ profile: 'local', sql: 'select system$wait(60)', tags: { run: 'stopped' } });
   * const second = await client.submit({ profile: 'local', sql: 'select system$wait(60)', tags: { run: 'stopped' } });
   * await client.cancelMany({ tags: { run: 'stopped' } });
   * for (const { id } of [first, second]) console.log((await client.wait(id)).state); // → cancelled
   * ```
   */
  cancelMany(jobs: JobSelection, reason?: string): Promise<CancelView>;
  async cancelMany(...given: readonly unknown[]): Promise<CancelView> {
    const [jobs, reason] = CANCEL_MANY.read(given);
    const body: CancelManyRequest = { jobs, ...(reason !== undefined && { reason }) };
    return this.post(pathOf('cancels'), JSON.stringify(body), CancelView, { repeatable: true });
  }

  /**
   * How far the cancel of many jobs is.
   *
   * @example
   * ```ts
   * import { setTimeout } from 'node:timers/promises';
   *
   * await client.submit({ profile: 'local', sql: 'select system$wait(60)', tags: { run: 'ended' } });
   * let cancel = await client.cancelMany({ tags: { run: 'ended' } });
   * while (!cancel.done) {
   *   await setTimeout(100);
   *   cancel = await client.cancelProgress(cancel.id);
   * }
   * console.log(cancel.asked, cancel.open); // → 1 0
   * ```
   */
  cancelProgress(id: CancelId): Promise<CancelView>;
  async cancelProgress(...given: readonly unknown[]): Promise<CancelView> {
    const [id] = CANCEL_PROGRESS.read(given);
    return this.transport.json({ method: 'GET', path: pathOf('cancel', id), repeatable: true }, CancelView);
  }

  /**
   * Decides what became of a write whose outcome could not be known.
   *
   * @example
   * ```ts
   * import { FirnProblem } from '@firn/client';
   *
   * for await (const { id } of client.jobs({ state: 'needs_review' })) {
   *   await client.resolve(id, { outcome: 'rerun', reason: 'Its rows are not in the table.' });
   * }
   *
   * const { id } = await client.run({ profile: 'local', sql: 'select 1 as one' });
   * await client.resolve(id, { outcome: 'succeeded' }).catch((error: unknown) => {
   *   console.log(error instanceof FirnProblem && error.code); // → not_in_review
   * });
   * ```
   */
  resolve(id: JobId, resolution: ResolveRequest): Promise<JobView>;
  async resolve(...given: readonly unknown[]): Promise<JobView> {
    const [id, resolution] = RESOLVE.read(given);
    return this.post(pathOf('jobResolve', id), JSON.stringify(resolution), JobView, { repeatable: false });
  }

  /**
   * Has Snowflake asked again what it knows of a job in `needs_review`, and gives the job with what was told: its `evidence`. Nothing
   * but that changes.
   *
   * @throws FirnProblem not_in_review
   *
   * @example
   * ```ts
   * import { FirnProblem } from '@firn/client';
   *
   * for await (const { id } of client.jobs({ state: 'needs_review' })) {
   *   const { evidence } = await client.gatherEvidence(id);
   *   console.log(id, evidence?.unasked ?? evidence?.statements);
   * }
   *
   * const { id } = await client.run({ profile: 'local', sql: 'select 1 as one' });
   * await client.gatherEvidence(id).catch((error: unknown) => {
   *   console.log(error instanceof FirnProblem && error.code); // → not_in_review
   * });
   * ```
   */
  gatherEvidence(id: JobId): Promise<JobView>;
  async gatherEvidence(...given: readonly unknown[]): Promise<JobView> {
    const [id] = GATHER_EVIDENCE.read(given);
    const path = pathOf('jobEvidence', id);
    return this.transport.json({ method: 'POST', path, query: { wait: POLL_MS }, repeatable: true }, JobView);
  }

  /**
   * Submits many jobs as one batch, from a list or as they are made by an async iterable. They are sent part by part, each after the one
   * before it was accepted. Each job is accepted or refused alone: look at `lines`.
   *
   * @example
   * ```ts
   * const regions = ['north', 'south'];
   * const { batch, lines } = await client.submitBatch(
   *   regions.map((region) => ({ profile: 'local', sql: 'select count(*) as n from orders where region = ?', binds: [region] })),
   * );
   * console.log(lines.length, batch.jobs, batch.refused); // → 2 2 0
   * ```
   */
  submitBatch(
    requests: Iterable<JobSubmission> | AsyncIterable<JobSubmission>,
    options?: BatchOptions,
  ): Promise<BatchAnswer>;
  async submitBatch(...given: readonly unknown[]): Promise<BatchAnswer> {
    const [requests, { idempotencyKey = crypto.randomUUID(), ...options }] = SUBMIT_BATCH.read(given);
    return sendBatch(this.transport, requests, { ...options, idempotencyKey });
  }

  /**
   * Submits the jobs of a batch that failed or timed out anew, as a batch of their own: the same actions. Asked for twice it is the same
   * batch; to retry what fails of it, retry that one.
   *
   * @example
   * ```ts
   * const { batch } = await client.submitBatch([
   *   { profile: 'local', sql: 'select 1 as one' },
   *   { profile: 'local', sql: 'select * from no_such_table' },
   * ]);
   * const { failed } = await client.waitBatch(batch.id);
   * const again = await client.retryBatch(batch.id);
   * console.log(failed, again.lines.length); // → 1 1
   * ```
   */
  retryBatch(id: BatchId, options?: SubmitOptions): Promise<BatchAnswer>;
  async retryBatch(...given: readonly unknown[]): Promise<BatchAnswer> {
    const [id, options] = RETRY_BATCH.read(given);
    return retryBatch(this.transport, id, options);
  }

  /**
   * How far a batch is.
   *
   * @example
   * ```ts
   * const { batch } = await client.submitBatch([{ profile: 'local', sql: 'select 1 as one' }]);
   * const { jobs, closed } = await client.batch(batch.id);
   * console.log(jobs, closed); // → 1 true
   * ```
   */
  batch(id: BatchId): Promise<BatchView>;
  async batch(...given: readonly unknown[]): Promise<BatchView> {
    const [id] = BATCH.read(given);
    return this.transport.json({ method: 'GET', path: pathOf('batch', id), repeatable: true }, BatchView);
  }

  /**
   * The batch as it is, and each time it got further, until all its jobs have ended.
   *
   * @example
   * ```ts
   * const { batch } = await client.submitBatch([1, 2, 3].map((n) => ({ profile: 'local', sql: 'select ? as n', binds: [n] })));
   * for await (const { ended, jobs } of client.followBatch(batch.id)) console.log(ended, 'of', jobs); // → 3 of 3
   * ```
   */
  followBatch(id: BatchId, options?: { readonly signal?: AbortSignal }): AsyncGenerator<BatchView>;
  followBatch(...given: readonly unknown[]): AsyncGenerator<BatchView> {
    const [id, { signal }] = FOLLOW_BATCH.read(given);
    return followBatch(this.transport, id, signal);
  }

  /**
   * The batch once all its jobs have ended. Look at its counts: jobs may have failed.
   *
   * @example
   * ```ts
   * const { batch } = await client.submitBatch([1, 2, 3].map((n) => ({ profile: 'local', sql: 'select ? as n', binds: [n] })));
   * const { succeeded, failed } = await client.waitBatch(batch.id, { timeoutMs: 60_000 });
   * console.log(succeeded, failed); // → 3 0
   * ```
   */
  waitBatch(id: BatchId, options?: BatchWait): Promise<BatchView>;
  async waitBatch(...given: readonly unknown[]): Promise<BatchView> {
    const [id, { onProgress, signal, timeoutMs }] = WAIT_BATCH.read(given);
    for await (const batch of followBatch(this.transport, id, limitOf(signal, timeoutMs))) {
      await onProgress?.(batch);
      if (batch.done) return batch;
    }
    throw new FirnProblem(problem('not_found', { detail: `The batch ${id} is gone.` }));
  }

  /**
   * The changes of all jobs of the key's tenant, from now on, or behind the position of one that was seen. Goes on over restarts of the
   * API; leave the loop, or abort the signal, to end it.
   *
   * @example
   * ```ts
   * const timer = setInterval(() => void client.submit({ profile: 'local', sql: 'select 1 as beat' }), 200);
   * for await (const news of client.changes()) {
   *   if (news.kind === 'missed') continue; // read the list of jobs: changes were lost
   *   console.log(news.job.id.slice(0, 4)); // → job_
   *   break;
   * }
   * clearInterval(timer);
   * ```
   */
  changes(options?: ChangesOptions): AsyncGenerator<TenantNews>;
  changes(...given: readonly unknown[]): AsyncGenerator<TenantNews> {
    const [{ after, signal }] = CHANGES.read(given);
    return followTenant(this.transport, after, signal);
  }

  /**
   * Whether the API can serve requests now. Not repeated while it cannot.
   *
   * @throws FirnProblem, FirnUnreachable
   *
   * @example
   * ```ts
   * const { status } = await client.health();
   * console.log(status); // → ok
   * ```
   */
  health(options?: { readonly signal?: AbortSignal }): Promise<Health>;
  async health(...given: readonly unknown[]): Promise<Health> {
    const [{ signal }] = HEALTH.read(given);
    return this.transport.json({ method: 'GET', path: pathOf('ready'), repeatable: false, signal }, Health);
  }

  /**
   * Opens a session on the server, for jobs that name it: what they make on the way is dropped with it. `durableSession` opens one by itself.
   *
   * @example
   * ```ts
   * const { id, state } = await client.openSession({ profile: 'local', idleTimeoutMs: 600_000 });
   * await client.run({ profile: 'local', session: id, sql: 'select 1 as one' });
   * await client.closeSession(id);
   * console.log(state); // → open
   * ```
   */
  openSession(request: SessionRequestInput): Promise<SessionView>;
  async openSession(...given: readonly unknown[]): Promise<SessionView> {
    const [request] = OPEN_SESSION.read(given);
    // A session whose answer was lost is closed by its idle timeout.
    const body = bodyText(request, { call: 'openSession', name: 'request' });
    return this.post(pathOf('sessions'), body, SessionView, { repeatable: true });
  }

  /**
   * A session as it is now.
   *
   * @example
   * ```ts
   * const { id } = await client.openSession({ profile: 'local' });
   * const { state, profile } = await client.session(id);
   * console.log(state, profile); // → open local
   * await client.closeSession(id);
   * ```
   */
  session(id: SessionId): Promise<SessionView>;
  async session(...given: readonly unknown[]): Promise<SessionView> {
    const [id] = SESSION.read(given);
    return this.transport.json({ method: 'GET', path: pathOf('session', id), repeatable: true }, SessionView);
  }

  /**
   * Drops what the session owns. Jobs that run in it go on.
   *
   * @example
   * ```ts
   * const { id } = await client.openSession({ profile: 'local' });
   * await client.closeSession(id);
   * const error = await client.run({ profile: 'local', session: id, sql: 'select 1 as one' }).catch((refused: unknown) => refused);
   * console.log(String(error).split(':')[0]); // → FirnProblem
   * ```
   */
  closeSession(id: SessionId): Promise<SessionView>;
  async closeSession(...given: readonly unknown[]): Promise<SessionView> {
    const [id] = CLOSE_SESSION.read(given);
    return this.transport.json({ method: 'DELETE', path: pathOf('session', id), repeatable: true }, SessionView);
  }

  private postJob(body: string, options: SubmitOptions, waitMs?: number): Promise<JobView> {
    const { idempotencyKey = crypto.randomUUID(), signal } = options;
    return this.transport.json(
      {
        method: 'POST',
        path: pathOf('jobs'),
        query: { wait: waitMs },
        headers: { 'content-type': 'application/json', ...idempotencyHeader(idempotencyKey) },
        body,
        repeatable: true,
        signal,
      },
      JobView,
    );
  }

  private async until(
    id: JobId,
    enough: (job: JobView) => boolean | PromiseLike<boolean>,
    signal?: AbortSignal,
    seen?: JobView,
  ): Promise<JobView> {
    let last = seen;
    for await (const job of followJob(this.transport, id, signal, seen)) {
      if (await enough(job)) return job;
      last = job;
    }
    throw neverAgain(id, last);
  }

  private post<Schema extends z.ZodType>(
    path: string,
    body: string,
    schema: Schema,
    call: { readonly repeatable: boolean },
  ): Promise<z.output<Schema>> {
    const headers = { 'content-type': 'application/json' };
    return this.transport.json({ ...call, method: 'POST', path, headers, body }, schema);
  }
}

/** What ends a wait, of what is given. */
function limitOf(signal: AbortSignal | undefined, timeoutMs: number | undefined): AbortSignal | undefined {
  const limits = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)].filter(
    (limit) => limit !== undefined,
  );
  return limits.length === 0 ? undefined : AbortSignal.any(limits);
}
