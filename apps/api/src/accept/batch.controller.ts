import { Readable } from 'node:stream';
import { BatchId, type BatchLineAnswer, type BatchView, HEADERS, ProblemError, pathOf } from '@firn/contract';
import { Controller, Get, Headers, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Profiles } from '../access/profiles.js';
import { Limits } from '../config/limits.js';
import { negotiate } from '../http/negotiate.js';
import { isRedisAway } from '../http/redis-away.js';
import { addToLogContext } from '../log/log-context.js';
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
    const { id } = await this.stores.batches.begin(tenant, idempotencyKey, this.limits.keepRecordsMs);
    addToLogContext({ batchId: id });

    const answers = await this.takeLines(body, { tenant, idempotencyKey, batch: id });
    reply.status(202).header('Location', pathOf('batch', id));
    if (format === 'json') return void reply.send({ batch: await this.find(tenant, id), lines: answers });
    const lines = answers.map((answer) => `${JSON.stringify(answer)}\n`);
    void reply.type('application/x-ndjson; charset=utf-8').send(lines.join(''));
  }

  @Get(':id')
  read(@Caller() { tenant }: CallerIdentity, @Param('id', { schema: BatchId }) id: BatchId): Promise<BatchView> {
    addToLogContext({ batchId: id });
    return this.find(tenant, id);
  }

  private async takeLines(
    body: Readable,
    destination: Parameters<typeof acceptLines>[1],
  ): Promise<readonly BatchLineAnswer[]> {
    const answers: BatchLineAnswer[] = [];
    const close = () =>
      this.stores.batches.close(destination.batch, answers.filter((answer) => 'problem' in answer).length);
    // Leaving off in the middle must not destroy the body, or the connection would be gone before the answer.
    const lines = readLines(body.iterator({ destroyOnReturn: false }), this.limits.bodyBytes);
    const ports = { ...this.stores, profiles: this.profiles };
    try {
      await acceptLines(lines, destination, ports, (some) => void answers.push(...some));
    } catch (error) {
      const known = `${answers.length} lines of the batch ${destination.batch} were decided before`;
      if (isRedisAway(error)) {
        const detail = `Redis went away while lines were being accepted; ${known}.`;
        throw ProblemError.of('redis_unavailable', { detail, retryAfterMs: 1_000 }, { cause: error });
      }
      if (body.errored === null) throw error;
      await close();
      throw ProblemError.of(
        'invalid_request',
        { detail: `The body broke off; ${known}.`, path: 'body' },
        { cause: error },
      );
    }
    await close();
    return answers;
  }

  private async find(tenant: string, id: BatchId): Promise<BatchView> {
    const batch = await this.stores.batches.find(tenant, id);
    if (batch === null) throw ProblemError.of('not_found', { detail: `There is no batch ${id}.` });
    return batch;
  }
}

/** The body as it arrives: the parser of NDJSON hands the request itself over. */
function bodyOf({ body }: FastifyRequest): Readable {
  if (body instanceof Readable) return body;
  throw ProblemError.of('malformed_json', { detail: 'The request has no body.', path: 'body' });
}
