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
 */
export class FirnClient<Handlers extends HandlerMap = HandlerMap> {
  private readonly transport: Transport;

  constructor(options: ConnectOptions);
  constructor(...given: readonly unknown[]) {
    const [options] = CLIENT.read(given);
    this.transport = new Transport(options);
  }

  /** Submits one job; it is recorded when this resolves. */
  submit(request: JobSubmission, options?: SubmitOptions): Promise<JobView>;
  async submit(...given: readonly unknown[]): Promise<JobView> {
    const [request, options] = SUBMIT.read(given);
    return this.postJob(jobText(request, { call: 'submit', name: 'request' }), options);
  }

  /**
   * Submits one job and waits until it has ended, or waits for a review: one request, or two where it takes longer than some seconds.
   * Does not throw for a job that failed: look at its `state` and `problem`. What ends the wait does not end the job.
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

  get(id: JobId, options?: { readonly signal?: AbortSignal }): Promise<JobView>;
  async get(...given: readonly unknown[]): Promise<JobView> {
    const [id, options] = GET.read(given);
    return this.transport.json(
      { method: 'GET', path: pathOf('job', id), repeatable: true, signal: options.signal },
      JobView,
    );
  }

  /** The job once it has ended, or waits for a review. Does not throw for a job that failed: look at its `state` and `problem`. */
  wait(id: JobId, options?: WaitOptions): Promise<JobView>;
  async wait(...given: readonly unknown[]): Promise<JobView> {
    const [id, options] = WAIT.read(given);
    return this.waitUntil(id, ({ state }) => isSettled(state), options);
  }

  /**
   * The job as soon as `enough` holds. It is told of the job as it is, and each time it has changed.
   *
   * @throws FirnProblem no_result for a job that has ended without it
   */
  waitUntil(id: JobId, enough: (job: JobView) => boolean, options?: WaitOptions): Promise<JobView>;
  async waitUntil(...given: readonly unknown[]): Promise<JobView> {
    const [id, enough, { signal, timeoutMs }] = WAIT_UNTIL.read(given);
    return this.until(id, enough, limitOf(signal, timeoutMs));
  }

  /** The job as it is, and each time it has changed, until it has ended. Changes that come fast are given as one. */
  follow(id: JobId, options?: { readonly signal?: AbortSignal }): AsyncGenerator<JobView>;
  follow(...given: readonly unknown[]): AsyncGenerator<JobView> {
    const [id, { signal }] = FOLLOW.read(given);
    return followJob(this.transport, id, signal);
  }

  /** One page of jobs, newest first. */
  list(options?: ListOptions): Promise<JobList>;
  async list(...given: readonly unknown[]): Promise<JobList> {
    const [options] = LIST.read(given);
    const { signal, ...filters } = options;
    return this.transport.json(
      { method: 'GET', path: pathOf('jobs'), query: listQuery(filters), repeatable: true, signal },
      JobList,
    );
  }

  /** All jobs that meet the filters, newest first, a page at a time as they are asked for. */
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

  /** Why a job is where it is: what it waits for, in one sentence and as data. */
  explain(id: JobId, options?: { readonly signal?: AbortSignal }): Promise<JobExplanation>;
  explain(...given: readonly unknown[]): Promise<JobExplanation> {
    const [id, options] = EXPLAIN.read(given);
    const path = pathOf('jobExplain', id);
    return this.transport.json({ method: 'GET', path, repeatable: true, signal: options.signal }, JobExplanation);
  }

  /** What happened to a job, oldest first. */
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
   * The rows of a job that has ended, as they arrive: cells as they cross HTTP, to be read with `decodeCell`. Memory is bounded
   * by what arrives at once; leaving the loop stops the server.
   *
   * @throws FirnProblem result_not_ready, no_result or result_expired.
   */
  result(id: JobId, options?: { readonly signal?: AbortSignal }): Promise<ResultStream>;
  async result(...given: readonly unknown[]): Promise<ResultStream> {
    const [id, options] = RESULT.read(given);
    return readRows(this.transport, id, options.signal);
  }

  /** Asks for a cancel and returns; `wait` tells what became of it. Asking again changes nothing. */
  cancel(id: JobId, reason?: string): Promise<JobView>;
  async cancel(...given: readonly unknown[]): Promise<JobView> {
    const [id, reason] = CANCEL.read(given);
    const body: CancelRequest = { ...(reason !== undefined && { reason }) };
    return this.post(pathOf('jobCancel', id), JSON.stringify(body), JobView, { repeatable: true });
  }

