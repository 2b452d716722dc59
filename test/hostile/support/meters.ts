import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { until } from '../../support/until.js';
import { Pace } from './pace.js';

const Figures = z.object({
  app: z.string(),
  pid: z.int(),
  worstMs: z.number(),
  sinceLookMs: z.number(),
  looks: z.int(),
});
type Figures = z.infer<typeof Figures>;

/**
 * What processes under attack cost: CPU between two turns of the event loop, in milliseconds of the reference machine, and memory.
 */
export class Meters {
  private readonly lines: string[] = [];
  private readonly pace = new Pace();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** The environment of a process that is to be metered. */
  get env(): { readonly FIRN_LOOP_METER_FOLDER: string; readonly NODE_OPTIONS: string } {
    return {
      FIRN_LOOP_METER_FOLDER: this.folder,
      NODE_OPTIONS: `--import ${join(import.meta.dirname, 'loop-meter.mjs')}`,
    };
  }

  /** Begins to count anew in every process, and gives the worst of each app since the last time. */
  async look(): Promise<ReadonlyMap<string, number>> {
    const worst = new Map<string, number>();
    const pace = this.pace.since();
    for (const before of this.processes()) {
      process.kill(before.pid, 'SIGUSR2');
      const { sinceLookMs } = await until(`${before.app} is metered`, async () =>
        this.processes().find(({ pid, looks }) => pid === before.pid && looks > before.looks),
      );
      worst.set(before.app, Math.max(worst.get(before.app) ?? 0, Math.round(sinceLookMs / pace)));
    }
    return worst;
  }

  /** Notes the worst since the last look, and gives it by app. */
  async note(what: string): Promise<ReadonlyMap<string, number>> {
    const worst = await this.look();
    const memory = this.memory();
    const text = [...worst].map(
      ([app, ms]) => `${app} ${String(ms).padStart(5)} ms ${String(memory.get(app)).padStart(5)} MB`,
    );
    this.lines.push(`  ${text.join('  ')}  ${what}`);
    return worst;
  }

  /** Once the processes have been looked at for the last time. */
  print(title: string): void {
    this.pace.stop();
    process.stdout.write(
      `${title}: worst CPU between two turns of the event loop (of the reference machine), largest memory so far\n${this.lines.join('\n')}\n`,
    );
  }

  /** Megabytes that each app held at most (VmHWM). */
  private memory(): ReadonlyMap<string, number> {
    const most = new Map<string, number>();
    for (const { app, pid } of this.processes()) {
      const kb = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
      most.set(app, Math.max(most.get(app) ?? 0, Math.round(kb / 1_024)));
    }
    return most;
  }

  private processes(): readonly Figures[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => Figures.parse(JSON.parse(readFileSync(join(this.folder, name), 'utf8'))));
  }
}
