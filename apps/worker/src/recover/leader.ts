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

/** One worker at a time looks for what has become due or was left behind. All of it may be done twice without harm. */
export class Leader {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private repairAt = 0;
  private sweepAt = 0;
  private sweepFilesAt = 0;
  private stopped = false;

  constructor(private readonly ports: WorkerPorts) {}

  start(): void {
    this.timer = setInterval(() => this.tick(), Math.min(TICK_MS, this.ports.config.reconcileMs));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearInterval(this.timer);
    await this.running;
    await releaseLease(this.ports.redis, this.homeShard, ROLE, this.ports.identity.instance);
  }

  private get homeShard(): string {
    return allShards(1)[0] ?? '00';
  }

  private tick(): void {
    this.running ??= this.ports.duties
      .run('recovery', () => this.run())
      .then(() => undefined)
      .finally(() => {
        this.running = null;
      });
  }

  /** Each duty apart: one that fails keeps none of the others from being done. */
  private async run(): Promise<void> {
    const { redis, identity, config } = this.ports;
    if (this.stopped || !(await holdLease(redis, this.homeShard, ROLE, identity.instance, LEASE_MS))) return;
    await this.duty('timeouts', endOverdue);
    const now = performance.now();
    if (now >= this.repairAt) {
      this.repairAt = now + config.reconcileMs;
      await this.duty('repair', repairJobs);
      await this.duty('batches', closeBatches);
    }
    if (now >= this.sweepAt) {
      this.sweepAt = now + config.sweepMs;
      await this.duty('temporary objects', sweepScratch);
      await this.duty('retention', sweepRecords);
    }
    if (now >= this.sweepFilesAt) {
      this.sweepFilesAt = now + SWEEP_FILES_MS;
      await this.duty('files', sweepFiles);
    }
  }

  private async duty(name: string, work: (ports: WorkerPorts) => Promise<void>): Promise<void> {
    if (!this.stopped) await this.ports.duties.run(name, () => work(this.ports));
  }
}
