import { rm } from 'node:fs/promises';
import type { Background, Task } from './background.js';

/** Files and folders that nothing needs any more. What cannot be removed is tried again; the next start sweeps the rest. */
export class Removals {
  private readonly paths = new Set<string>();
  private readonly task: Task;

  constructor(background: Background) {
    this.task = background.task('removing files', () => this.removeAll());
  }

  add(paths: Iterable<string>): void {
    for (const path of paths) this.paths.add(path);
    if (this.paths.size > 0) void this.task.now();
  }

  /** Waits until each path has been tried. */
  async settled(): Promise<void> {
    await this.task.now();
    this.task.cancel();
  }

  private async removeAll(): Promise<void> {
    let failure: unknown = null;
    for (const path of this.paths) {
      try {
        await rm(path, { recursive: true, force: true });
        this.paths.delete(path);
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== null) throw failure;
  }
}
