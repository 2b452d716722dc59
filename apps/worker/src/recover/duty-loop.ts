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

/** Goes on with one duty, while this worker holds its lease unless all do it. Neither a slow pass nor a failing one holds up another duty. */
export class DutyLoop {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

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
      await sleep(restMs, undefined, { signal, ref: false }).catch(() => undefined); // only the signal ends it early
    }
  }

  /** Gives for how long to rest. */
  private async turn(): Promise<number> {
    const { duty, ports } = this;
    const { signal } = this.stopped;
    const leaseMs = duty.everyMs + LEASE_MS;
    if (!duty.shared && !(await holdLease(ports.redis, HOME, this.role, ports.identity.instance, leaseMs)))
      return Math.min(duty.everyMs, ASK_MS);
    const more = await duty.pass(ports, signal);
    if (duty.lagMs !== undefined) ports.duties.lags(duty.name, await duty.lagMs(ports));
    return more ? SOON_MS : duty.everyMs;
  }
}

/** Leases lie in the first shard: one worker looks after a duty in all of them. */
const HOME = allShards(1)[0] ?? '00';
