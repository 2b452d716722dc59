import type { BatchStore, JobStore, ScratchRegistry, SessionStore, StepQueues } from '@firn/jobs';
import type { BlobStore, ResultStore } from '@firn/results';
import type { ConnectionRegistry } from '@firn/snowflake';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config/config.js';
import type { Duties } from './health/duties.js';
import type { Troubles } from './health/troubles.js';
import type { Logger } from './log/logger.js';
import type { SnowflakeSessions } from './steps/snowflake-sessions.js';
import type { Suspects } from './steps/suspects.js';
import type { Storing } from './store/storing.js';
import type { HeldSessions } from './submit/held-sessions.js';
import type { ScratchPlaces } from './submit/scratch-places.js';
import type { Submitting } from './submit/submitting.js';
import type { Tracker } from './track/tracker.js';

/** What the steps of a worker work with. One object for the process; the steps are plain functions over it. */
export interface WorkerPorts {
  readonly config: WorkerConfig;
  /** `name` is shown in jobs; `instance` is new with every start, so that a restarted worker is not taken for the one before. */
  readonly identity: { readonly name: string; readonly instance: string };
  readonly log: Logger;
  /** How the background tasks do. */
  readonly duties: Duties;
  /** What single jobs and entries are in trouble with. */
  readonly troubles: Troubles;
  readonly redis: Redis;
  readonly store: JobStore;
  readonly queues: StepQueues;
  readonly batches: BatchStore;
  readonly durableSessions: SessionStore;
  readonly scratch: ScratchRegistry;
  readonly places: ScratchPlaces;
  readonly sessions: SnowflakeSessions;
  /** Gives sessions back, or leaves them; opened are they through `sessions`. */
  readonly snowflake: ConnectionRegistry;
  readonly results: ResultStore;
  readonly blobs: BlobStore;
  readonly tracker: Tracker;
  /** Steps that were in hand when a process died, so far as this one has them. */
  readonly suspects: Suspects;
  /** Statements of this process that Snowflake has not answered yet. */
  readonly submitting: Submitting;
  /** Sessions that writes of this process hold. */
  readonly held: HeldSessions;
  /** Results that this process is storing. */
  readonly storing: Storing;
}
