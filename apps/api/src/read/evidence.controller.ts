import { JobId, type JobView, ProblemError, SubmitQuery } from '@firn/contract';
import { addToLogContext } from '@firn/nest/internal';
import { Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Limits } from '../config/limits.js';
import { goneSignal } from '../http/gone-signal.js';
import { Shutdown } from '../store/shutdown.js';
import { Stores } from '../store/stores.js';
import { showJob } from './show-job.js';
import { waitFor } from './wait-for.js';

@Controller('v1/jobs/:id')
export class EvidenceController {
  constructor(
    private readonly stores: Stores,
    private readonly limits: Limits,
    private readonly shutdown: Shutdown,
  ) {}

  /** Has Snowflake asked again what it knows of a job in review. 200 with what was told, 202 while nothing was. */
  @Post('evidence')
  async gather(
    @Caller() { tenant }: CallerIdentity,
    @Param('id', { schema: JobId }) id: JobId,
    @Query({ schema: SubmitQuery }) { wait = 0 }: SubmitQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    addToLogContext({ jobId: id });
    const { jobs, steps, blobs } = this.stores;
    const { state, version } = await jobs.find(tenant, id);
    if (state !== 'needs_review')
      throw ProblemError.of('not_in_review', {
        detail: `The job ${id} is ${state}: there is nothing to be found out.`,
      });
    await (await steps.ready()).addEvidence(id, version);
    const gone = goneSignal(request, this.shutdown.signal);
    try {
      const waiting = { version, waitMs: Math.min(wait, this.limits.maxWaitMs), signal: gone.signal };
      const job = await waitFor(this.stores, tenant, id, waiting);
      reply.status(job.version > version ? 200 : 202);
      return await showJob(job, blobs);
    } finally {
      gone.release();
    }
  }
}
