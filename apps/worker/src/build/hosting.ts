import { type JobId } from '@firn/contract';
import { allShards, host, needsHandler, queueJob, type Shard, unhost, waitingFor } from '@firn/jobs';
import { Injectable } from '@nestjs/common';
import { WorkerPorts } from '../ports.js';
import { StepWorkers } from '../steps/step-workers.js';

/** Jobs that waited for a handler and are put into its queue at one beat: what is in the queue, only a worker takes out again. */
const CHUNK = 500;

/** Tells that this worker hosts its handlers, takes their steps, and fetches the jobs that waited for one. */
@Injectable()
export class Hosting {
  private timer: NodeJS.Timeout | null = null;
  private beating: Promise<unknown> | null = null;
  private stopped: Promise<void> | null = null;
  private names: readonly string[] = [];

  constructor(
    private readonly ports: WorkerPorts,
    private readonly steps: StepWorkers,
  ) {}

  /** @param names of the handlers */
  async start(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    this.names = names;
    await Promise.all(names.map((name) => this.steps.host(name)));
    this.ports.log.info({ handlers: names }, 'hosts handlers');
    await this.beat();
    this.timer = setInterval(() => this.tick(), this.ports.config.tracker.heartbeatMs);
  }

  /** What comes from now on waits for another host; what is at work here gets `shutdownMs`. */
  stop(): Promise<void> {
    this.stopped ??= this.stopNow();
    return this.stopped;
  }

  private async stopNow(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.beating;
    if (this.names.length === 0) return;
    const { redis, identity } = this.ports;
    for (const shard of this.shards) await unhost(redis, shard, identity.instance, this.names);
    await this.steps.unhostAll();
  }

  private get shards(): readonly Shard[] {
    return allShards(this.ports.config.shards);
  }

  private tick(): void {
    if (this.stopped !== null) return;
    this.beating ??= this.ports.duties
      .run('handlers', () => this.beat())
      .finally(() => {
        this.beating = null;
      });
  }

  private async beat(): Promise<void> {
    const { redis, config, identity } = this.ports;
    const { names } = this;
    for (const shard of this.shards) {
      await host(redis, shard, identity.instance, names, config.tracker.ttlMs);
      for (const name of names) for (const id of await waitingFor(redis, shard, name, CHUNK)) await this.fetch(id);
    }
  }

  private async fetch(id: JobId): Promise<void> {
    const { store, queues, troubles } = this.ports;
    try {
      const job = await store.read(id);
      if (job !== null && job.state === 'waiting' && needsHandler(job)) await queueJob(store, queues, job);
    } catch (error) {
      troubles.tell(error, `Job ${id}`);
    }
  }
}
