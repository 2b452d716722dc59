import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BatchStore, JobStore, ScratchRegistry, SessionStore, StepQueues } from '@firn/jobs';
import { FileBlobStore, FileResultStore } from '@firn/results';
import { ConnectionRegistry } from '@firn/snowflake';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config/config.js';
import { Duties } from './health/duties.js';
import { Troubles } from './health/troubles.js';
import type { Logger } from './log/logger.js';
import type { WorkerPorts } from './ports.js';
import { SnowflakeSessions } from './steps/snowflake-sessions.js';
import { Suspects } from './steps/suspects.js';
import { Storing } from './store/storing.js';
import { HeldSessions } from './submit/held-sessions.js';
import { ScratchPlaces } from './submit/scratch-places.js';
import { Submitting } from './submit/submitting.js';
import { Tracker } from './track/tracker.js';

/** Puts together what the steps work with. Nothing runs yet, and no session is opened before the first job needs it. */
export function openPorts(config: WorkerConfig, redis: Redis, log: Logger): WorkerPorts {
  const identity = { name: config.name, instance: `${config.name}:${randomBytes(6).toString('hex')}` };
  const { shards, keepRecordsMs: keepMs, keepResultsMs: keepResultMs } = config;
  const troubles = new Troubles(log);
  const duties = new Duties(log);
  const store = new JobStore(redis, {
    shards,
    keepMs,
    keepResultMs,
    onUnreadable: (error) => troubles.tell(error, error.what),
  });
  const queues = new StepQueues({
    connection: redis,
    shards,
    onError: (error) => log.warn({ err: error }, 'a queue has trouble'),
  });
  const snowflake = new ConnectionRegistry({ decodingThreads: config.decoders, loginDeadlineMs: config.loginMs });
  const sessions = new SnowflakeSessions(config, snowflake);
  const held = new HeldSessions(snowflake);
  const scratch = new ScratchRegistry(redis, shards);
  return {
    config,
    identity,
    log,
    duties,
    troubles,
    redis,
    store,
    queues,
    batches: new BatchStore(redis, shards),
    durableSessions: new SessionStore(redis, shards),
    scratch,
    places: new ScratchPlaces({ config, log, store, scratch, sessions, snowflake }),
    sessions,
    snowflake,
    results: new FileResultStore(join(config.dataFolder, 'results')),
    blobs: new FileBlobStore(join(config.dataFolder, 'blobs')),
    tracker: new Tracker({ config, identity, log, duties, troubles, redis, store, queues, sessions, held }),
    suspects: new Suspects(),
    submitting: new Submitting(),
    held,
    storing: new Storing(),
  };
}
