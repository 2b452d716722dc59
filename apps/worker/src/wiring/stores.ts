import { join } from 'node:path';
import type { RedisClient } from '@firn/jobs';
import {
  Admitter,
  AuditStore,
  BatchStore,
  Bell,
  CancelStore,
  JobStore,
  SchemaMarks,
  ScratchRegistry,
  SessionStore,
  StepHands,
  StepQueues,
} from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import { FileBlobStore, FileResultStore } from '@firn/results';
import type { Provider } from '@nestjs/common';
import type { WorkerConfig } from '../config/config.js';
import { connectCommands, connectSubscriber } from '../connections.js';
import { Duties } from '../health/duties.js';
import { Troubles } from '../health/troubles.js';
import { DescribedSources } from '../submit/described-sources.js';
import { BLOBS, COMMANDS, CONFIG, LOG, RESULTS, SUBSCRIBER } from '../tokens.js';

/** Where jobs are kept, and what they leave behind. */
export const STORES: readonly Provider[] = [
  {
    provide: COMMANDS,
    inject: [CONFIG, LOG],
    useFactory: ({ redisUrl }: WorkerConfig, log: StructuredLogger) => connectCommands(redisUrl, log),
  },
  {
    provide: SUBSCRIBER,
    inject: [CONFIG, LOG, COMMANDS],
    useFactory: ({ redisUrl }: WorkerConfig, log: StructuredLogger, commands: RedisClient) =>
      connectSubscriber(redisUrl, commands, log),
  },
  {
    provide: JobStore,
    inject: [COMMANDS, CONFIG, Troubles],
    useFactory: (redis: RedisClient, { shards, keepRecordsMs, keepResultsMs }: WorkerConfig, troubles: Troubles) =>
      new JobStore(redis, {
        shards,
        keepMs: keepRecordsMs,
        keepResultMs: keepResultsMs,
        onUnreadable: (error) => troubles.tell(error, error.what),
      }),
  },
  {
    provide: Bell,
    useFactory: () => new Bell(),
  },
  {
    provide: StepQueues,
    inject: [COMMANDS, CONFIG, LOG, Bell],
    useFactory: (connection: RedisClient, { shards }: WorkerConfig, log: StructuredLogger, bell: Bell) =>
      new StepQueues({ connection, shards, bell, onError: (error) => log.warn({ err: error }, 'a queue has trouble') }),
  },
  {
    provide: Admitter,
    inject: [COMMANDS, StepQueues, Duties],
    useFactory: (redis: RedisClient, queues: StepQueues, duties: Duties) =>
      new Admitter(redis, {
        queues: () => Promise.resolve(queues),
        onError: (error) => duties.failed('admission', error),
      }),
  },
  ...[AuditStore, BatchStore, CancelStore, SessionStore, ScratchRegistry, SchemaMarks, StepHands].map((Store) => ({
    provide: Store,
    inject: [COMMANDS, CONFIG],
    useFactory: (redis: RedisClient, { shards }: WorkerConfig) => new Store(redis, shards),
  })),
  {
    provide: DescribedSources,
    inject: [SchemaMarks],
    useFactory: (marks: SchemaMarks) => new DescribedSources(marks),
  },
  {
    provide: RESULTS,
    inject: [CONFIG],
    useFactory: ({ dataFolder }: WorkerConfig) => new FileResultStore(join(dataFolder, 'results')),
  },
  {
    provide: BLOBS,
    inject: [CONFIG],
    useFactory: ({ dataFolder }: WorkerConfig) => new FileBlobStore(join(dataFolder, 'blobs')),
  },
];
