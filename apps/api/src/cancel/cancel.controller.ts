import { CancelRequest, isEnded, JobId, type JobView, ProblemError, ResolveRequest } from '@firn/contract';
import { needsHandler, queueJob, toJobView } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Stores } from '../store/stores.js';

@Controller('v1/jobs/:id')
export class CancelController {
  constructor(private readonly stores: Stores) {}

  /** 202 while the wish is being carried out, 200 when the job has ended; asking again changes nothing. */
  @Post('cancel')
  async cancel(
    @Caller() { tenant, keyId }: CallerIdentity,
    @Param('id', { schema: JobId }) id: JobId,
    @Body({ schema: CancelRequest.default({}) }) { reason }: CancelRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    addToLogContext({ jobId: id });
    const job = await this.stores.jobs.cancelOf(tenant, id, keyId, reason ?? null);
    reply.status(isEnded(job.state) ? 200 : 202);
    return toJobView(job);
  }

  /** What a person says about a write whose outcome could not be known. */
  @Post('resolve')
  async resolve(
    @Caller() { tenant, keyId }: CallerIdentity,
    @Param('id', { schema: JobId }) id: JobId,
    @Body({ schema: ResolveRequest }) { outcome, reason }: ResolveRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    addToLogContext({ jobId: id });
    const { jobs, steps } = this.stores;
    const { state } = await jobs.find(tenant, id);
    const resolution = await jobs.resolve(id, outcome, keyId, reason ?? null);
    if (resolution === 'not_in_review')
      throw ProblemError.of('not_in_review', { detail: `The job ${id} is ${state}.` });
    const job = await jobs.find(tenant, id);
    if (job.state === 'accepted' && needsHandler(job)) await queueJob(jobs, await steps.ready(), job);
    reply.status(200);
    return toJobView(await jobs.find(tenant, id));
  }
}
