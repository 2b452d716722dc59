import type { StructuredLogger } from '@firn/nest';

/** How a background task does. `failures` in a row; 0: its last run went well. */
export interface DutyState {
  readonly failures: number;
  /** Epoch milliseconds of the first of these failures, or of the last run that went well. */
  readonly since: number;
  readonly error: string | null;
}

/** One run of a task. `begunAt` by `elapsed`. */
interface Run {
  readonly name: string;
  readonly begunAt: number;
  readonly longestMs: number;
}

/** Whatever a task waits for has a bound of its own, far below this. */
const LONGEST_MS = 600_000;

/**
 * The background tasks of a worker, each of which comes again by itself. One that fails is logged and shown, and ends neither the
 * process nor another task.
 */
export class Duties {
  private readonly states = new Map<string, DutyState>();
  private readonly lagsMs = new Map<string, number>();
  private readonly underWay = new Set<Run>();

  constructor(
    private readonly log: StructuredLogger,
    private readonly now: () => number = Date.now,
    /** Milliseconds that no change of the clock can jump over. */
    private readonly elapsed: () => number = () => performance.now(),
  ) {}

  /**
   * Runs a task once. Never rejects; false: it failed.
   *
   * @param longestMs one that takes longer is shown as failing meanwhile: what it waits for may never come
   */
  async run(name: string, work: () => Promise<unknown>, longestMs = LONGEST_MS): Promise<boolean> {
    const run = { name, begunAt: this.elapsed(), longestMs };
    this.underWay.add(run);
    try {
      await work();
      this.wentWell(name);
      return true;
    } catch (error) {
      this.failed(name, error);
      return false;
    } finally {
      this.underWay.delete(run);
    }
  }

  /** Tasks that should have ended long ago, each with the beginning of its oldest run in epoch milliseconds. */
  get stuck(): ReadonlyMap<string, number> {
    const since = new Map<string, number>();
    for (const { name, begunAt, longestMs } of this.underWay) {
      const tookMs = this.elapsed() - begunAt;
      if (tookMs > longestMs && !since.has(name)) since.set(name, this.now() - tookMs); // the oldest comes first
    }
    return since;
  }

  wentWell(name: string): void {
    const before = this.states.get(name);
    if (before !== undefined && before.failures > 0) this.log.info({ duty: name }, 'a background task is well again');
    this.states.set(name, { failures: 0, since: this.now(), error: null });
  }

  failed(name: string, error: unknown): void {
    const before = this.states.get(name);
    const failures = (before?.failures ?? 0) + 1;
    const since = before !== undefined && before.failures > 0 ? before.since : this.now();
    this.states.set(name, { failures, since, error: error instanceof Error ? error.message : String(error) });
    // The 1st, 2nd, 4th, 8th time: neither silence nor a line a second for as long as it lasts.
    if ((failures & (failures - 1)) === 0)
      this.log.warn({ err: error, duty: name, failures }, 'a background task failed; it is tried again');
  }

  /** For how long the oldest of what waits for a task has been due. */
  lags(name: string, ms: number): void {
    this.lagsMs.set(name, ms);
  }

  get lagMs(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.lagsMs);
  }

  get all(): Readonly<Record<string, DutyState>> {
    return Object.fromEntries(this.states);
  }
}
