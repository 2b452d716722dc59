import { Readable } from 'node:stream';
import {
  BATCH_LINES,
  BatchId,
  BatchQuery,
  type BatchView,
  BatchWaitQuery,
  DOCUMENT_LINES,
  HEADERS,
  ProblemError,
  pathOf,
  problem,
  timestamp,
} from '@firn/contract';
import { type BatchPart, waitForBatch } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { Controller, Get, Headers, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Profiles } from '../access/profiles.js';
import { RequestLimit } from '../access/request-limit.js';
import { Limits } from '../config/limits.js';
import { arriving } from '../http/arriving.js';
import { BodyMemory } from '../http/body-memory.js';
import { goneSignal } from '../http/gone-signal.js';
import { negotiate } from '../http/negotiate.js';
import { isRedisAway, whyRedisAway } from '../http/redis-away.js';
import { Log } from '../log/log.js';
import { Background } from '../store/background.js';
import { Shutdown } from '../store/shutdown.js';
import { Stores } from '../store/stores.js';
import { type AcceptLinesPorts, acceptLines, type BatchDestination } from './accept-lines.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { KeptAnswers, type LineAnswers, SentAnswers } from './line-answers.js';
import { readLines } from './lines.js';
import { JobReader } from './reading/job-reader.js';
import { retryLines } from './retry-lines.js';

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
    private readonly shutdown: Shutdown,
    private readonly log: Log,
  ) {}

  /**
   * Takes a job a line, while the body arrives. As NDJSON its lines are answered as they are decided; one document answers them all when
   * the last one is.
   */
  @Post()
  async accept(
    @Caller() caller: CallerIdentity,
    @Headers(HEADERS.idempotencyKey) key: string | undefined,
    @Headers('accept') accept: string | undefined,
    @Query({ schema: BatchQuery }) query: BatchQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = negotiate(undefined, accept);
    const idempotencyKey = readIdempotencyKey(key);
    const part = partOf(query, idempotencyKey);
    const body = bodyOf(request);
    const { tenant } = caller;
    const begunAt = Date.now();
    const { id } = await this.stores.batches.begin(tenant, idempotencyKey, this.limits.keepRecordsMs);
    addToLogContext({ batchId: id });
    const batch = { tenant, idempotencyKey, batch: id, from: part.from };
    const head = () => reply.status(202).header('Location', pathOf('batch', id));
    if (format === 'json') {
      const answers = new KeptAnswers();
      await this.takeLines(body, caller, { ...batch, mostLines: part.from + DOCUMENT_LINES - 1 }, part, answers);
      if (answers.refusal !== undefined) throw answers.refusal;
      const view = await this.view(tenant, id, { begunAt, answers, waitMs: query.wait ?? 0 }, request);
      return void head().send({ batch: view, lines: answers.lines });
    }
    const answers = new SentAnswers((stream) => void head().type('application/x-ndjson; charset=utf-8').send(stream));
    await this.takeLines(body, caller, { ...batch, mostLines: BATCH_LINES }, part, answers);
    if (answers.refusal !== undefined) throw answers.refusal;
    const { wait = 0 } = query;
    const view = wait === 0 ? undefined : await this.view(tenant, id, { begunAt, answers, waitMs: wait }, request);
    await answers.end(view === undefined ? undefined : { batch: view });
  }

  /**
   * The jobs of a batch that failed or timed out, submitted anew as a batch of their own. Asked for twice it is the same one, unless
   * another Idempotency-Key comes with it.
   */
  @Post(':id/retry')
  async retry(
    @Caller() { tenant, keyId }: CallerIdentity,
    @Param('id', { schema: BatchId }) of: BatchId,
    @Headers(HEADERS.idempotencyKey) given: string | undefined,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = negotiate(undefined, accept);
    await this.find(tenant, of, 0, request);
    const key = readIdempotencyKey(given) ?? `retry/${of}`;
    const { id } = await this.stores.batches.begin(tenant, key, this.limits.keepRecordsMs);
    addToLogContext({ batchId: id });
    const head = () => reply.status(202).header('Location', pathOf('batch', id));
    const answers =
      format === 'json'
        ? new KeptAnswers()
        : new SentAnswers((stream) => void head().type('application/x-ndjson; charset=utf-8').send(stream));
    const destination = { key, batch: id, mostLines: format === 'json' ? DOCUMENT_LINES : BATCH_LINES };
    const work = retryLines(tenant, of, destination, this.portsOf(keyId), (some) => answers.add(some));
    await work.finally(() => this.close(id, answers.refused, { from: 1, more: false }));
    if (answers.refusal !== undefined) throw answers.refusal;
    const batch = await this.view(tenant, id, { begunAt: Date.now(), answers, waitMs: 0 }, request);
    if (answers instanceof SentAnswers) return answers.end({ batch });
    head().send({ batch, lines: answers.lines });
  }

  /** At once, or once all its jobs have ended: see BatchWaitQuery. */
  @Get(':id')
  read(
    @Caller() { tenant }: CallerIdentity,
    @Param('id', { schema: BatchId }) id: BatchId,
    @Query({ schema: BatchWaitQuery }) { wait = 0 }: BatchWaitQuery,
    @Req() request: FastifyRequest,
  ): Promise<BatchView> {
    addToLogContext({ batchId: id });
    return this.find(tenant, id, wait, request);
  }

  /** Takes the lines. However it ends, what they were refused is counted, and the batch is closed unless others follow. */
  private async takeLines(
    body: Readable,
    { keyId }: CallerIdentity,
    destination: BatchDestination,
    part: BatchPart,
    answers: LineAnswers,
  ): Promise<void> {
    const share = this.memory.open();
    const ports = this.portsOf(keyId, (bytes) => share.add(-bytes));
    let isBroken = false;
    try {
      const lines = readLines(arriving(body, this.limits.pauseMs), this.limits.bodyBytes, share);
      await acceptLines(lines, destination, ports, (some) => answers.add(some));
    } catch (error) {
      isBroken = true;
      const broken = brokenOff(error, body);
      if (answers.last === 0) throw broken;
      this.log.logger.warn({ err: error }, 'a batch broke off');
      await answers.add([{ line: answers.last + 1, problem: broken.problem }]);
    } finally {
      share.release();
      // One that is sent in parts goes on with this part again, or with the next.
      await this.close(destination.batch, answers.refused, { ...part, more: part.more || (isBroken && part.from > 1) });
    }
  }

  private portsOf(keyId: string, letGo: (bytes: number) => void = () => undefined): AcceptLinesPorts {
    return {
      ...this.stores,
      profiles: this.profiles,
      reader: this.reader,
      logger: this.log.logger,
      take: (cost) => this.requestLimit.take(keyId, cost),
      letGo,
    };
  }

  /** Tried at once, so that the answer tells of a closed batch; where that fails, until it succeeds. */
  private async close(id: BatchId, refused: number, part: BatchPart): Promise<void> {
    const close = () => this.stores.batches.close(id, refused, part);
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
    { begunAt, answers, waitMs }: { readonly begunAt: number; readonly answers: LineAnswers; readonly waitMs: number },
    request: FastifyRequest,
  ): Promise<BatchView> {
    try {
      return await this.find(tenant, id, waitMs, request);
    } catch (error) {
      if (!isRedisAway(error)) throw error;
      const none = { ended: 0, succeeded: 0, failed: 0, cancelled: 0, timedOut: 0, perSecond: null, leftMs: null };
      const counts = { jobs: answers.accepted, refused: answers.refused, ...none };
      return { id, acceptedAt: timestamp(begunAt), closed: false, ...counts, done: false };
    }
  }

  private async find(tenant: string, id: BatchId, wait: number, request: FastifyRequest): Promise<BatchView> {
    const { batches, changes } = this.stores;
    const read = () => batches.find(tenant, id);
    const first = await read();
    const gone = goneSignal(request, this.shutdown.signal);
    try {
      const waitMs = Math.min(wait, this.limits.maxWaitMs);
      const batch =
        first === null || first.done || waitMs === 0
          ? first
          : await waitForBatch(changes, read, id, { waitMs, signal: gone.signal });
      if (batch === null) throw ProblemError.of('not_found', { detail: `There is no batch ${id}.` });
      return batch;
    } finally {
      gone.release();
    }
  }
}

/** Which part of a batch a request is. @throws ProblemError invalid_request for one that nothing holds together */
function partOf({ from = 1, more = false }: BatchQuery, key: string | null): BatchPart {
  if (key !== null || (from === 1 && !more)) return { from, more };
  throw ProblemError.of('invalid_request', {
    path: 'header.Idempotency-Key',
    detail: 'A batch that is sent in several requests is held together by its Idempotency-Key.',
    cure: 'Send the same Idempotency-Key with each of them, or the whole batch in one request.',
  });
}

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
    const fields = { detail: `${whyRedisAway(error)}. ${NOT_READ}`, retryAfterMs: 1_000 };
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
