import { HEADERS, type JobView, ProblemError, pathOf } from '@firn/contract';
import { acceptJob, toJobView } from '@firn/jobs';
import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Profiles } from '../access/profiles.js';
import { addToLogContext } from '../log/log-context.js';
import { Stores } from '../store/stores.js';
import { conflict } from './conflict.js';
import { prepareJob } from './prepare-job.js';
import { readIdempotencyKey, readRequest } from './read-request.js';

@Controller('v1/jobs')
export class AcceptController {
  constructor(
    private readonly stores: Stores,
    private readonly profiles: Profiles,
  ) {}

  /** 202 once the job is recorded; 200 where the same key with the same body was accepted before. */
  @Post()
  async accept(
    @Caller() { tenant }: CallerIdentity,
    @Body() body: unknown,
    @Headers(HEADERS.idempotencyKey) key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const { jobs, steps, sessions, blobs } = this.stores;
    const idempotencyKey = readIdempotencyKey(key);
    const read = readRequest(bytesOf(body));
    addToLogContext({ profile: read.request.profile });
    const job = await prepareJob(
      read,
      { tenant, idempotencyKey, batch: null },
      { profiles: this.profiles, sessions, blobs },
    );

    const { outcome, id } = await acceptJob(jobs, await steps.ready(), job);
    addToLogContext({ jobId: id });
    if (outcome === 'conflict') throw conflict(id);
    reply.status(outcome === 'created' ? 202 : 200).header('Location', pathOf('job', id));
    return toJobView(await jobs.find(tenant, id));
  }
}

/** The body as it came: the parser of a job's JSON hands its bytes over. */
function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  throw ProblemError.of('malformed_json', { detail: 'The request has no body.', path: 'body' });
}
