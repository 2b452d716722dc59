import type { ProblemCode } from '@firn/contract';
import type { JobCount } from '@firn/jobs';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What is read when somebody asks. Each answers within a bounded time, and rejects where Redis is away. */
export interface MetricSources {
  readonly jobs: () => Promise<readonly JobCount[]>;
  readonly ping: () => Promise<unknown>;
  readonly memoryBytes: () => Promise<number>;
  readonly failingTasks: () => readonly string[];
  readonly streams: () => number;
  readonly events: () => number;
  readonly waitedFor: () => number;
  readonly bodyBytes: () => number;
}

/**
 * What this API has answered, and what all of its jobs are at, for Prometheus. Every API tells the same of the jobs: take the
 * maximum over them, not the sum. Labels are few and bounded: tenants of keys, states, routes as they are defined.
 */
export class ApiMetrics {
  readonly registry = new Registry();

  private readonly requests = new Histogram({
    name: 'firn_http_request_seconds',
    help: 'How long requests took, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers: [this.registry],
  });
  private readonly cuts = new Counter({
    name: 'firn_event_streams_cut_total',
    help: 'Streams of events that ended before there was nothing more to tell, by the code of the problem that their readers were told.',
    labelNames: ['code'],
    registers: [this.registry],
  });

  constructor(sources: MetricSources) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.addJobs(sources);
    new Gauge({
      name: 'firn_result_streams',
      help: 'Results that are being read from this process.',
      registers,
      collect() {
        this.set(sources.streams());
      },
    });
    new Gauge({
      name: 'firn_event_streams',
      help: 'Streams of events that are open at this process.',
      registers,
      collect() {
        this.set(sources.events());
      },
    });
    new Gauge({
      name: 'firn_waited_for',
      help: 'Jobs, batches and tenants whose changes somebody waits for at this process.',
      registers,
      collect() {
        this.set(sources.waitedFor());
      },
    });
    new Gauge({
      name: 'firn_body_bytes',
      help: 'Bytes of request bodies that this process holds.',
      registers,
      collect() {
        this.set(sources.bodyBytes());
      },
    });
    new Gauge({
      name: 'firn_background_failing',
      help: 'Background tasks that fail at the moment.',
      registers,
      collect() {
        this.set(sources.failingTasks().length);
      },
    });
  }

  answered(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  eventsCut(code: ProblemCode): void {
    this.cuts.inc({ code });
  }

  private addJobs(sources: MetricSources): void {
    const registers = [this.registry];
    const counts = shared(() => sources.jobs().catch(() => null));
    new Gauge({
      name: 'firn_jobs',
      help: 'Jobs by tenant and state, ended ones as long as their records are kept.',
      labelNames: ['tenant', 'state'],
      registers,
      async collect() {
        const known = (await counts()) ?? [];
        this.reset();
        for (const { tenant, states } of known)
          for (const [state, count] of Object.entries(states)) this.set({ tenant, state }, count);
      },
    });
    new Gauge({
      name: 'firn_queue_age_seconds',
      help: 'By tenant: for how long the oldest job has waited that a worker may take, and none has taken yet; 0 where none waits.',
      labelNames: ['tenant'],
      registers,
      async collect() {
        const known = (await counts()) ?? [];
        this.reset();
        for (const { tenant, waitingMs } of known) this.set({ tenant }, waitingMs / 1_000);
      },
    });
    new Gauge({
      name: 'firn_jobs_readable',
      help: '1 where the jobs could be counted, 0 where Redis is away and nothing is told of them.',
      registers,
      async collect() {
        this.set((await counts()) === null ? 0 : 1);
      },
    });
    new Gauge({
      name: 'firn_redis_bytes',
      help: 'Memory that the data of Redis takes; NaN where Redis is away.',
      registers,
      async collect() {
        this.set(await sources.memoryBytes().catch(() => Number.NaN));
      },
    });
    new Gauge({
      name: 'firn_redis_bytes_per_job',
      help: 'Memory that the data of Redis takes for each record of a job, whatever its state; NaN where there is none, or Redis is away.',
      registers,
      async collect() {
        const [known, bytes] = await Promise.all([counts(), sources.memoryBytes().catch(() => Number.NaN)]);
        const jobs = (known ?? [])
          .flatMap(({ states }) => Object.values(states))
          .reduce((sum, count) => sum + count, 0);
        this.set(jobs === 0 ? Number.NaN : bytes / jobs);
      },
    });
    new Gauge({
      name: 'firn_redis_round_trip_seconds',
      help: 'What a round trip to Redis takes, in a Cluster to the slowest of its servers; NaN where Redis is away.',
      registers,
      async collect() {
        const startedAt = performance.now();
        const seconds = await sources.ping().then(
          () => (performance.now() - startedAt) / 1_000,
          () => Number.NaN,
        );
        this.set(seconds);
      },
    });
  }
}

/** One reading for all who ask while it is under way: the gauges of one answer tell of the same moment. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null;
  return () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
}
