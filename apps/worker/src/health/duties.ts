import type { StructuredLogger } from '@firn/nest';

/** How a background task does. `failures` in a row; 0: its last run went well. */
export interface DutyState {
  readonly failures: number;
  /** Epoch milliseconds of the first of these failures, or of the last run that went well. */
  readonly since: number;
  readonly error: string | null;
}

/**
 * The background tasks of a worker, each of which comes again by itself. One that fails is logged and shown, and ends neither the
 * process nor another task.
 */
export class Duties {
  private readonly states = new Map<string, DutyState>();
  private readonly lagsMs = new Map<string, number>();

  constructor(
    private readonly log: StructuredLogger,
    private readonly now: () => number = Date.now,
  ) {}

  /** Runs a task once. Never rejects; false: it failed. */
  async run(name: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.wentWell(name);
      return true;
    } catch (error) {
      this.failed(name, error);
      return false;
    }
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
