import { stat } from 'node:fs/promises';
import type { Background, Task } from '../health/background.js';
import { isMissing } from '../stage/stage-files.js';
import type { Duck } from './duck.js';

const LOOK_EVERY_MS = 1_000;
/** A log of this size is read again in a tenth of a second when the server starts. */
const LOG_BYTES = 16 * 1024 ** 2;
/** A table of long values is written anew as a whole: most of the time belongs to who waits for an answer. */
const PAUSE = 8;

/**
 * Moves what was committed from DuckDB's log into the database file once the log has grown. Not as part of the COMMIT
 * that made it grow, where DuckDB would do it: a failure there interrupts every statement on the server.
 */
export class Checkpoints {
  private readonly task: Task;
  private isStopped = false;

  /** @param database path of the file whose log it is; `:memory:` has none. */
  constructor(
    private readonly duck: Duck,
    private readonly database: string,
    background: Background,
  ) {
    this.task = background.task('moving the log into the database', () => this.look());
  }

  start(): void {
    this.task.within(LOOK_EVERY_MS);
  }

  stop(): void {
    this.task.cancel();
    this.isStopped = true;
  }

  private async look(): Promise<void> {
    const began = performance.now();
    if ((await this.logBytes()) >= LOG_BYTES) await this.duck.checkpoint();
    const took = performance.now() - began;
    // After a failure the task waits for longer and longer.
    if (!this.isStopped) this.task.within(Math.max(LOOK_EVERY_MS, took * PAUSE));
  }

  private async logBytes(): Promise<number> {
    try {
      return (await stat(`${this.database}.wal`)).size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }
}
