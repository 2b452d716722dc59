import type { StepQueues } from '../queues/step-queues.js';
import type { RedisClient } from '../redis/client.js';
import type { Shard } from '../shard.js';
import { admit } from './admit.js';
import { whenRoom } from './room.js';

/** Jobs that one script lets out: as many as are worth a round trip, few enough that Redis is free again at once. */
const MOST = 50;
/** The longest timer; a later time is met by the safety net, or by the next look. */
const LONGEST_TIMER_MS = 3_600_000;

export interface AdmitterOptions {
  /** Told where admission failed: it is tried again with the next event, or by the safety net. */
  readonly onError: (error: unknown) => void;
  /** Where steps are added; may have to be opened first. */
  readonly queues: () => Promise<StepQueues>;
}

/**
 * Moves to the queues what may start. It acts on events: a script that accepted, ended or freed something says that something may
 * start. Events that come while it works are one more round. What waits for its time has a timer here, and a safety net elsewhere.
 */
export class Admitter {
  private readonly wanted = new Set<Shard>();
  private readonly timers = new Map<Shard, NodeJS.Timeout>();
  private working: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly redis: RedisClient,
    private readonly options: AdmitterOptions,
  ) {}

  /** Listens to the scripts that run over its connection. */
  start(): void {
    whenRoom(this.redis, (shard) => this.wake(shard));
  }

  /** Something may start in this shard. */
  wake(shard: Shard): void {
    if (this.stopped) return;
    this.wanted.add(shard);
    this.working ??= this.work().finally(() => {
      this.working = null;
      for (const next of this.wanted) return this.wake(next); // came at the last moment
    });
  }

  /** One look at a shard, whatever events said. @throws what Redis or the queues say */
  look(shard: Shard): Promise<void> {
    return this.round(shard);
  }

  /** Resolves once nothing is under way any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await this.working;
  }

  private async work(): Promise<void> {
    for (let shard = this.next(); shard !== null && !this.stopped; shard = this.next()) {
      try {
        await this.round(shard);
      } catch (error) {
        this.options.onError(error);
      }
    }
  }

  private next(): Shard | null {
    for (const shard of this.wanted) {
      this.wanted.delete(shard);
      return shard;
    }
    return null;
  }

  private async round(shard: Shard): Promise<void> {
    const { admitted, more, dueInMs } = await admit(this.redis, shard, MOST);
    if (more) this.wake(shard);
    this.remind(shard, dueInMs);
    if (admitted.length > 0) await (await this.options.queues()).addAllNext(admitted);
  }

  private remind(shard: Shard, inMs: number | null): void {
    clearTimeout(this.timers.get(shard));
    this.timers.delete(shard);
    if (inMs === null || this.stopped) return;
    const timer = setTimeout(() => this.wake(shard), Math.min(inMs, LONGEST_TIMER_MS));
    timer.unref();
    this.timers.set(shard, timer);
  }
}
