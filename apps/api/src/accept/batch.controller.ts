import { Readable } from 'node:stream';
import { BatchId, type BatchView, HEADERS, ProblemError, pathOf } from '@app/contract';
import { Controller, Get, Headers, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Profiles } from '../access/profiles.js';
import { Limits } from '../config/limits.js';
import { isRedisAway } from '../http/redis-away.js';
import { addToLogContext } from '../log/log-context.js';
import { negotiate } from '../results/negotiate.js';
import { Stores } from '../store/stores.js';
import { acceptLines } from './accept-lines.js';
import { readLines } from './lines.js';
import { readIdempotencyKey } from './read-request.js';

@Controller('v1/batches')
export class BatchController {
  constructor(
    private readonly stores: Stores,
    private readonly profiles: Profiles,
    private readonly limits: Limits,
  ) {}

  /**
   * Takes a job a line, while the body arrives. The answer is sent when all lines are decided: a caller that reads only after it
   * has sent everything must not find both sides waiting.
   */
  @Post()
  async accept(
    @Caller() { tenant }: CallerIdentity,
    @Headers(HEADERS.idempotencyKey) key: string | undefined,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = negotiate(undefined, accept);
    const idempotencyKey = readIdempotencyKey(key);
    const body = bodyOf(request);
    const { batches } = this.stores;
    const { id } = await batches.begin(tenant, idempotencyKey, this.limits.keepRecordsMs);
    addToLogContext({ batchId: id });

    const answers = await acceptLines(
      readLines(body, this.limits.bodyBytes),
      { tenant, idempotencyKey, batch: id },
      { ...this.stores, profiles: this.profiles },
    ).catch((error: unknown) => {
      if (!isRedisAway(error)) throw error;
      throw ProblemError.of(
        'redis_unavailable',
        {
          detail: `Redis went away while the lines were being accepted; some may be jobs of ${id} already.`,
          retryAfterMs: 1_000,
        },
        { cause: error },
      );
    });
    await batches.close(id, answers.filter((answer) => 'problem' in answer).length);
    reply.status(202).header('Location', pathOf('batch', id));
    if (format === 'ndjson') {
      void reply
        .type('application/x-ndjson; charset=utf-8')
        .send(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
    } else void reply.send({ batch: await this.find(tenant, id), lines: answers });
  }

  @Get(':id')
  read(@Caller() { tenant }: CallerIdentity, @Param('id', { schema: BatchId }) id: BatchId): Promise<BatchView> {
    addToLogContext({ batchId: id });
    return this.find(tenant, id);
  }

  private async find(tenant: string, id: BatchId): Promise<BatchView> {
    const batch = await this.stores.batches.find(tenant, id);
    if (batch === null) throw ProblemError.of('not_found', { detail: `There is no batch ${id}.` });
    return batch;
  }
}

/**
 * The body as it arrives: the parser of NDJSON hands the request itself over. Leaving off in the middle must not destroy it, or
 * the connection would be gone before the answer.
 */
function bodyOf({ body }: FastifyRequest): AsyncIterable<Uint8Array> {
  if (body instanceof Readable) return body.iterator({ destroyOnReturn: false });
  throw ProblemError.of('unsupported_media_type', {
    path: 'header.Content-Type',
    detail: 'A batch is NDJSON: one job a line, as application/x-ndjson.',
    cure: 'Send Content-Type: application/x-ndjson, or a single job to POST /v1/jobs.',
  });
}
