import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerPorts } from '../ports.js';
import { HistoryReader } from './history-reader.js';

/** One for each profile of this worker; which worker's reads is settled by a lease. */
export class HistoryReaders {
  private readonly readers: readonly HistoryReader[];

  constructor(private readonly ports: WorkerPorts) {
    this.readers = [...ports.config.profiles.values()].map(
      ({ tenant, name }) => new HistoryReader({ tenant, profile: name }, ports),
    );
  }

  /** The profiles whose history this worker reads, and how far behind that is, in milliseconds. */
  lags(): readonly (readonly [profile: string, lagMs: number])[] {
    return this.readers.flatMap(({ name, lagMs }) => (lagMs === null ? [] : [[name, lagMs] as const]));
  }

  start(): void {
    for (const reader of this.readers) reader.start();
  }

  /** What still waits for Snowflake after `shutdownMs` is left: its lease lapses. */
  async stop(): Promise<void> {
    const { config, duties } = this.ports;
    const all = duties.run('history', () => Promise.all(this.readers.map((reader) => reader.stop())));
    await Promise.race([all, sleep(config.shutdownMs, undefined, { ref: false })]);
  }
}
