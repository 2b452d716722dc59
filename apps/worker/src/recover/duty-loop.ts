import { setTimeout as sleep } from 'node:timers/promises';
import { allShards, holdLease, releaseLease } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import type { Duty } from './duty.js';

/** Between two passes where more is due: everything else of this process gets its turn. */
const SOON_MS = 20;
/** How often a worker that does not have the lease asks for it. */
const ASK_MS = 1_000;
/** A lease outlives the rest between two passes by this much. */
const LEASE_MS = 2_000;
/** How often it is looked for how long the oldest of what is due has been so: a gauge. */
const LAG_MS = 1_000;
/** Duties rest until a common beat: what several of them say to Redis then goes in one packet, which costs more than what it says. */
const BEAT_MS = 50;

/** Goes on with one duty, while this worker holds its lease unless all do it. Neither a slow pass nor a failing one holds up another duty. */
export class DutyLoop {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** Monotonic milliseconds until which its lease need not be asked for again. */
  private mineUntil = 0;
  private lagLookAt = 0;

  constructor(
    private readonly duty: Duty,
    private readonly ports: WorkerPorts,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Resolves when the last pass is over. The lease is free then. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
    await releaseLease(this.ports.redis, HOME, this.role, this.ports.identity.instance);
  }

  private get role(): string {
    return `recover:${this.duty.name}`;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      let restMs = Math.min(this.duty.everyMs, ASK_MS);
      const turn = async () => {
        restMs = await this.turn();
      };
      await this.ports.duties.run(this.duty.name, turn, this.duty.longestMs);
      await sleep(untilBeat(restMs), undefined, { signal, ref: false }).catch(() => undefined); // only the signal ends it early
    }
  }

  /** Gives for how long to rest. */
  private async turn(): Promise<number> {
    const { duty, ports } = this;
    if (!duty.shared && !(await this.isMine())) return Math.min(duty.everyMs, ASK_MS);
    const more = await duty.pass(ports, this.stopped.signal);
    if (duty.lagMs !== undefined && performance.now() >= this.lagLookAt) {
      this.lagLookAt = performance.now() + LAG_MS;
      ports.duties.lags(duty.name, await duty.lagMs(ports));
    }
    return more ? SOON_MS : duty.everyMs;
  }

  /** Whether it has the lease. It is renewed once half of it is over. */
  private async isMine(): Promise<boolean> {
    const now = performance.now();
    if (now < this.mineUntil) return true;
    const leaseMs = this.duty.everyMs + LEASE_MS;
    const { redis, identity } = this.ports;
    const isMine = await holdLease(redis, HOME, this.role, identity.instance, leaseMs);
    this.mineUntil = isMine ? now + leaseMs / 2 : 0;
    return isMine;
  }
}

const untilBeat = (restMs: number): number =>
  restMs < BEAT_MS ? restMs : restMs - ((performance.now() + restMs) % BEAT_MS);

/** Leases lie in the first shard: one worker looks after a duty in all of them. */
const HOME = allShards(1)[0] ?? '00';
