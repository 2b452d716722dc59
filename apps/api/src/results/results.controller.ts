import { JobId } from '@firn/contract';
import { addToLogContext } from '@firn/nest/internal';
import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Limits } from '../config/limits.js';
import { goneSignal } from '../http/gone-signal.js';
import { negotiate } from '../http/negotiate.js';
import { waitFor } from '../read/wait-for.js';
import { Shutdown } from '../store/shutdown.js';
import { Stores } from '../store/stores.js';
import { ResultQuery } from './result-query.js';
import { type ResultSource, sourceOf } from './result-source.js';
import { RowRewriter } from './row-rewriter.js';
import { startStream } from './row-stream.js';
import { StreamPlaces } from './stream-places.js';
import { type AnswerForm, writeRows } from './write-rows.js';

@Controller('v1/jobs')
export class ResultsController {
  constructor(
    private readonly stores: Stores,
    private readonly limits: Limits,
    private readonly shutdown: Shutdown,
    private readonly places: StreamPlaces,
    private readonly rewriter: RowRewriter,
  ) {}

  /** All rows as a stream, or one page; see ResultQuery. */
  @Get(':id/result')
  async read(
    @Caller() { tenant }: CallerIdentity,
    @Param('id', { schema: JobId }) id: JobId,
    @Query({ schema: ResultQuery }) query: ResultQuery,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    addToLogContext({ jobId: id });
    const format = negotiate(query.format, accept);
    const source = await this.findSource(tenant, id, query, request);
    reply
      .header(
        'Content-Type',
        format === 'json' ? 'application/json; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
      )
      .header('Firn-Rows', String(source.rowCount))
      .header('Firn-Pages', String(source.pages));
    if (request.method === 'HEAD') return void reply.send('');
    await this.send(reply, source, { format, rows: query.rows, heading: query.columns ?? query.rows === 'arrays' });
  }

  private async findSource(
    tenant: string,
    id: JobId,
    { page, wait = 0 }: ResultQuery,
    request: FastifyRequest,
  ): Promise<ResultSource> {
    const gone = goneSignal(request, this.shutdown.signal);
    try {
      const waitMs = Math.min(wait, this.limits.maxWaitMs);
      const job = await waitFor(this.stores, tenant, id, { version: undefined, waitMs, signal: gone.signal });
      const [at, since] = [await this.stores.jobs.now(), performance.now()];
      return sourceOf(job, page ?? null, this.stores.results, () => at + performance.now() - since);
    } finally {
      gone.release();
    }
  }

  private async send(reply: FastifyReply, source: ResultSource, form: AnswerForm): Promise<void> {
    const release = this.places.take();
    try {
      const stream = await startStream(writeRows(source, form, this.rewriter));
      stream.once('close', release);
      // A reader that takes nothing for so long has gone without saying so.
      reply.raw.setTimeout(this.limits.stalledMs, () => reply.raw.destroy());
      void reply.send(stream);
    } catch (error) {
      release();
      throw error;
    }
  }
}
