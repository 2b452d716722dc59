import { setTimeout as sleep } from 'node:timers/promises';
import { allShards, holdLease, releaseLease } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { closeBatches } from './close-batches.js';
import { endOverdue } from './overdue.js';
import { repairJobs } from './repair-jobs.js';
import { sweepFiles, sweepRecords } from './sweep-records.js';
import { sweepScratch } from './sweep-scratch.js';

const TICK_MS = 1_000;
const LEASE_MS = 5_000;
/** Files are looked through one by one: seldom. */
const SWEEP_FILES_MS = 3_600_000;
const ROLE = 'recover';

/** A duty of its own: it comes again after `everyMs`, and never twice at the same time. */
interface Duty {
  readonly name: string;
  readonly everyMs: number;
  readonly work: (ports: WorkerPorts) => Promise<void>;
  dueAt: number;
  running: Promise<unknown> | null;
}

/**
 * One worker at a time looks for what has become due or was left behind. All of it may be done twice without harm. Each duty has
 * a pace of its own: one that waits for Snowflake, or fails, keeps none of the others from being done.
 */
export class Leader {
  private readonly duties: readonly Duty[];
  private timer: NodeJS.Timeout | null = null;
  private asking: Promise<unknown> | null = null;
  private stopped = false;

  constructor(private readonly ports: WorkerPorts) {
    const { reconcileMs, sweepMs } = ports.config;
    const duty = (name: string, everyMs: number, work: Duty['work']): Duty => ({
      ...{ name, everyMs, work, dueAt: 0, running: null },
    });
    this.duties = [
      duty('timeouts', 0, endOverdue),
      duty('repair', reconcileMs, repairJobs),
      duty('batches', reconcileMs, closeBatches),
      duty('temporary objects', sweepMs, sweepScratch),
      duty('retention', sweepMs, sweepRecords),
      duty('files', SWEEP_FILES_MS, sweepFiles),
    ];
  }

  start(): void {
    this.timer = setInterval(() => this.tick(), Math.min(TICK_MS, this.ports.config.reconcileMs));
  }

  /** Whatever still waits for Snowflake then, another worker does again. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearInterval(this.timer);
    const all = Promise.all([this.asking, ...this.duties.map(({ running }) => running)]);
    await Promise.race([all, sleep(this.ports.config.shutdownMs, undefined, { ref: false })]);
    await releaseLease(this.ports.redis, this.homeShard, ROLE, this.ports.identity.instance);
  }

  private get homeShard(): string {
    return allShards(1)[0] ?? '00';
  }

  private tick(): void {
    this.asking ??= this.ports.duties
      .run('recovery', () => this.lead())
      .finally(() => {
        this.asking = null;
      });
  }

  private async lead(): Promise<void> {
    const { redis, identity, duties } = this.ports;
    if (!(await holdLease(redis, this.homeShard, ROLE, identity.instance, LEASE_MS))) return;
    const now = performance.now();
    for (const duty of this.duties) {
      if (this.stopped || duty.running !== null || now < duty.dueAt) continue;
      duty.dueAt = now + duty.everyMs;
      duty.running = duties
        .run(duty.name, () => duty.work(this.ports))
        .finally(() => {
          duty.running = null;
        });
    }
  }
}
