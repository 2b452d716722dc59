import { HEADERS, type JobId, type JobView, ProblemError, pathOf } from '@firn/contract';
import { acceptJob, toJobView } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { costOfBody } from '../access/cost.js';
import { Profiles } from '../access/profiles.js';
import { RequestLimit } from '../access/request-limit.js';
import { isRedisAway } from '../http/redis-away.js';
import { Log } from '../log/log.js';
import { Stores } from '../store/stores.js';
import { conflict } from './conflict.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { prepareJob } from './prepare-job.js';
import { JobReader } from './reading/job-reader.js';
import type { IncomingJob } from './reading/read-request.js';

@Controller('v1/jobs')
export class AcceptController {
  constructor(
    private readonly stores: Stores,
    private readonly profiles: Profiles,
    private readonly reader: JobReader,
    private readonly requestLimit: RequestLimit,
    private readonly log: Log,
  ) {}

  /** 202 once the job is recorded; 200 where the same key with the same body was accepted before. */
  @Post()
  async accept(
    @Caller() { tenant, keyId }: CallerIdentity,
    @Body() body: unknown,
    @Headers(HEADERS.idempotencyKey) key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const { jobs, steps, sessions, blobs } = this.stores;
    const idempotencyKey = readIdempotencyKey(key);
    const read = await this.read(keyId, bytesOf(body));
    addToLogContext({ profile: read.request.profile });
    const job = await prepareJob(
      read,
      { tenant, idempotencyKey, batch: null },
      { profiles: this.profiles, sessions, blobs },
    );

    const { outcome, id } = await acceptJob(jobs, await steps.ready(), job, (error) =>
      this.log.logger.warn({ err: error }, 'the accepted job waits for the reconciler to queue it'),
    );
    addToLogContext({ jobId: id });
    if (outcome === 'conflict') throw conflict(id);
    reply.status(outcome === 'created' ? 202 : 200).header('Location', pathOf('job', id));
    return this.show(tenant, id);
  }

  /** The key pays for the reading, whatever comes of it: one request is paid for, the rest is charged. */
  private async read(keyId: string, bytes: Uint8Array<ArrayBuffer>): Promise<IncomingJob> {
    const { length } = bytes;
    const reading = await this.reader.read(bytes);
    await this.requestLimit.charge(keyId, costOfBody(length, reading.size) - 1);
    if ('problem' in reading) throw new ProblemError(reading.problem);
    return reading.job;
  }

  private async show(tenant: string, id: JobId): Promise<JobView> {
    try {
      return toJobView(await this.stores.jobs.find(tenant, id));
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
