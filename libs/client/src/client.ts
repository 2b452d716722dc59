import {
  BatchAnswer,
  type BatchId,
  BatchView,
  type CancelRequest,
  Health,
  isSettled,
  type JobEvent,
  JobHistory,
  type JobId,
  JobList,
  JobView,
  pathOf,
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
  CLIENT,
  CLOSE_SESSION,
  GET,
  HEALTH,
  HISTORY,
  JOBS,
  LIST,
  OPEN_SESSION,
  RESOLVE,
  RESULT,
  SESSION,
  SUBMIT,
  SUBMIT_BATCH,
  SUBMIT_HANDLER,
  WAIT,
  WAIT_UNTIL,
} from './arguments.js';
import type { HandlerDefinition, HandlerMap, HandlerRequest } from './handlers.js';
import { bodyText, type JobSubmission, jobText } from './job-submission.js';
import { type ListOptions, listQuery } from './list-query.js';
import { readRows } from './rows.js';
import { type ConnectOptions, idempotencyHeader, Transport } from './transport.js';

/** One long poll stays below what proxies take for a dead connection. */
const POLL_MS = 25_000;

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
    const { idempotencyKey = crypto.randomUUID(), signal } = options;
    return this.transport.json(
      {
        method: 'POST',
        path: pathOf('jobs'),
        headers: { 'content-type': 'application/json', ...idempotencyHeader(idempotencyKey) },
        body: jobText(request, { call: 'submit', name: 'request' }),
        repeatable: true,
        signal,
      },
      JobView,
    );
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

  /** The job as soon as `enough` holds. Each look costs one long poll, answered by the next change of the job. */
  waitUntil(id: JobId, enough: (job: JobView) => boolean, options?: WaitOptions): Promise<JobView>;
  async waitUntil(...given: readonly unknown[]): Promise<JobView> {
    const [id, enough, { signal, timeoutMs }] = WAIT_UNTIL.read(given);
    const limits = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)].filter(
      (limit) => limit !== undefined,
    );
    const limit = AbortSignal.any(limits);
    let version = -1;
    for (;;) {
      const query = version < 0 ? {} : { wait: POLL_MS, version };
      const job = await this.transport.json(
        { method: 'GET', path: pathOf('job', id), query, repeatable: true, signal: limit },
        JobView,
      );
      if (enough(job)) return job;
      version = job.version;
    }
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

  /** Decides what became of a write whose outcome could not be known. */
  resolve(id: JobId, resolution: ResolveRequest): Promise<JobView>;
  async resolve(...given: readonly unknown[]): Promise<JobView> {
    const [id, resolution] = RESOLVE.read(given);
    return this.post(pathOf('jobResolve', id), JSON.stringify(resolution), JobView, { repeatable: false });
  }

  /** Submits up to 10,000 jobs. Each is accepted or refused alone: look at `lines`. */
  submitBatch(requests: Iterable<JobSubmission>, options?: SubmitOptions): Promise<BatchAnswer>;
  async submitBatch(...given: readonly unknown[]): Promise<BatchAnswer> {
    const [requests, options] = SUBMIT_BATCH.read(given);
    const { idempotencyKey = crypto.randomUUID(), signal } = options;
    const body = Array.from(
      requests,
      (request, at) => `${jobText(request, { call: 'submitBatch', name: `requests[${at}]` })}\n`,
    ).join('');
    const headers = { 'content-type': 'application/x-ndjson', ...idempotencyHeader(idempotencyKey) };
    return this.transport.json(
      { method: 'POST', path: pathOf('batches'), headers, body, repeatable: true, signal },
      BatchAnswer,
    );
  }

  batch(id: BatchId): Promise<BatchView>;
  async batch(...given: readonly unknown[]): Promise<BatchView> {
    const [id] = BATCH.read(given);
    return this.transport.json({ method: 'GET', path: pathOf('batch', id), repeatable: true }, BatchView);
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