  /**
   * Asks for many jobs to be cancelled as one: `{ batch }`, `{ session }`, `{ tags }` or `{ all: true }`, as far as they were accepted
   * before and have not ended. `cancelProgress` tells how far it is.
   */
  cancelMany(jobs: JobSelection, reason?: string): Promise<CancelView>;
  async cancelMany(...given: readonly unknown[]): Promise<CancelView> {
    const [jobs, reason] = CANCEL_MANY.read(given);
    const body: CancelManyRequest = { jobs, ...(reason !== undefined && { reason }) };
    return this.post(pathOf('cancels'), JSON.stringify(body), CancelView, { repeatable: true });
  }

  cancelProgress(id: CancelId): Promise<CancelView>;
  async cancelProgress(...given: readonly unknown[]): Promise<CancelView> {
    const [id] = CANCEL_PROGRESS.read(given);
    return this.transport.json({ method: 'GET', path: pathOf('cancel', id), repeatable: true }, CancelView);
  }

  /** Decides what became of a write whose outcome could not be known. */
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
   */
  retryBatch(id: BatchId, options?: SubmitOptions): Promise<BatchAnswer>;
  async retryBatch(...given: readonly unknown[]): Promise<BatchAnswer> {
    const [id, options] = RETRY_BATCH.read(given);
    return retryBatch(this.transport, id, options);
  }

  /** How far a batch is. */
  batch(id: BatchId): Promise<BatchView>;
  async batch(...given: readonly unknown[]): Promise<BatchView> {
    const [id] = BATCH.read(given);
    return this.transport.json({ method: 'GET', path: pathOf('batch', id), repeatable: true }, BatchView);
  }

  /** The batch as it is, and each time it got further, until all its jobs have ended. */
  followBatch(id: BatchId, options?: { readonly signal?: AbortSignal }): AsyncGenerator<BatchView>;
  followBatch(...given: readonly unknown[]): AsyncGenerator<BatchView> {
    const [id, { signal }] = FOLLOW_BATCH.read(given);
    return followBatch(this.transport, id, signal);
  }

  /** The batch once all its jobs have ended. Look at its counts: jobs may have failed. */
  waitBatch(id: BatchId, options?: BatchWait): Promise<BatchView>;
  async waitBatch(...given: readonly unknown[]): Promise<BatchView> {
    const [id, { onProgress, signal, timeoutMs }] = WAIT_BATCH.read(given);
    for await (const batch of followBatch(this.transport, id, limitOf(signal, timeoutMs))) {
      onProgress?.(batch);
      if (batch.done) return batch;
    }
    throw new FirnProblem(problem('not_found', { detail: `The batch ${id} is gone.` }));
  }

  /**
   * The changes of all jobs of the key's tenant, from now on, or behind the position of one that was seen. Goes on over restarts of the
   * API; leave the loop, or abort the signal, to end it.
   */
  changes(options?: ChangesOptions): AsyncGenerator<TenantNews>;
  changes(...given: readonly unknown[]): AsyncGenerator<TenantNews> {
    const [{ after, signal }] = CHANGES.read(given);
    return followTenant(this.transport, after, signal);
  }

  /** Whether the API can serve requests now. Not repeated while it cannot. @throws FirnProblem, FirnUnreachable */
  health(options?: { readonly signal?: AbortSignal }): Promise<Health>;
  async health(...given: readonly unknown[]): Promise<Health> {
    const [{ signal }] = HEALTH.read(given);
    return this.transport.json({ method: 'GET', path: pathOf('ready'), repeatable: false, signal }, Health);
  }

  openSession(request: SessionRequestInput): Promise<SessionView>;
  async openSession(...given: readonly unknown[]): Promise<SessionView> {
    const [request] = OPEN_SESSION.read(given);
    // A session whose answer was lost is closed by its idle timeout.
    const body = bodyText(request, { call: 'openSession', name: 'request' });
    return this.post(pathOf('sessions'), body, SessionView, { repeatable: true });
  }

  session(id: SessionId): Promise<SessionView>;
  async session(...given: readonly unknown[]): Promise<SessionView> {
    const [id] = SESSION.read(given);
    return this.transport.json({ method: 'GET', path: pathOf('session', id), repeatable: true }, SessionView);
  }

  /** Drops what the session owns. Jobs that run in it go on. */
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
    enough: (job: JobView) => boolean,
    signal?: AbortSignal,
    seen?: JobView,
  ): Promise<JobView> {
    let last = seen;
    for await (const job of followJob(this.transport, id, signal, seen)) {
      if (enough(job)) return job;
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
