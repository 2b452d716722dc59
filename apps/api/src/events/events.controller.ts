import { BatchId, HEADERS, isSettled, JobId, type Problem, ProblemError } from '@firn/contract';
import { type EventPosition, parsePosition, type Watch } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Limits } from '../config/limits.js';
import { goneSignal } from '../http/gone-signal.js';
import { toProblem } from '../http/to-problem.js';
import { Log } from '../log/log.js';
import { ApiMetrics } from '../metrics/api-metrics.js';
import { showJob } from '../read/show-job.js';
import { Shutdown } from '../store/shutdown.js';
import { Stores } from '../store/stores.js';
import { batchEvents, batchProgress } from './batch-events.js';
import { EventPlaces } from './event-places.js';
import { jobEvents } from './job-events.js';
import { lastSeen } from './last-event-id.js';
import { sendEvents } from './send-events.js';
import { tenantEvents } from './tenant-events.js';

/** What one stream needs for as long as it is read. */
interface Open {
  readonly watch: Watch;
  readonly signal: AbortSignal;
}

/** Changes as they happen, as server-sent events. Each stream goes on behind the Last-Event-ID that its reader sends. */
@Controller('v1')
export class EventsController {
  constructor(
    private readonly stores: Stores,
    private readonly places: EventPlaces,
    private readonly shutdown: Shutdown,
    private readonly limits: Limits,
    private readonly metrics: ApiMetrics,
    private readonly log: Log,
  ) {}

  /** The job each time it has changed, until it has ended or waits for a review. 204 where its reader has seen that already. */
  @Get('jobs/:id/events')
  async ofJob(
    @Caller() { tenant }: CallerIdentity,
    @Param('id', { schema: JobId }) id: JobId,
    @Headers(HEADERS.lastEventId) last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    addToLogContext({ jobId: id });
    const after = lastSeen(last, versionOf) ?? -1;
    const { jobs, changes, blobs } = this.stores;
    const found = await jobs.find(tenant, id);
    if (isSettled(found.state) && found.version <= after) return nothingMore(reply);
    await this.open(
      request,
      reply,
      tenant,
      () => changes.ofJob(id),
      ({ watch, signal }) =>
        jobEvents(
          watch,
          () => jobs.read(id),
          (job) => showJob(job, blobs),
          after,
          signal,
        ),
    );
  }

  /** The batch each time it got further, until it is done. 204 where its reader has seen that already. */
  @Get('batches/:id/events')
  async ofBatch(
    @Caller() { tenant }: CallerIdentity,
    @Param('id', { schema: BatchId }) id: BatchId,
    @Headers(HEADERS.lastEventId) last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    addToLogContext({ batchId: id });
    const after = lastSeen(last, progressOf) ?? '';
    const { batches, changes } = this.stores;
    const found = await batches.find(tenant, id);
    if (found === null) throw ProblemError.of('not_found', { detail: `There is no batch ${id}.` });
    if (found.done && batchProgress(found) === after) return nothingMore(reply);
    await this.open(
      request,
      reply,
      tenant,
      () => changes.ofBatch(id),
      ({ watch, signal }) => batchEvents(watch, () => batches.find(tenant, id), after, signal),
    );
  }

  /** The changes of all jobs of the tenant: whoever has read the head of the answer misses none that comes after it. */
  @Get('events')
  async ofTenant(
    @Caller() { tenant }: CallerIdentity,
    @Headers(HEADERS.lastEventId) last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { events, changes, jobs } = this.stores;
    const after = lastSeen(last, (text) => parsePosition(text, jobs.shards));
    let end: EventPosition = [];
    await this.open(
      request,
      reply,
      tenant,
      async () => {
        end = await events.listen(tenant);
        return changes.ofTenant(tenant);
      },
      ({ watch, signal }) => tenantEvents(watch, events, tenant, after ?? end, signal),
    );
  }

  /** Takes a place and begins to watch before anything is read; both end with the stream. */
  private async open(
    request: FastifyRequest,
    reply: FastifyReply,
    tenant: string,
    begin: () => Promise<Watch>,
    events: (open: Open) => AsyncIterable<string>,
  ): Promise<void> {
    const release = this.places.take(tenant);
    try {
      const watch = await begin();
      const gone = goneSignal(request, this.shutdown.signal);
      sendEvents(reply, {
        events: events({ watch, signal: gone.signal }),
        cut: () => (this.shutdown.begun ? ProblemError.of('shutting_down', ENDS) : null),
        told: (failure) => ({ ...this.told(failure), requestId: request.id }),
        stalledMs: this.limits.stalledMs,
        end: () => {
          gone.release();
          watch.end();
          release();
        },
      });
    } catch (error) {
      release();
      throw error;
    }
  }

  private told(failure: unknown): Problem {
    const told = toProblem(failure);
    this.metrics.eventsCut(told.code);
    this.log.logger[told.code === 'internal' ? 'error' : 'info'](
      { err: failure, code: told.code },
      'a stream of events is cut',
    );
    return told;
  }
}

const ENDS = { detail: 'This process ends; another one goes on with the stream.', retryAfterMs: 1_000 };

const nothingMore = (reply: FastifyReply): void => void reply.status(204).send();

const versionOf = (text: string): number | null => (/^\d{1,10}$/.test(text) ? Number(text) : null);
const progressOf = (text: string): string | null => (/^[01](-\d{1,10}){3}$/.test(text) ? text : null);
