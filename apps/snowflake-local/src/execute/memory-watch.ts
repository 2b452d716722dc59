import type { SqlError } from '../errors.js';
import { failure, OUT_OF_MEMORY_TEXT } from '../types/raise.js';
import type { Query } from './query.js';

/** Memory that a query can take between two looks is what the server may go over its limit by. */
const LOOK_EVERY_MS = 20;
/** A statement that took less is not what fills the memory. */
const LEAST_TAKEN = 16 * 1024 ** 2;
/** From this part of the limit on, what statements have left behind is given back, before one is ended for it. */
const FULL = 0.75;
const GIVE_BACK_EVERY_MS = 2_000;
/** So far over the limit, or growing so fast, nothing is waited for. */
const SLACK = 128 * 1024 ** 2;
/** What was freed shows in the process a little later; nobody else is stopped before. */
const SETTLE_MS = 200;

export interface MemoryWatchParts {
  /** Bytes that the process may have, all included. */
  readonly limitBytes: number;
  readonly running: () => readonly Query[];
  /** Bytes that the process has. */
  readonly used: () => number;
  /** Asks DuckDB and the C library to give back what they keep for later. */
  readonly giveBack: () => Promise<void>;
  readonly now: () => number;
}

/**
 * Ends the statement that takes most when the process is over its limit. DuckDB counts its own buffers, and not the
 * values in front of an operator or what is on its way to a client; the process as a whole is what the machine kills.
 *
 * Nothing tells whose a byte is. What the process grew by between two looks is shared out among the statements that
 * ran, so one that takes much is soon ahead of one that is short.
 */
export class MemoryWatch {
  private readonly taken = new WeakMap<Query, number>();
  private timer: NodeJS.Timeout | undefined;
  private last: number;
  private isEnding = false;
  private settledAt = 0;
  private givesBack = false;
  private gaveBackAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: MemoryWatchParts) {
    this.last = parts.used();
  }

  start(report: (error: unknown) => void): void {
    this.timer = setInterval(() => void this.look().catch(report), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /**
   * Whether `query`, to which DuckDB has refused memory, is to be run again: others have taken it, and the one that took
   * most has been ended.
   */
  async madeRoomFor(query: Query): Promise<boolean> {
    if (this.takenBy(query) >= LEAST_TAKEN) return false;
    await this.endLargest();
    return true;
  }

  /** One look. Resolves when the statement that it ended, if any, has gone. */
  async look(): Promise<void> {
    const { limitBytes, used, now } = this.parts;
    const bytes = used();
    const grown = bytes - this.last;
    this.last = bytes;
    if (grown > 0) this.share(grown);
    if (bytes <= limitBytes * FULL) return;
    // What is left of one that has ended is no reason to end another one.
    const waits = bytes <= limitBytes || (grown < LEAST_TAKEN && bytes < limitBytes + SLACK);
    if (waits && (this.givesBack || (await this.giveBack()))) return;
    if (bytes <= limitBytes || this.isEnding || now() < this.settledAt) return;
    this.isEnding = true;
    try {
      await this.endLargest();
      await this.parts.giveBack();
    } finally {
      this.isEnding = false;
      this.settledAt = now() + SETTLE_MS;
    }
  }

  /** False where that was done a moment ago. */
  private async giveBack(): Promise<boolean> {
    const { giveBack, now } = this.parts;
    if (now() - this.gaveBackAt < GIVE_BACK_EVERY_MS) return false;
    this.givesBack = true;
    try {
      await giveBack();
    } finally {
      this.givesBack = false;
      this.gaveBackAt = now();
    }
    return true;
  }

  private share(bytes: number): void {
    const queries = this.working();
    for (const query of queries) this.taken.set(query, this.takenBy(query) + bytes / queries.length);
  }

  private async endLargest(): Promise<void> {
    // Of equals the youngest: it has least to lose.
    const [largest] = this.working().toSorted((a, b) => this.takenBy(b) - this.takenBy(a) || b.startedAt - a.startedAt);
    if (largest === undefined || this.takenBy(largest) < LEAST_TAKEN) return;
    if (largest.stop(outOfMemory())) await largest.ended;
  }

  /** A block or a request of several statements waits for the one that works. */
  private working(): readonly Query[] {
    const running = this.parts.running();
    const waiting = new Set(running.map((query) => query.parent));
    return running.filter((query) => query.status === 'RUNNING' && !waiting.has(query));
  }

  private takenBy(query: Query): number {
    return this.taken.get(query) ?? 0;
  }
}

const outOfMemory = (): SqlError => failure('out_of_memory', OUT_OF_MEMORY_TEXT);
