import type { ServerResponse } from 'node:http';
import { ProblemError } from '@firn/contract';

/**
 * A reader that takes nothing for so long. First its stream is at its end: if it reads again, it finds what is on the way to it and the
 * reason. After as long again its connection is cut, since it has gone without saying so.
 */
export class StalledReader {
  /** What it is told; null while it reads. */
  stalled: ProblemError | null = null;
  private cutting: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly stalledMs: number,
  ) {}

  watch(): void {
    this.response.setTimeout(this.stalledMs, () => {
      if (this.mayTake) this.stall();
    });
    this.response.once('close', () => clearTimeout(this.cutting));
  }

  /** A silent stream is not one that nobody reads. */
  private get mayTake(): boolean {
    const { writableNeedDrain, writableEnded, writableFinished } = this.response;
    return writableNeedDrain || (writableEnded && !writableFinished);
  }

  private stall(): void {
    this.stalled ??= ProblemError.of('slow_reader', {
      detail: `Nothing of the stream was taken for ${this.stalledMs} ms, which is all that is waited for (FIRN_API_STALLED_MS).`,
    });
    this.cutting ??= setTimeout(() => this.response.destroy(), this.stalledMs).unref();
  }
}
