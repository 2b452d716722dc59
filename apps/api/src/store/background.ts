import type { StructuredLogger } from '@firn/nest';
import type { Shutdown } from './shutdown.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * What this process does for nobody who waits for it. A task that fails is logged once, tried again until it succeeds, and named by
 * the health until then.
 */
export class Background {
  private readonly failures = new Map<string, number>();

  constructor(
    private readonly logger: StructuredLogger,
    private readonly shutdown: Shutdown,
  ) {}

  /** Names of the tasks that fail now. */
  get failing(): readonly string[] {
    return [...this.failures.keys()];
  }

  /** Runs the task until it succeeds once, or the process stops. Never throws. */
  async run(name: string, task: () => Promise<unknown>): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let failed = false;
    while (!this.shutdown.begun) {
      try {
        await task();
        if (failed) this.recovered(name);
        return;
      } catch (error) {
        if (!failed) this.failed(name, error);
        failed = true;
        await this.pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  private failed(name: string, error: unknown): void {
    this.failures.set(name, (this.failures.get(name) ?? 0) + 1);
    this.logger.warn({ task: name, err: error }, 'a background task failed and is tried again');
  }

  private recovered(name: string): void {
    const left = (this.failures.get(name) ?? 1) - 1;
    if (left > 0) this.failures.set(name, left);
    else this.failures.delete(name);
    this.logger.info({ task: name }, 'the background task succeeded');
  }

  private pause(ms: number): Promise<void> {
    const { signal } = this.shutdown;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      timer.unref();
      signal.addEventListener('abort', end);
    });
  }
}
