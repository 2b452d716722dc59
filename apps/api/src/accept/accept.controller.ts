import { HEADERS, isEnded, type JobId, type JobView, ProblemError, pathOf, SubmitQuery } from '@firn/contract';
import { acceptJob, type Job, type NewJob, type Watch } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { Body, Controller, Headers, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { costOfBody } from '../access/cost.js';
import { Profiles } from '../access/profiles.js';
import { RequestLimit } from '../access/request-limit.js';
import { Limits } from '../config/limits.js';
import { goneSignal } from '../http/gone-signal.js';
import { isRedisAway } from '../http/redis-away.js';
import { Log } from '../log/log.js';
import { showJob } from '../read/show-job.js';
import { waitFor, waitForNew } from '../read/wait-for.js';
import { Shutdown } from '../store/shutdown.js';
import { Stores } from '../store/stores.js';
import { conflict } from './conflict.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { prepareJob, requireRoom } from './prepare-job.js';
import { JobReader } from './reading/job-reader.js';
import type { IncomingJob } from './reading/read-request.js';

@Controller('v1/jobs')
export class AcceptController {
  constructor(
    private readonly stores: Stores,
    private readonly profiles: Profiles,
    private readonly reader: JobReader,
    private readonly requestLimit: RequestLimit,
    private readonly limits: Limits,
    private readonly shutdown: Shutdown,
    private readonly log: Log,
  ) {}

  /**
   * 202 once the job is recorded; 200 where the same key with the same body was accepted before. With `wait` once it has ended
   * (200) or waits for a review, or when the time is over.
   */
  @Post()
  async accept(
    @Caller() { tenant, keyId }: CallerIdentity,
    @Body() body: unknown,
    @Headers(HEADERS.idempotencyKey) key: string | undefined,
    @Query({ schema: SubmitQuery }) { wait = 0 }: SubmitQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const { jobs, sessions, blobs, capacity, changes } = this.stores;
    const idempotencyKey = readIdempotencyKey(key);
    const read = await this.read(keyId, bytesOf(body));
    addToLogContext({ profile: read.request.profile });
    const ports = { profiles: this.profiles, sessions, blobs, capacity };
    await requireRoom(ports);
    const prepared = await prepareJob(read, { tenant, idempotencyKey, batch: null }, ports);
    const id = jobs.newId(prepared);
    const waitMs = Math.min(wait, this.limits.maxWaitMs);
    // Before the job is there: then no change is missed, and it need not be read until it has settled.
    const watch = waitMs > 0 ? await changes.ofNew(id) : null;
    const gone = goneSignal(request, this.shutdown.signal);
    try {
      const accepted = await this.record({ ...prepared, id, ...(watch !== null && { waiter: changes.name }) }, reply);
      const job = await this.awaited(tenant, id, accepted, { watch, waitMs, signal: gone.signal });
      if (waitMs > 0 && isEnded(job.state)) reply.status(200);
      return await showJob(job, blobs);
    } finally {
      gone.release();
      watch?.end();
    }
  }

  /** Gives the ID that the job has: another one where its key was used before. */
  private async record(job: NewJob, reply: FastifyReply): Promise<JobId> {
    const { jobs, steps } = this.stores;
    const { outcome, id } = await acceptJob(jobs, await steps.ready(), job, (error) =>
      this.log.logger.warn({ err: error }, 'the accepted job waits for the reconciler to queue it'),
    );
    addToLogContext({ jobId: id });
    if (outcome === 'conflict') throw conflict(id);
    reply.status(outcome === 'created' ? 202 : 200).header('Location', pathOf('job', id));
    return id;
  }

  /** The key pays for the reading, whatever comes of it: one request is paid for, the rest is charged. */
  private async read(keyId: string, bytes: Uint8Array<ArrayBuffer>): Promise<IncomingJob> {
    const { length } = bytes;
    const reading = await this.reader.read(bytes);
    await this.requestLimit.charge(keyId, costOfBody(length, reading.size) - 1);
    if ('problem' in reading) throw new ProblemError(reading.problem);
    return reading.job;
  }

  private async awaited(
    tenant: string,
    newId: JobId,
    id: JobId,
    { watch, waitMs, signal }: { readonly watch: Watch | null; readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<Job> {
    try {
      if (watch !== null && id === newId) return await waitForNew(this.stores, id, watch, { waitMs, signal });
      return await waitFor(this.stores, tenant, id, { version: undefined, waitMs, signal });
    } catch (error) {
      if (!isRedisAway(error)) throw error;
      const detail = `The job ${id} was accepted; Redis went away before it could be shown.`;
      const cure = `Read it with GET ${pathOf('job', id)}.`;
      throw ProblemError.of('redis_unavailable', { detail, cure, retryAfterMs: 1_000 }, { cause: error });
    }
  }
}

/** The body as it came: the parser of a job's JSON hands its bytes over. */
function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array && body.buffer instanceof ArrayBuffer)
    return new Uint8Array(body.buffer, body.byteOffset, body.length);
  throw ProblemError.of('malformed_json', { detail: 'The request has no body.', path: 'body' });
}
