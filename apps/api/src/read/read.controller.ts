import { type JobExplanation, JobHistory, JobId, JobList, JobListQuery, type JobView, WaitQuery } from '@firn/contract';
import { toJobView } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Limits } from '../config/limits.js';
import { goneSignal } from '../http/gone-signal.js';
import { Shutdown } from '../store/shutdown.js';
import { Stores } from '../store/stores.js';
import { showJob } from './show-job.js';
import { waitFor } from './wait-for.js';

@Controller('v1/jobs')
export class ReadController {
  constructor(
    private readonly stores: Stores,
    private readonly limits: Limits,
    private readonly shutdown: Shutdown,
  ) {}

  @Get()
  async list(
    @Caller() { tenant }: CallerIdentity,
    @Query({ schema: JobListQuery }) query: JobListQuery,
  ): Promise<JobList> {
    const { jobs, cursor, unreadable } = await this.stores.jobs.list(tenant, query);
    return { jobs: jobs.map((job) => toJobView(job)), cursor, unreadable };
  }

  /** At once, or as a long poll: see WaitQuery. */
  @Get(':id')
  async read(
    @Caller() { tenant }: CallerIdentity,
    @Param('id', { schema: JobId }) id: JobId,
    @Query({ schema: WaitQuery }) { wait = 0, version }: WaitQuery,
    @Req() request: FastifyRequest,
  ): Promise<JobView> {
    addToLogContext({ jobId: id });
    const gone = goneSignal(request, this.shutdown.signal);
    try {
      const waiting = { version, waitMs: Math.min(wait, this.limits.maxWaitMs), signal: gone.signal };
      return await showJob(await waitFor(this.stores, tenant, id, waiting), this.stores.blobs);
    } finally {
      gone.release();
    }
  }

  /** Why it waits, and for what. */
  @Get(':id/explain')
  explain(@Caller() { tenant }: CallerIdentity, @Param('id', { schema: JobId }) id: JobId): Promise<JobExplanation> {
    addToLogContext({ jobId: id });
    return this.stores.jobs.explain(tenant, id);
  }

  @Get(':id/history')
  async history(@Caller() { tenant }: CallerIdentity, @Param('id', { schema: JobId }) id: JobId): Promise<JobHistory> {
    addToLogContext({ jobId: id });
    await this.stores.jobs.find(tenant, id);
    const { events, unreadable } = await this.stores.jobs.history(id);
    return { id, events: [...events], unreadable };
  }
}
