import { allShards, laterPlans, readPlans } from '@firn/jobs';
import { PLAN_VERSION } from '@firn/snowpark/internal';
import type { WorkerPorts } from '../ports.js';

/** Versions that an older worker beside this one may not read. */
const VERSIONS = laterPlans(PLAN_VERSION);

/** Says which plans this worker reads, and fetches the jobs that older workers put aside. */
export class PlanReader {
  private timer: NodeJS.Timeout | null = null;
  private beating: Promise<unknown> | null = null;

  constructor(private readonly ports: WorkerPorts) {}

  /** Its steps are taken already: what is fetched goes on at once. */
  async start(): Promise<void> {
    if (VERSIONS.length === 0) return;
    await this.beat();
    this.timer = setInterval(() => this.tick(), this.ports.config.tracker.heartbeatMs);
  }

  /** Others may read the same: that this one did is believed until its time is over. */
  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.beating;
  }

  private tick(): void {
    this.beating ??= this.ports.duties
      .run('newer plans', () => this.beat())
      .finally(() => {
        this.beating = null;
      });
  }

  private async beat(): Promise<void> {
    const { redis, config } = this.ports;
    for (const shard of allShards(config.shards)) while (await readPlans(redis, shard, VERSIONS, config.tracker.ttlMs));
  }
}
