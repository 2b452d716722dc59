import type { Duck, DuckConnection } from '../execute/duck.js';
import type { HistoryLookup, HistoryRequest } from '../execute/statement.js';
import { Journal, readJournal } from './journal.js';
import { missingRows } from './recover.js';
import { HISTORY_VIEW_COLUMNS, historyRelation } from './relation.js';
import {
  CREATE_HISTORY,
  type HistoryRow,
  historyList,
  historyValues,
  INSERT_HISTORY,
  INSERT_HISTORY_ROWS,
  readHistoryBody,
} from './row.js';

const FLUSH_EVERY_MS = 1_000;
const FLUSH_AT_ROWS = 1_000;
const REWRITE_AT_BYTES = 16 * 1024 * 1024;

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
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly duck: Duck,
    private readonly journal: Journal,
  ) {}

  /** Opens the history of a data folder and completes it after an unclean stop. */
  static async open(duck: Duck, journalFile: string, now: number): Promise<History> {
    await duck.use(async (connection) => {
      await connection.run(CREATE_HISTORY);
      const entries = readJournal(journalFile);
      if (entries.length === 0) return;
      const ids = [...new Set(entries.map(({ row }) => row.queryId))];
      const found = await connection.rows(
        `SELECT query_id FROM _sf.query_history WHERE query_id IN (SELECT unnest(from_json($1::JSON, '["VARCHAR"]')))`,
        [JSON.stringify(ids)],
      );
      const rows = missingRows(entries, new Set(found.map(([id]) => String(id))), now);
      await connection.run(INSERT_HISTORY_ROWS, [historyList(rows)]);
    });
    const journal = new Journal(journalFile);
    journal.rewrite([]);
    return new History(duck, journal);
  }

  /** The query has been accepted: from now on it is in the history, whatever happens. */
  begin(row: HistoryRow, current: CurrentRow): void {
    this.journal.write({ event: 'begin', row });
    this.live.set(row.queryId, current);
  }

  /** Puts the end of a write into the table, in the transaction that is open on `connection`. */
  async endInTransaction(connection: DuckConnection, row: HistoryRow): Promise<void> {
    await connection.runPrepared(INSERT_HISTORY, historyValues(row));
    this.live.set(row.queryId, () => row);
  }

  /** The transaction of `endInTransaction` has committed. */
  committed(queryIds: Iterable<string>): void {
    for (const id of queryIds) this.live.delete(id);
  }

  /** A query has ended whose row is in no transaction; also one whose transaction was rolled back. */
  end(row: HistoryRow): void {
    this.journal.write({ event: 'end', row });
    this.live.set(row.queryId, () => row);
    this.ended.push(row);
    if (this.ended.length >= FLUSH_AT_ROWS) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  /** The row of one query, running or ended. */
  async find(queryId: string): Promise<HistoryRow | undefined> {
    const live = this.live.get(queryId);
    if (live !== undefined) return live();
    const [row] = await this.duck.use((connection) =>
      connection.rows('SELECT body FROM _sf.query_history WHERE query_id = $1', [queryId]),
    );
    return row && readHistoryBody(String(row[0]));
  }

  relation(request: HistoryRequest): string {
    return historyRelation(this.liveRows(), request);
  }

  everything(): string {
    return historyRelation(this.liveRows(), { scope: { kind: 'all' }, resultLimit: null });
  }

  /** Writes what has ended into the table. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.flushing = this.flushing.then(() => this.writeEnded());
    return this.flushing;
  }

  async close(): Promise<void> {
    await this.flush();
    if (this.live.size === 0) this.journal.rewrite([]);
    this.journal.close();
  }

  private liveRows(): readonly HistoryRow[] {
    return [...this.live.values()].map((current) => current());
  }

  private async writeEnded(): Promise<void> {
    const rows = this.ended;
    if (rows.length === 0) return;
    this.ended = [];
    try {
      await this.duck.use((connection) => connection.runPrepared(INSERT_HISTORY_ROWS, [historyList(rows)]));
    } catch (error) {
      this.ended = [...rows, ...this.ended];
      throw error;
    }
    this.committed(rows.map((row) => row.queryId));
    if (this.journal.size > REWRITE_AT_BYTES) this.rewriteJournal();
  }

  private rewriteJournal(): void {
    const unwritten = new Set(this.ended.map((row) => row.queryId));
    this.journal.rewrite(this.liveRows().map((row) => ({ event: unwritten.has(row.queryId) ? 'end' : 'begin', row })));
  }
}
