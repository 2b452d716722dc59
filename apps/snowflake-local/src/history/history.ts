import type { Duck, DuckConnection } from '../execute/duck.js';
import type { HistoryLookup, HistoryRequest } from '../execute/statement.js';
import type { Background, Task } from '../health/background.js';
import { Journal } from './journal.js';
import { completeHistory, insertRows } from './recover.js';
import { HISTORY_VIEW_COLUMNS, historyRelation } from './relation.js';
import { CREATE_HISTORY, type HistoryRow, historyValues, INSERT_HISTORY, readHistoryBody } from './row.js';

const FLUSH_EVERY_MS = 1_000;
const FLUSH_AT_ROWS = 1_000;
/** After a line that the journal did not take. */
const PROBE_AFTER_MS = 1_000;
const REWRITE_AT_BYTES = 16 * 1024 * 1024;
/** Ended queries that wait for the table in memory. Beyond, it has failed for long, and no statement is accepted. */
const UNWRITTEN_ROWS = 50_000;
const JOURNAL = 'writing the history journal';
const TABLE = 'writing the history';

/** Gives the row of a query as it stands now: while it runs, its status and durations change. */
export type CurrentRow = () => HistoryRow;

/**
 * The history of all queries.
 *
 * The end of a write goes into the table in the write's own DuckDB transaction: a killed process leaves both or
 * neither. Everything else is in the journal at once and in the table a second later. Readers see the table and,
 * over it, what is in memory.
 */
export class History implements HistoryLookup {
  readonly columns = HISTORY_VIEW_COLUMNS;
  /** Running queries, and those that have ended and are not in the table yet. */
  private readonly live = new Map<string, CurrentRow>();
  private ended: HistoryRow[] = [];
  private readonly writing: Task;
  /** While nobody runs a statement, this finds out that the journal can be written again. */
  private readonly probing: Task;

  private constructor(
    private readonly duck: Duck,
    private readonly journal: Journal,
    private readonly background: Background,
  ) {
    this.writing = background.task(TABLE, () => this.writeEnded());
    this.probing = background.task(JOURNAL, () => this.journal.probe());
  }

  /** Opens the history of a data folder and completes it after an unclean stop. */
  static async open(duck: Duck, journalFile: string, now: number, background: Background): Promise<History> {
    await duck.use(async (connection) => {
      await connection.run(CREATE_HISTORY);
      await completeHistory(connection, journalFile, now, background);
    });
    const journal = new Journal(journalFile);
    journal.rewrite([]);
    return new History(duck, journal, background);
  }

  /**
   * The query has been accepted: from now on it is in the history, whatever happens.
   *
   * @throws where that cannot be promised. The query must not run then; its end is in the history all the same.
   */
  begin(row: HistoryRow, current: CurrentRow): void {
    this.live.set(row.queryId, current);
    if (this.ended.length > UNWRITTEN_ROWS)
      throw new Error(`the history could not be written for ${this.ended.length} statements`);
    try {
      this.journal.write({ event: 'begin', row });
    } catch (error) {
      this.journalFailed(error);
      throw error;
    }
    this.background.succeeded(JOURNAL);
  }

  /** Puts the end of a write into the table, in the transaction that is open on `connection`. */
  async endInTransaction(connection: DuckConnection, row: HistoryRow): Promise<void> {
    await connection.runPrepared(INSERT_HISTORY, historyValues(row));
    this.live.set(row.queryId, () => row);
  }

  /** Whether the table on disk has the query's row. */
  async isWritten(queryId: string): Promise<boolean> {
    const found = await this.duck.use((connection) =>
      connection.rows('SELECT 1 FROM _sf.query_history WHERE query_id = $1', [queryId]),
    );
    return found.length > 0;
  }

  /** The transaction of `endInTransaction` has committed. */
  committed(queryIds: Iterable<string>): void {
    for (const id of queryIds) this.live.delete(id);
  }

  /** A query has ended whose row is in no transaction; also one whose transaction was rolled back. Never throws. */
  end(row: HistoryRow): void {
    this.live.set(row.queryId, () => row);
    this.ended.push(row);
    try {
      this.journal.write({ event: 'end', row });
    } catch (error) {
      // The table has it soon; until then it is in memory alone.
      this.journalFailed(error);
    }
    if (this.ended.length === FLUSH_AT_ROWS) void this.writing.now();
    else this.writing.within(FLUSH_EVERY_MS);
  }

  /** The row of one query, running or ended. */
  async find(queryId: string): Promise<HistoryRow | undefined> {
    const live = this.live.get(queryId);
    if (live !== undefined) return live();
    const [row] = await this.duck.use((connection) =>
      connection.rows('SELECT body FROM _sf.query_history WHERE query_id = $1', [queryId]),
    );
    return (
      row &&
      readHistoryBody(String(row[0]), (error) =>
        this.background.warn({ queryId, err: error }, 'a row of the history cannot be read'),
      )
    );
  }

  /** `seenAt`: as it was then, in epoch milliseconds; as it is when absent. */
  relation(request: HistoryRequest, seenAt?: number): string {
    return historyRelation(this.liveRows(), request, seenAt);
  }

  everything(viewer: string | null, seenAt?: number): string {
    return historyRelation(this.liveRows(), { scope: { kind: 'all' }, resultLimit: null, viewer }, seenAt);
  }

  /** Writes what has ended into the table. */
  flush(): Promise<void> {
    return this.writing.now();
  }

  async close(): Promise<void> {
    await this.flush();
    this.writing.cancel();
    this.probing.cancel();
    if (this.live.size === 0) this.journal.rewrite([]);
    this.journal.close();
  }

  private journalFailed(error: unknown): void {
    this.background.failed(JOURNAL, error);
    this.probing.within(PROBE_AFTER_MS);
  }

  private liveRows(): readonly HistoryRow[] {
    return [...this.live.values()].map((current) => current());
  }

  private async writeEnded(): Promise<void> {
    while (this.ended.length > 0) {
      const rows = this.ended.slice(0, FLUSH_AT_ROWS);
      await this.duck.use((connection) => insertRows(connection, rows, this.background));
      this.ended = this.ended.slice(rows.length);
      this.committed(rows.map((row) => row.queryId));
    }
    if (this.journal.size > REWRITE_AT_BYTES) this.rewriteJournal();
  }

  private rewriteJournal(): void {
    const unwritten = new Set(this.ended.map((row) => row.queryId));
    this.journal.rewrite(this.liveRows().map((row) => ({ event: unwritten.has(row.queryId) ? 'end' : 'begin', row })));
  }
}
