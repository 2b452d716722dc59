import { join } from 'node:path';
import { Admitter, BatchStore, CancelStore, JobChanges, JobStore, SessionStore, TenantEvents } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import { type BlobStore, FileBlobStore, FileResultStore, type ResultStore } from '@firn/results';
import { Capacity } from '../accept/capacity.js';
import type { ApiConfig } from '../config/config.js';
import type { Connections } from './connections.js';
import { StepAdder } from './step-adder.js';

/** Everything this process shares with the workers. It holds no state of its own: any API process can answer any request. */
export class Stores {
  readonly jobs: JobStore;
  readonly batches: BatchStore;
  readonly sessions: SessionStore;
  readonly cancels: CancelStore;
  readonly changes: JobChanges;
  readonly events: TenantEvents;
  readonly steps: StepAdder;
  /** What a cancel here leaves room for, starts here. */
  readonly admitter: Admitter;
  /** Whether there is room for more jobs at all. */
  readonly capacity: Capacity;
  readonly blobs: BlobStore;
  readonly results: ResultStore;

  constructor(config: ApiConfig, connections: Connections, logger: StructuredLogger) {
    const { commands, subscriber } = connections;
    const { shards } = config;
    this.jobs = new JobStore(commands, {
      ...{ shards, keepMs: config.keepRecordsMs, keepResultMs: config.keepResultsMs },
      waiting: config.waiting,
    });
    this.batches = new BatchStore(commands, shards);
    this.sessions = new SessionStore(commands, shards);
    this.cancels = new CancelStore(commands, shards);
    this.changes = new JobChanges(subscriber, shards);
    this.events = new TenantEvents(commands, shards);
    this.steps = new StepAdder(commands, {
      shards,
      timeoutMs: config.redisTimeoutMs,
      logger,
    });
    this.admitter = new Admitter(commands, {
      queues: () => this.steps.ready(),
      onError: (error) => logger.warn({ err: error }, 'admission failed; it is tried again'),
    });
    this.capacity = new Capacity(
      { jobs: this.jobs, redis: commands },
      { jobs: config.waiting.allJobs, diskFreeBytes: config.diskFreeBytes, dataFolder: config.dataFolder },
    );
    this.blobs = new FileBlobStore(join(config.dataFolder, 'blobs'));
    this.results = new FileResultStore(join(config.dataFolder, 'results'));
  }
}
