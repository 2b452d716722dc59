import type { Logger } from 'pino';

/** What a piece of background work is failing with. */
export interface Problem {
  readonly task: string;
  /** Failures in a row. */
  readonly failures: number;
  /** Epoch milliseconds of the first of them. */
  readonly since: number;
  readonly error: string;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Work that no request waits for. A failure never ends the process and never goes unseen: it is logged, shown by
 * `/health` until the work succeeds, and a `Task` tries again.
 */
export class Background {
  private readonly failing = new Map<string, Problem>();

  constructor(private readonly log: Logger) {}

  get problems(): readonly Problem[] {
    return [...this.failing.values()];
  }

  /** The work has failed. Logged as an error the first time in a row, then as a warning. */
  failed(task: string, error: unknown): Problem {
    const known = this.failing.get(task);
    const problem = {
      task,
      failures: (known?.failures ?? 0) + 1,
      since: known?.since ?? Date.now(),
      error: error instanceof Error ? error.message : String(error),
    };
    this.failing.set(task, problem);
    this.log[known === undefined ? 'error' : 'warn'](
      { err: error, task, failures: problem.failures },
      `${task} failed`,
    );
    return problem;
  }

  succeeded(task: string): void {
    if (this.failing.delete(task)) this.log.info({ task }, `${task} works again`);
  }

  /** Something odd that needs no further try. */
  warn(facts: Readonly<Record<string, unknown>>, message: string): void {
    this.log.warn(facts, message);
  }

  task(name: string, work: () => Promise<unknown> | unknown): Task {
    return new Task(this, name, work);
  }
}

/** One piece of background work, never twice at a time, tried again with growing pauses until it succeeds. */
export class Task {
  private running: Promise<void> | null = null;
  private isWantedAgain = false;
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly background: Background,
    private readonly name: string,
    private readonly work: () => Promise<unknown> | unknown,
  ) {}

  /** Runs it within this time; an earlier run that is due already serves as well. */
  within(ms: number): void {
    if (Date.now() + ms >= this.dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = Date.now() + ms;
    this.timer = setTimeout(() => void this.now(), ms).unref();
  }

  /** Runs it now, and once more where it was running already. Never rejects. */
  now(): Promise<void> {
    this.cancel();
    if (this.running !== null) {
      this.isWantedAgain = true;
      return this.running;
    }
    this.running = this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** No later run: what is under way goes on. */
  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.dueAt = Number.POSITIVE_INFINITY;
  }

  private async run(): Promise<void> {
    do {
      this.isWantedAgain = false;
      try {
        await this.work();
        this.background.succeeded(this.name);
      } catch (error) {
        const { failures } = this.background.failed(this.name, error);
        this.within(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10)));
        return;
      }
    } while (this.isWantedAgain);
  }
}
