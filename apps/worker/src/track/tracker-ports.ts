import type { JobStore, RedisClient, StepQueues } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import type { CancelSender } from '../cancel/cancel-sender.js';
import type { WorkerConfig } from '../config/config.js';
import type { Duties } from '../health/duties.js';
import type { Troubles } from '../health/troubles.js';
import type { SnowflakeSessions } from '../steps/snowflake-sessions.js';
import type { HeldSessions } from '../submit/held-sessions.js';

/** What the tracker works with: a part of the ports. */
export interface TrackerPorts {
  readonly config: WorkerConfig;
  readonly identity: { readonly name: string; readonly instance: string };
  readonly log: StructuredLogger;
  readonly duties: Duties;
  readonly troubles: Troubles;
  readonly redis: RedisClient;
  readonly store: JobStore;
  readonly queues: StepQueues;
  readonly sessions: SnowflakeSessions;
  readonly held: HeldSessions;
  readonly cancelSender: CancelSender;
}
