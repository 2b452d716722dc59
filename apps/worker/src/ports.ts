import type { RedisClient } from '@firn/jobs';
import {
  Admitter,
  AuditStore,
  BatchStore,
  Bell,
  CancelStore,
  JobStore,
  ScratchRegistry,
  SessionStore,
  StepHands,
  StepQueues,
} from '@firn/jobs';
import { HostedHandlers, type StructuredLogger } from '@firn/nest';
import type { BlobStore, ResultStore } from '@firn/results';
import { ConnectionRegistry } from '@firn/snowflake';
import { Inject, Injectable } from '@nestjs/common';
import { CancelSender } from './cancel/cancel-sender.js';
import { Compiler } from './compile/compiler.js';
import type { WorkerConfig } from './config/config.js';
import { Duties } from './health/duties.js';
import { Troubles } from './health/troubles.js';
import { WorkerMetrics } from './metrics/worker-metrics.js';
import { SnowflakeSessions } from './steps/snowflake-sessions.js';
import { Suspects } from './steps/suspects.js';
import { Storing } from './store/storing.js';
import { DescribedSources } from './submit/described-sources.js';
import { FirstLooks } from './submit/first-looks.js';
import { HeldSessions } from './submit/held-sessions.js';
import { ScratchPlaces } from './submit/scratch-places.js';
import { Submitting } from './submit/submitting.js';
import { BLOBS, COMMANDS, CONFIG, IDENTITY, LOG, RESULTS } from './tokens.js';
import { Tracker } from './track/tracker.js';

/** `name` is shown in jobs; `instance` is new with every start, so that a restarted worker is not taken for the one before. */
export interface Identity {
  readonly name: string;
  readonly instance: string;
}

/** What the steps of a worker work with: functions over it, each of which says what part of it it needs. */
@Injectable()
export class WorkerPorts {
  constructor(
    @Inject(CONFIG) readonly config: WorkerConfig,
    @Inject(IDENTITY) readonly identity: Identity,
    @Inject(LOG) readonly log: StructuredLogger,
    /** How the background tasks do. */
    readonly duties: Duties,
    /** What single jobs and entries are in trouble with. */
    readonly troubles: Troubles,
    @Inject(COMMANDS) readonly redis: RedisClient,
    readonly store: JobStore,
    readonly queues: StepQueues,
    /** Wakes those who wait for steps. */
    readonly bell: Bell,
    /** Lets jobs out of their lines. */
    readonly admitter: Admitter,
    /** What the comparison with Snowflake's history has found. */
    readonly audits: AuditStore,
    readonly batches: BatchStore,
    /** Cancels of many jobs at once. */
    readonly cancels: CancelStore,
    readonly durableSessions: SessionStore,
    readonly scratch: ScratchRegistry,
    readonly places: ScratchPlaces,
    /** Columns of the sources of durable sessions. */
    readonly described: DescribedSources,
    readonly compiler: Compiler,
    readonly sessions: SnowflakeSessions,
    /** Gives sessions back, or leaves them; opened are they through `sessions`. */
    readonly snowflake: ConnectionRegistry,
    @Inject(RESULTS) readonly results: ResultStore,
    @Inject(BLOBS) readonly blobs: BlobStore,
    readonly tracker: Tracker,
    /** Steps that were in hand when a process died, so far as this one has them. */
    readonly suspects: Suspects,
    /** In whose hands they were, of all processes. */
    readonly hands: StepHands,
    /** Statements of this process that Snowflake has not answered yet. */
    readonly submitting: Submitting,
    /** First looks of this process at queries that were just sent. */
    readonly firstLooks: FirstLooks,
    /** Cancels on their way to Snowflake. */
    readonly cancelSender: CancelSender,
    /** Sessions that writes of this process hold. */
    readonly held: HeldSessions,
    /** Results that this process is storing. */
    readonly storing: Storing,
    /** Methods of this process that build the actions of jobs. */
    readonly handlers: HostedHandlers,
    /** What this worker has done, for whoever watches it. */
    readonly metrics: WorkerMetrics,
  ) {}
}
