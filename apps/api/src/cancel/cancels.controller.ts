import { CancelId, CancelManyRequest, type CancelView, ProblemError, pathOf } from '@firn/contract';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Stores } from '../store/stores.js';

/** Cancels of many jobs as one: recorded here, carried out by a worker. */
@Controller('v1/cancels')
export class CancelsController {
  constructor(private readonly stores: Stores) {}

  @Post()
  @HttpCode(202)
  async request(
    @Caller() { tenant, keyId }: CallerIdentity,
    @Body({ schema: CancelManyRequest }) { jobs, reason }: CancelManyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CancelView> {
    const { cancels, batches, sessions } = this.stores;
    const { batch, session } = jobs;
    // A mistaken ID would cancel nothing without a word.
    if (batch !== undefined && (await batches.find(tenant, batch)) === null)
      throw ProblemError.of('not_found', { path: 'jobs.batch', detail: `There is no batch ${batch}.` });
    if (session !== undefined && (await sessions.find(tenant, session)) === null)
      throw ProblemError.of('not_found', { path: 'jobs.session', detail: `There is no session ${session}.` });
    const cancel = await cancels.request(tenant, jobs, keyId, reason ?? null);
    reply.header('Location', pathOf('cancel', cancel.id));
    return cancels.view(cancel);
  }

  @Get(':id')
  async read(
    @Caller() { tenant }: CallerIdentity,
    @Param('id', { schema: CancelId }) id: CancelId,
  ): Promise<CancelView> {
    return this.stores.cancels.view(await this.stores.cancels.find(tenant, id));
  }
}
