import { dataBytes, pingShards } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AcceptController } from './accept/accept.controller.js';
import { BatchController } from './accept/batch.controller.js';
import { JobReader } from './accept/reading/job-reader.js';
import { ApiKeys } from './access/api-keys.js';
import { Profiles } from './access/profiles.js';
import { RequestLimit } from './access/request-limit.js';
import { CancelController } from './cancel/cancel.controller.js';
import { CancelsController } from './cancel/cancels.controller.js';
import type { ApiConfig } from './config/config.js';
import { Limits } from './config/limits.js';
import { EventPlaces } from './events/event-places.js';
import { EventsController } from './events/events.controller.js';
import { BodyMemory } from './http/body-memory.js';
import { HealthController } from './http/health.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { SchemaPipe } from './http/schema.pipe.js';
import { Log } from './log/log.js';
import { ApiMetrics } from './metrics/api-metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { EvidenceController } from './read/evidence.controller.js';
import { ReadController } from './read/read.controller.js';
import { ResultsController } from './results/results.controller.js';
import { RowRewriter } from './results/row-rewriter.js';
import { StreamPlaces } from './results/stream-places.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { Background } from './store/background.js';
import { Connections } from './store/connections.js';
import { Lifecycle } from './store/lifecycle.js';
import { Shutdown } from './store/shutdown.js';
import { Stores } from './store/stores.js';
import { CONFIG, LOG } from './tokens.js';

interface ApiOptions {
  readonly config: ApiConfig;
  readonly logger: StructuredLogger;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<ApiOptions>()
  .setClassMethodName('forRoot')
  .build();

/** The API: what it is made of is decided by the configuration alone. */
@Module({
  controllers: [
    AcceptController,
    BatchController,
    ReadController,
    EventsController,
    ResultsController,
    CancelController,
    EvidenceController,
    CancelsController,
    SessionsController,
    HealthController,
    MetricsController,
  ],
  providers: [
    { provide: CONFIG, inject: [MODULE_OPTIONS_TOKEN], useFactory: ({ config }: ApiOptions) => config },
    { provide: LOG, inject: [MODULE_OPTIONS_TOKEN], useFactory: ({ logger }: ApiOptions) => logger },
    { provide: Log, inject: [LOG], useFactory: (logger: StructuredLogger) => new Log(logger) },
    Shutdown,
    JobReader,
    RowRewriter,
    {
      provide: Connections,
      inject: [CONFIG, LOG],
      useFactory: (config: ApiConfig, logger: StructuredLogger) => new Connections(config, logger),
    },
    {
      provide: Stores,
      inject: [CONFIG, Connections, LOG],
      useFactory: (config: ApiConfig, connections: Connections, logger: StructuredLogger) =>
        new Stores(config, connections, logger),
    },
    {
      provide: Background,
      inject: [LOG, Shutdown],
      useFactory: (logger: StructuredLogger, shutdown: Shutdown) => new Background(logger, shutdown),
    },
    {
      provide: RequestLimit,
      inject: [Connections, CONFIG],
      useFactory: ({ commands }: Connections, { keys }: ApiConfig) => new RequestLimit(commands, keys),
    },
    { provide: ApiKeys, inject: [CONFIG], useFactory: ({ keys }: ApiConfig) => new ApiKeys(keys) },
    { provide: Profiles, inject: [CONFIG], useFactory: ({ profiles }: ApiConfig) => new Profiles(profiles) },
    { provide: Limits, inject: [CONFIG], useFactory: (config: ApiConfig) => new Limits(config) },
    { provide: StreamPlaces, inject: [CONFIG], useFactory: ({ streams }: ApiConfig) => new StreamPlaces(streams) },
    {
      provide: EventPlaces,
      inject: [CONFIG],
      useFactory: ({ eventStreams, tenantEventStreams }: ApiConfig) =>
        new EventPlaces(eventStreams, tenantEventStreams),
    },
    {
      provide: BodyMemory,
      inject: [CONFIG],
      useFactory: ({ bodiesBytes, bodyBytes }: ApiConfig) => new BodyMemory(Math.max(bodiesBytes, bodyBytes)),
    },
    {
      provide: ApiMetrics,
      inject: [CONFIG, Stores, Connections, Background, StreamPlaces, EventPlaces, BodyMemory],
      useFactory: (
        { keys, shards }: ApiConfig,
        { jobs, changes }: Stores,
        { commands }: Connections,
        background: Background,
        streams: StreamPlaces,
        events: EventPlaces,
        memory: BodyMemory,
      ) =>
        new ApiMetrics({
          jobs: () => jobs.counts([...new Set(keys.map(({ tenant }) => tenant))]),
          ping: () => pingShards(commands, shards),
          memoryBytes: () => dataBytes(commands, shards),
          failingTasks: () => background.failing,
          streams: () => streams.used,
          events: () => events.used,
          waitedFor: () => changes.waitedFor,
          bodyBytes: () => memory.used,
        }),
    },
    {
      provide: APP_FILTER,
      inject: [LOG],
      useFactory: (logger: StructuredLogger) => new ProblemFilter(logger),
    },
    { provide: APP_PIPE, useClass: SchemaPipe },
    Lifecycle,
  ],
})
export class ApiModule extends ConfigurableModuleClass {}
