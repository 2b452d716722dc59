import { type DynamicModule, Module } from '@nestjs/common';
import { AcceptController } from './accept/accept.controller.js';
import { BatchController } from './accept/batch.controller.js';
import { JobReader } from './accept/reading/job-reader.js';
import { Profiles } from './access/profiles.js';
import { RequestLimit } from './access/request-limit.js';
import { CancelController } from './cancel/cancel.controller.js';
import type { ApiConfig } from './config/config.js';
import { Limits } from './config/limits.js';
import { BodyMemory } from './http/body-memory.js';
import { HealthController } from './http/health.controller.js';
import { Log } from './log/log.js';
import type { Logger } from './log/logger.js';
import { ReadController } from './read/read.controller.js';
import { ResultsController } from './results/results.controller.js';
import { StreamPlaces } from './results/stream-places.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { Background } from './store/background.js';
import { Connections } from './store/connections.js';
import { Lifecycle } from './store/lifecycle.js';
import { Shutdown } from './store/shutdown.js';
import { Stores } from './store/stores.js';

@Module({})
class ApiModule {}

/** Wires plain classes by type. What they are made of is decided by the configuration alone. */
export function apiModule(
  config: ApiConfig,
  connections: Connections,
  shutdown: Shutdown,
  {
    logger,
    requestLimit,
    memory,
  }: { readonly logger: Logger; readonly requestLimit: RequestLimit; readonly memory: BodyMemory },
): DynamicModule {
  return {
    module: ApiModule,
    controllers: [
      AcceptController,
      BatchController,
      ReadController,
      ResultsController,
      CancelController,
      SessionsController,
      HealthController,
    ],
    providers: [
      { provide: Connections, useValue: connections },
      { provide: Shutdown, useValue: shutdown },
      { provide: Stores, useValue: new Stores(config, connections, logger) },
      { provide: Profiles, useValue: new Profiles(config.profiles) },
      { provide: Limits, useValue: new Limits(config) },
      { provide: StreamPlaces, useValue: new StreamPlaces(config.streams) },
      { provide: RequestLimit, useValue: requestLimit },
      { provide: BodyMemory, useValue: memory },
      { provide: Log, useValue: new Log(logger) },
      { provide: Background, useValue: new Background(logger, shutdown) },
      { provide: JobReader, useValue: new JobReader() },
      Lifecycle,
    ],
  };
}
