import { Readable } from 'node:stream';
import {
  BatchId,
  type BatchLineAnswer,
  type BatchView,
  HEADERS,
  ProblemError,
  pathOf,
  problem,
  timestamp,
} from '@firn/contract';
import { addToLogContext } from '@firn/nest/internal';
import { Controller, Get, Headers, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Profiles } from '../access/profiles.js';
import { RequestLimit } from '../access/request-limit.js';
import { Limits } from '../config/limits.js';
import { arriving } from '../http/arriving.js';
import { BodyMemory } from '../http/body-memory.js';
import { negotiate } from '../http/negotiate.js';
import { isRedisAway } from '../http/redis-away.js';
import { Log } from '../log/log.js';
import { Background } from '../store/background.js';
import { Stores } from '../store/stores.js';
import { acceptLines } from './accept-lines.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { readLines } from './lines.js';
import { JobReader } from './reading/job-reader.js';

@Controller('v1/batches')
export class BatchController {
  constructor(
    private readonly stores: Stores,
    private readonly profiles: Profiles,
    private readonly limits: Limits,
    private readonly reader: JobReader,
    private readonly requestLimit: RequestLimit,
    private readonly memory: BodyMemory,
    private readonly background: Background,
    private readonly log: Log,
  ) {}

  /**
   * Takes a job a line, while the body arrives. The answer is sent when all lines are decided: a caller that reads only after it
   * has sent everything must not find both sides waiting.
   */
  @Post()
  async accept(
    @Caller() caller: CallerIdentity,
    @Headers(HEADERS.idempotencyKey) key: string | undefined,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = negotiate(undefined, accept);
    const idempotencyKey = readIdempotencyKey(key);
    const body = bodyOf(request);
    const { tenant } = caller;
    const begunAt = Date.now();
    const { id } = await this.stores.batches.begin(tenant, idempotencyKey, this.limits.keepRecordsMs);
    addToLogContext({ batchId: id });

    const answers = await this.takeLines(body, caller, { tenant, idempotencyKey, batch: id });
    reply.status(202).header('Location', pathOf('batch', id));
    if (format === 'json')
      return void reply.send({ batch: await this.view(tenant, id, begunAt, answers), lines: answers });
    const lines = answers.map((answer) => `${JSON.stringify(answer)}\n`);
    void reply.type('application/x-ndjson; charset=utf-8').send(lines.join(''));
  }

  @Get(':id')
  read(@Caller() { tenant }: CallerIdentity, @Param('id', { schema: BatchId }) id: BatchId): Promise<BatchView> {
    addToLogContext({ batchId: id });
    return this.find(tenant, id);
  }

  /**
   * The answers to all lines, or, where the lines could not be read to their end, to those before, and why. However it ends, the
   * batch is closed.
   *
   * @throws ProblemError where no line was decided
   */
  private async takeLines(
    body: Readable,
    { keyId }: CallerIdentity,
    destination: Parameters<typeof acceptLines>[1],
  ): Promise<readonly BatchLineAnswer[]> {
    const answers: BatchLineAnswer[] = [];
    const share = this.memory.open();
    const ports = {
      ...this.stores,
      profiles: this.profiles,
      reader: this.reader,
      logger: this.log.logger,
      take: (cost: number) => this.requestLimit.take(keyId, cost),
      letGo: (bytes: number) => share.add(-bytes),
    };
    try {
      const lines = readLines(arriving(body, this.limits.pauseMs), this.limits.bodyBytes, share);
      await acceptLines(lines, destination, ports, (some) => void answers.push(...some));
    } catch (error) {
      const broken = brokenOff(error, body);
      if (answers.length === 0) throw broken;
      this.log.logger.warn({ err: error }, 'a batch broke off');
      answers.push({ line: (answers.at(-1)?.line ?? 0) + 1, problem: broken.problem });
    } finally {
      share.release();
      await this.close(destination.batch, answers);
    }
    const refusal = refusalOfAll(answers);
    if (refusal !== undefined) throw refusal;
    return answers;
  }

  /** Tried at once, so that the answer tells of a closed batch; where that fails, until it succeeds. */
  private async close(id: BatchId, answers: readonly BatchLineAnswer[]): Promise<void> {
    const refused = answers.filter((answer) => 'problem' in answer).length;
    const close = () => this.stores.batches.close(id, refused);
    try {
      await close();
    } catch {
      void this.background.run('close batches', close);
    }
  }

  /** The batch; where Redis is away, as far as this request knows it: what was accepted is told in any case. */
  private async view(
    tenant: string,
    id: BatchId,
    begunAt: number,
    lines: readonly BatchLineAnswer[],
  ): Promise<BatchView> {
    try {
      return await this.find(tenant, id);
    } catch (error) {
      if (!isRedisAway(error)) throw error;
      const jobs = lines.filter((line) => 'id' in line).length;
      const none = { ended: 0, succeeded: 0, failed: 0, cancelled: 0, timedOut: 0 };
      const counts = { jobs, refused: lines.length - jobs, ...none };
      return { id, acceptedAt: timestamp(begunAt), closed: false, ...counts, done: false };
    }
  }

  private async find(tenant: string, id: BatchId): Promise<BatchView> {
    const batch = await this.stores.batches.find(tenant, id);
    if (batch === null) throw ProblemError.of('not_found', { detail: `There is no batch ${id}.` });
    return batch;
  }
}

/** What answers the whole request where none of its lines could be accepted for a reason that is not theirs. */
function refusalOfAll(answers: readonly BatchLineAnswer[]): ProblemError | undefined {
  if (answers.some((line) => 'id' in line)) return undefined;
  return answers
    .flatMap((line) => ('problem' in line && RETRIED.has(line.problem.code) ? [new ProblemError(line.problem)] : []))
    .at(0);
}

const RETRIED: ReadonlySet<string> = new Set([
  'redis_unavailable',
  'too_many_requests',
  'too_many_bodies',
  'queue_full',
]);

const NOT_READ = 'This line and those after it were not accepted.';

/** Why a batch ended before its lines did. */
function brokenOff(error: unknown, body: Readable): ProblemError {
  if (error instanceof ProblemError) {
    const { code, detail, path, cure, retryAfterMs } = error.problem;
    return ProblemError.of(code, { detail: `${detail} ${NOT_READ}`, path, cure, retryAfterMs }, { cause: error });
  }
  if (body.errored !== null)
    return ProblemError.of(
      'invalid_request',
      { detail: `The body broke off. ${NOT_READ}`, path: 'body' },
      { cause: error },
    );
  if (isRedisAway(error)) {
    const fields = { detail: `Redis did not answer in time. ${NOT_READ}`, retryAfterMs: 1_000 };
    return ProblemError.of('redis_unavailable', fields, { cause: error });
  }
  const fault = problem('internal', { detail: `The batch met a fault of the server. ${NOT_READ}` });
  return new ProblemError(fault, { cause: error });
}

/** The body as it arrives: the parser of NDJSON hands the request itself over. */
function bodyOf({ body }: FastifyRequest): Readable {
  if (body instanceof Readable) return body;
  throw ProblemError.of('malformed_json', { detail: 'The request has no body.', path: 'body' });
}
