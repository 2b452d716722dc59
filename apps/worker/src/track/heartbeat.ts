import type { JobId } from '@firn/contract';
import { allShards, beat, inherit, lieDown, lives, type Shard, type TrackedQuery } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { condemn } from '../steps/condemn.js';
import { MOST_DEATHS } from '../steps/suspects.js';
import { watchQuery } from './watch-query.js';

/** Queries that one script moves: enough to be quick, few enough not to hold Redis up. */
const TAKE_OVER_CHUNK = 500;
/** After so long without an answer a sign of life counts as not given. */
const ANSWER_MS = 1_000;

/** Says that this worker lives, and takes over the queries of those that do not. */
export class Heartbeat {
  private timer: NodeJS.Timeout | null = null;
  /** When the sign of life was given that a shard has not answered: while Redis is away, more of them would wait for its return. */
  private readonly unanswered = new Map<Shard, number>();
  private adopting: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly ports: WorkerPorts) {}

  /** Resolves after the first sign of life. */
  async start(): Promise<void> {
    await this.beat();
    this.timer = setInterval(() => this.tick(), this.ports.config.tracker.heartbeatMs);
    this.ports.tracker.whenGone(() => this.tick());
    this.tick();
  }

  /** Last of all, so that nothing is taken from a worker that still works: others need not wait for the time to live. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearInterval(this.timer);
    await this.adopting;
    const { redis, config, identity } = this.ports;
    for (const shard of allShards(config.shards)) await lieDown(redis, shard, identity.instance);
  }

  private tick(): void {
    if (this.stopped) return;
    const { duties } = this.ports;
    void duties.run('signs of life', () => this.beat());
    this.adopting ??= duties
      .run('take-over', () => this.adopt())
      .then(() => undefined)
      .finally(() => {
        this.adopting = null;
      });
  }

  /** @throws what Redis says, and where it says nothing */
  private async beat(): Promise<void> {
    const shards = allShards(this.ports.config.shards);
    const latest = performance.now() - ANSWER_MS;
    const silent = shards.filter((shard) => (this.unanswered.get(shard) ?? Infinity) < latest);
    await Promise.all(shards.filter((shard) => !this.unanswered.has(shard)).map((shard) => this.beatIn(shard)));
    if (silent.length > 0) throw new Error(`Redis does not answer signs of life in shard ${silent.join(', ')}.`);
  }

  private async beatIn(shard: Shard): Promise<void> {
    const { redis, config, identity } = this.ports;
    this.unanswered.set(shard, performance.now());
    try {
      await beat(redis, shard, identity.instance, config.tracker.ttlMs);
    } finally {
      this.unanswered.delete(shard);
    }
  }

  /** A job whose entry says nothing: its record knows the same. */
  private async adoptBare(id: JobId): Promise<void> {
    const job = await this.ports.store.read(id);
    if (job?.state === 'running') await watchQuery(job, this.ports);
  }

  /** Those that have ended as many processes as may be: one that lives has only been late. */
  private async poisonOf(shard: Shard, queries: readonly TrackedQuery[]): Promise<ReadonlySet<TrackedQuery>> {
    const poison = new Set<TrackedQuery>();
    for (const query of queries) {
      const { hands = [] } = query;
      if (hands.length < MOST_DEATHS) continue;
      const living = await Promise.all(hands.map((instance) => lives(this.ports.redis, shard, instance)));
      if (living.filter((isLiving) => !isLiving).length >= MOST_DEATHS) poison.add(query);
    }
    return poison;
  }

  /** Where Snowflake cannot tell what became of it, a step asks later. */
  private async giveUp(id: JobId): Promise<void> {
    if (await condemn(id, MOST_DEATHS, this.ports)) return;
    const job = await this.ports.store.read(id);
    if (job !== null) await this.ports.queues.addFinish(id, job.epoch);
  }

  private async apart(id: JobId, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => this.ports.troubles.tell(error, `Job ${id}`));
  }

  private async adopt(): Promise<void> {
    for (const shard of allShards(this.ports.config.shards)) await this.adoptOf(shard);
  }

  /** First all of them are this worker's, so that nobody else waits for them; then they are looked at. */
  private async adoptOf(shard: Shard): Promise<void> {
    const { redis, identity, tracker, log } = this.ports;
    const by = { instance: identity.instance, worker: identity.name, most: TAKE_OVER_CHUNK };
    const queries: TrackedQuery[] = [];
    const bare: JobId[] = [];
    try {
      while (!this.stopped) {
        const inherited = await inherit(redis, shard, by);
        if (inherited.queries.length + inherited.bare.length === 0) break;
        queries.push(...inherited.queries);
        bare.push(...inherited.bare);
      }
    } finally {
      if (queries.length + bare.length > 0)
        log.info({ queries: queries.length + bare.length }, 'took over the queries of a worker that has gone');
      const isPoison = await this.poisonOf(shard, queries);
      tracker.take(queries.filter((query) => !isPoison.has(query)));
      for (const { id } of isPoison) await this.apart(id, () => this.giveUp(id));
      for (const id of bare) await this.apart(id, () => this.adoptBare(id));
    }
  }
}
