import { randomBytes } from 'node:crypto';
import type { RedisClient } from '@firn/jobs';
import { JobStore, ScratchRegistry, StepQueues } from '@firn/jobs';
import { HostedHandlers, type StructuredLogger } from '@firn/nest';
import type { BlobStore } from '@firn/results';
import type { Provider } from '@nestjs/common';
import { PlanReader } from '../admit/plan-reader.js';
import { Hosting } from '../build/hosting.js';
import { CancelSender } from '../cancel/cancel-sender.js';
import { Nudges } from '../cancel/nudges.js';
import { Compiler } from '../compile/compiler.js';
import type { WorkerConfig } from '../config/config.js';
import { Duties } from '../health/duties.js';
import { HealthServer } from '../health/health-server.js';
import { readHealth } from '../health/read-health.js';
import { Troubles } from '../health/troubles.js';
import { FirnWorkerHealth } from '../health/worker-health.js';
import { WorkerMetrics } from '../metrics/worker-metrics.js';
import { type Identity, WorkerPorts } from '../ports.js';
import { Leader } from '../recover/leader.js';
import { SnowflakeSessions } from '../steps/snowflake-sessions.js';
import { StepWorkers } from '../steps/step-workers.js';
import { Suspects } from '../steps/suspects.js';
import { Storing } from '../store/storing.js';
import { DescribedSources } from '../submit/described-sources.js';
import { FirstLooks } from '../submit/first-looks.js';
import { HeldSessions } from '../submit/held-sessions.js';
import { Submitting } from '../submit/submitting.js';
import { BLOBS, COMMANDS, CONFIG, IDENTITY, LOG, SUBSCRIBER } from '../tokens.js';
import { Heartbeat } from '../track/heartbeat.js';
import { HistoryReaders } from '../track/history-readers.js';
import { Tracker } from '../track/tracker.js';
import { WorkerLifecycle } from '../worker-lifecycle.js';

/** The steps of jobs, what they know of each other in this process, and what runs beside them. */
export const STEPS: readonly Provider[] = [
  {
    provide: IDENTITY,
    inject: [CONFIG],
    useFactory: ({ name }: WorkerConfig): Identity => ({
      name,
      instance: `${name}:${randomBytes(6).toString('hex')}`,
    }),
  },
  ...[Duties, Troubles].map((Kept) => ({
    provide: Kept,
    inject: [LOG],
    useFactory: (log: StructuredLogger) => new Kept(log),
  })),
  ...[Suspects, Submitting, Storing, Compiler].map((Known) => ({ provide: Known, useFactory: () => new Known() })),
  {
    provide: FirstLooks,
    inject: [CONFIG],
    // At least half of the steps stay free to take what comes.
    useFactory: ({ concurrency }: WorkerConfig) => new FirstLooks(Math.floor(concurrency.submit / 2)),
  },
  {
    provide: Tracker,
    inject: [
      ...[CONFIG, IDENTITY, LOG, Duties, Troubles, COMMANDS, JobStore, StepQueues, SnowflakeSessions],
      ...[HeldSessions, CancelSender, FirstLooks, ScratchRegistry, DescribedSources, BLOBS, Compiler, WorkerMetrics],
    ],
    useFactory: (
      config: WorkerConfig,
      identity: Identity,
      log: StructuredLogger,
      duties: Duties,
      troubles: Troubles,
      redis: RedisClient,
      store: JobStore,
      queues: StepQueues,
      sessions: SnowflakeSessions,
      held: HeldSessions,
      cancelSender: CancelSender,
      firstLooks: FirstLooks,
      scratch: ScratchRegistry,
      described: DescribedSources,
      blobs: BlobStore,
      compiler: Compiler,
      metrics: WorkerMetrics,
    ) =>
      new Tracker({
        ...{ config, identity, log, duties, troubles, redis, store, queues, sessions, held, cancelSender },
        ...{ firstLooks, scratch, described, blobs, compiler, metrics },
      }),
  },
  HostedHandlers,
  { provide: WorkerMetrics, useFactory: () => new WorkerMetrics() },
  WorkerPorts,
  {
    provide: FirnWorkerHealth,
    inject: [WorkerPorts],
    useFactory: (ports: WorkerPorts): FirnWorkerHealth => ({ read: () => readHealth(ports) }),
  },
  {
    provide: HealthServer,
    inject: [WorkerPorts, FirnWorkerHealth],
    useFactory: (ports: WorkerPorts, health: FirnWorkerHealth) => new HealthServer(ports, health),
  },
  ...[Heartbeat, HistoryReaders, Leader, PlanReader].map((Duty) => ({
    provide: Duty,
    inject: [WorkerPorts],
    useFactory: (ports: WorkerPorts) => new Duty(ports),
  })),
  {
    provide: Nudges,
    inject: [SUBSCRIBER, WorkerPorts],
    useFactory: (subscriber: RedisClient, ports: WorkerPorts) => new Nudges(subscriber, ports),
  },
  StepWorkers,
  Hosting,
  WorkerLifecycle,
];
