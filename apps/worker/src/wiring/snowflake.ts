import { JobStore, ScratchRegistry } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import { ConnectionRegistry } from '@firn/snowflake';
import type { Provider } from '@nestjs/common';
import { CancelSender } from '../cancel/cancel-sender.js';
import type { WorkerConfig } from '../config/config.js';
import { WorkerMetrics } from '../metrics/worker-metrics.js';
import { SnowflakeSessions } from '../steps/snowflake-sessions.js';
import { HeldSessions } from '../submit/held-sessions.js';
import { ScratchPlaces } from '../submit/scratch-places.js';
import { CONFIG, LOG } from '../tokens.js';

/** Sessions of Snowflake. None is opened before the first job needs it. */
export const SNOWFLAKE: readonly Provider[] = [
  {
    provide: ConnectionRegistry,
    inject: [CONFIG, WorkerMetrics],
    useFactory: ({ decoders, loginMs }: WorkerConfig, metrics: WorkerMetrics) =>
      new ConnectionRegistry({
        decodingThreads: decoders,
        loginDeadlineMs: loginMs,
        observe: (profile) => metrics.observerOf(profile),
      }),
  },
  {
    provide: SnowflakeSessions,
    inject: [CONFIG, ConnectionRegistry],
    useFactory: (config: WorkerConfig, registry: ConnectionRegistry) => new SnowflakeSessions(config, registry),
  },
  {
    provide: CancelSender,
    inject: [CONFIG, LOG, SnowflakeSessions],
    useFactory: (config: WorkerConfig, log: StructuredLogger, sessions: SnowflakeSessions) =>
      new CancelSender({ config, log, sessions }),
  },
  {
    provide: HeldSessions,
    inject: [ConnectionRegistry],
    useFactory: (registry: ConnectionRegistry) => new HeldSessions(registry),
  },
  {
    provide: ScratchPlaces,
    inject: [CONFIG, LOG, JobStore, ScratchRegistry, SnowflakeSessions, ConnectionRegistry],
    useFactory: (
      config: WorkerConfig,
      log: StructuredLogger,
      store: JobStore,
      scratch: ScratchRegistry,
      sessions: SnowflakeSessions,
      snowflake: ConnectionRegistry,
    ) => new ScratchPlaces({ config, log, store, scratch, sessions, snowflake }),
  },
];
