import type { ResultRows } from '@firn/snowflake';

/** The result of a query that had ended when it was asked for: its head has been read, its rows not yet. */
export class ReadyResult {
  constructor(
    private readonly rows: ResultRows,
    /** What the rows are read under. */
    private readonly reading: AbortController,
  ) {}

  get rowCount(): number {
    return this.rows.rowCount;
  }

  /** The rows, whose reading `signal` ends. */
  under(signal: AbortSignal): ResultRows {
    const stop = () => this.reading.abort(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    return this.rows;
  }
}
