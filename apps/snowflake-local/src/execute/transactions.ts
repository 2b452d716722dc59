import { Gate } from '../admit/gate.js';
import type { LockTable, TableLock, TableLocks } from '../admit/locks.js';
import type { Catalog, CatalogTransaction } from '../catalog/catalog.js';
import type { TableId } from '../catalog/entries.js';
import type { History } from '../history/history.js';
import type { HistoryRow } from '../history/row.js';
import type { Session } from '../session/session.js';
import { isCommitRefused } from '../types/engine-error.js';
import type { CommitLog } from './commit-log.js';
import type { Compiled } from './compiled.js';
import type { Duck, DuckConnection } from './duck.js';
import { isFatal } from './engine-failure.js';
import { changedSinceSnapshot, isConflict, transactionAborted } from './failures.js';
import type { DuckTransaction, OpenTransaction } from './open-transaction.js';
import type { Query } from './query.js';
import type { PreparedStatement } from './statement.js';

/** Where a write runs. */
export interface WritePlace {
  readonly connection: DuckConnection;
  readonly catalog: CatalogTransaction;
  afterCommit(work: () => void): void;
}

/** Runs a statement's DuckDB work in a place, and gives the history row that says so. May be called again. */
export type WriteWork<T> = (place: WritePlace) => Promise<{ readonly done: T; readonly row: HistoryRow }>;

interface Done {
  readonly row: HistoryRow;
  readonly locks: readonly TableLock[];
  readonly repeatableReads: readonly TableId[] | null;
  readonly again: (place: WritePlace) => Promise<void>;
}

interface Journal {
  readonly done: Done[];
  readonly hooks: (() => void)[];
}

/**
 * Writes, each in its own DuckDB transaction or in its session's. Locks are taken before the snapshot, so that an
 * autocommitted write never meets a change that it does not see.
 */
export class Transactions {
  private readonly journals = new WeakMap<OpenTransaction, Journal>();

  constructor(
    private readonly duck: Duck,
    private readonly catalog: Catalog,
    private readonly locks: LockTable,
    readonly commits: CommitLog,
    private readonly history: History,
    private readonly report: (error: unknown, doing: string) => void,
  ) {}

  begin(session: Session, name: string | null, now: number): OpenTransaction {
    if (session.transaction !== null) return session.transaction;
    session.transactions += 1;
    const transaction: OpenTransaction = {
      id: `${now}${String(session.transactions % 1_000_000).padStart(6, '0')}`,
      name,
      startedAt: now,
      locks: this.locks.owner(),
      turn: new Gate(1),
      duck: null,
      failure: null,
      ended: false,
    };
    this.journals.set(transaction, { done: [], hooks: [] });
    session.transaction = transaction;
    return transaction;
  }

  /**
   * Takes locks for a query, which is BLOCKED while it waits and stops waiting when it is cancelled. It keeps no place on its warehouse
   * from those that run meanwhile.
   */
  async lock(query: Query, owner: TableLocks, locks: readonly TableLock[]): Promise<void> {
    const timeoutMs = query.view.parameters.number('LOCK_TIMEOUT', 43_200) * 1_000;
    const { place, signal } = query;
    const onBlocked = () => {
      query.beginWait('BLOCKED');
      place?.lend();
    };
    try {
      await owner.take(locks, { signal, timeoutMs, onBlocked });
    } finally {
      query.endWait();
    }
    if (place?.isLent) await query.waiting('QUEUED', () => place.regain(signal));
  }

  /** Runs a write in a transaction of its own; once more if another one came between after all, or the log had to be moved first. */
  async autocommit<T>(query: Query, compiled: Compiled, work: WriteWork<T>): Promise<T> {
    const owner = this.locks.owner();
    try {
      await this.lockCurrent(query, owner, compiled);
      try {
        return await this.attempt(query, compiled.statement, work);
      } catch (error) {
        const isRefused = isCommitRefused(error);
        if (query.signal.aborted || !(isRefused || isConflict(error) || compiled.refresh())) throw error;
        if (isRefused && !(await this.hasMovedLog())) throw error;
        await this.lockCurrent(query, owner, compiled);
        return await this.attempt(query, compiled.statement, work);
      }
    } finally {
      owner.release();
    }
  }

  /** Runs a write in the session's open transaction. Its end is in the history when the transaction is. */
  async inTransaction<T>(
    query: Query,
    transaction: OpenTransaction,
    compiled: Compiled,
    work: WriteWork<T>,
    again: Done['again'],
  ): Promise<T> {
    return this.inTurn(transaction, async (journal) => {
      await this.lockCurrent(query, transaction.locks, compiled);
      const { statement } = compiled;
      const place = await this.current(query, transaction, journal, statement);
      const hooks: (() => void)[] = [];
      try {
        const { done, row } = await place.connection.interruptible(query.signal, () =>
          work({ ...place, afterCommit: (hook) => hooks.push(hook) }),
        );
        query.signal.throwIfAborted();
        query.commits = true;
        await this.history.endInTransaction(place.connection, row);
        query.isRecorded = true;
        journal.done.push({ row, locks: statement.locks, repeatableReads: statement.repeatableReads ?? null, again });
        journal.hooks.push(...hooks);
        return done;
      } catch (error) {
        await this.undoStatement(transaction, journal, error);
        throw error;
      }
    });
  }

  /** Runs a read on the open transaction's connection, so that it sees the transaction's own changes. */
  async readInTransaction<T>(
    query: Query,
    transaction: OpenTransaction,
    work: (connection: DuckConnection) => Promise<T>,
  ): Promise<T> {
    return this.inTurn(transaction, async (journal) => {
      const connection = transaction.duck?.connection;
      if (connection === undefined)
        return this.duck.use((pooled) => pooled.interruptible(query.signal, () => work(pooled)));
      try {
        return await connection.interruptible(query.signal, () => work(connection));
      } catch (error) {
        if (!(await isUsable(connection))) await this.undoStatement(transaction, journal, error);
        throw error;
      }
    });
  }

  /** Commits; `row` says so in the history, in the same DuckDB transaction. */
  async commit(session: Session, row: (() => HistoryRow) | null): Promise<boolean> {
    const transaction = session.transaction;
    if (transaction === null) return false;
    return this.ending(session, transaction, async (journal) => {
      const { duck, failure } = transaction;
      if (duck === null) return false;
      if (failure !== null) {
        await this.drop(duck, journal);
        throw transactionAborted(failure);
      }
      const written = journal.done.map((done) => done.row.queryId);
      try {
        if (row !== null) {
          const own = row();
          await this.history.endInTransaction(duck.connection, own);
          written.push(own.queryId);
        }
        await duck.connection.run('COMMIT');
      } catch (error) {
        const last = written.at(-1);
        if (last === undefined || !(await this.isCommittedAfterAll(error, last))) {
          await this.drop(duck, journal);
          throw error;
        }
      }
      duck.catalog.commit();
      this.commits.note(journal.done.flatMap(({ locks }) => locks.map(({ table }) => table)));
      this.history.committed(written);
      this.duck.release(duck.connection);
      this.afterCommit(journal.hooks);
      return row !== null;
    });
  }

  async rollback(session: Session): Promise<void> {
    const transaction = session.transaction;
    if (transaction === null) return;
    await this.ending(session, transaction, async (journal) => {
      if (transaction.duck !== null) await this.drop(transaction.duck, journal);
    });
  }

  private async hasMovedLog(): Promise<boolean> {
    try {
      return await this.duck.checkpoint();
    } catch (error) {
      this.report(error, 'moving the log into the database for a commit');
      return false;
    }
  }

  /** Takes the locks of the statement as it is once they are held: it may have changed while it waited for them. */
  private async lockCurrent(query: Query, owner: TableLocks, compiled: Compiled): Promise<void> {
    do await this.lock(query, owner, compiled.statement.locks);
    while (compiled.refresh());
  }

  private async attempt<T>(query: Query, statement: PreparedStatement, work: WriteWork<T>): Promise<T> {
    const connection = await this.duck.acquire();
    const catalog = this.catalog.begin(query.session.id);
    const hooks: (() => void)[] = [];
    query.commits = false;
    let ended: { readonly done: T; readonly row: HistoryRow } | null = null;
    try {
      await connection.run('BEGIN TRANSACTION');
      const worked = await connection.interruptible(query.signal, () =>
        work({ connection, catalog, afterCommit: (hook) => hooks.push(hook) }),
      );
      // From here on the commit wins over a cancel.
      query.signal.throwIfAborted();
      query.commits = true;
      await this.history.endInTransaction(connection, worked.row);
      ended = worked;
      await connection.run('COMMIT');
    } catch (error) {
      if (ended === null || !(await this.isCommittedAfterAll(error, query.id))) {
        await this.giveUp(connection);
        throw error;
      }
    }
    query.isRecorded = true;
    catalog.commit();
    this.commits.note(statement.locks.map(({ table }) => table));
    this.history.committed([query.id]);
    this.duck.release(connection);
    this.afterCommit(hooks);
    return ended.done;
  }

  /**
   * A COMMIT under which DuckDB gives the database up may have reached the disk before. The history tells, whose row
   * was in the same transaction.
   */
  private async isCommittedAfterAll(error: unknown, queryId: string): Promise<boolean> {
    return isFatal(error) && (await this.history.isWritten(queryId));
  }

  /** What follows a commit cannot undo it, and a failure of one does not keep the others from running. */
  private afterCommit(hooks: readonly (() => void)[]): void {
    for (const hook of hooks) {
      try {
        hook();
      } catch (error) {
        this.report(error, 'work after a commit');
      }
    }
  }

  /** The transaction's place for its next write: opened at the first one, moved on where a table has changed since. */
  private async current(
    query: Query,
    transaction: OpenTransaction,
    journal: Journal,
    statement: PreparedStatement,
  ): Promise<DuckTransaction> {
    const { duck } = transaction;
    if (duck === null) return this.open(query.session, transaction);
    const written = statement.locks.map(({ table }) => table);
    const stale = [...written, ...(statement.repeatableReads ?? [])].filter((table) =>
      this.commits.changedSince(table, duck.snapshot),
    );
    if (stale.length === 0) return duck;
    const replayed = await this.replay(transaction, journal);
    if (replayed !== null) return replayed;
    // A read of an older state is what this engine documents; overwriting what was never seen is not.
    const lost = written.find((table) => stale.includes(table));
    if (lost === undefined) return duck;
    throw changedSinceSnapshot(lost.replaceAll('"', ''), query.id);
  }

  private async open(session: Session, transaction: OpenTransaction): Promise<DuckTransaction> {
    const connection = await this.duck.acquire();
    const snapshot = this.commits.now;
    try {
      await connection.run('BEGIN TRANSACTION');
    } catch (error) {
      this.duck.discard(connection);
      throw error;
    }
    const duck = { connection, catalog: this.catalog.begin(session.id), snapshot };
    transaction.duck = duck;
    return duck;
  }

  /**
   * Takes the effects of a failed statement back, as Snowflake does. DuckDB knows no savepoints: the transaction's
   * earlier statements run again in a new one. Where that might not repeat them exactly, the transaction has failed.
   */
  private async undoStatement(transaction: OpenTransaction, journal: Journal, cause: unknown): Promise<void> {
    const { duck } = transaction;
    if (duck === null) return;
    if (journal.done.length === 0) {
      transaction.duck = null;
      await this.giveUp(duck.connection);
      return;
    }
    if ((await this.replay(transaction, journal)) === null) {
      transaction.failure = cause instanceof Error ? cause : new Error(String(cause));
    }
  }

  /** Runs the transaction's statements again in a new snapshot, if all of them would do the same there; else null. */
  private async replay(transaction: OpenTransaction, journal: Journal): Promise<DuckTransaction | null> {
    const { duck } = transaction;
    if (duck === null) return null;
    const unchanged = (table: TableId) => !this.commits.changedSince(table, duck.snapshot);
    const repeatable = journal.done.every(
      ({ locks, repeatableReads }) =>
        repeatableReads?.every(unchanged) === true && locks.every(({ table }) => unchanged(table)),
    );
    if (!repeatable) return null;
    try {
      await duck.connection.run('ROLLBACK');
      const snapshot = this.commits.now;
      await duck.connection.run('BEGIN TRANSACTION');
      const next = { connection: duck.connection, catalog: this.catalog.begin(duck.catalog.sessionId), snapshot };
      transaction.duck = next;
      journal.hooks.length = 0;
      for (const { row, again } of journal.done) {
        await again({ ...next, afterCommit: (hook) => journal.hooks.push(hook) });
        await this.history.endInTransaction(next.connection, row);
      }
      return next;
    } catch (error) {
      transaction.failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  private async inTurn<T>(transaction: OpenTransaction, work: (journal: Journal) => Promise<T>): Promise<T> {
    await transaction.turn.enter();
    try {
      if (transaction.failure !== null) throw transactionAborted(transaction.failure);
      if (transaction.ended) throw transactionAborted(new Error('it has ended meanwhile'));
      return await work(this.journalOf(transaction));
    } finally {
      transaction.turn.leave();
    }
  }

  private async ending<T>(
    session: Session,
    transaction: OpenTransaction,
    work: (journal: Journal) => Promise<T>,
  ): Promise<T> {
    await transaction.turn.enter();
    try {
      return await work(this.journalOf(transaction));
    } finally {
      transaction.ended = true;
      transaction.duck = null;
      if (session.transaction === transaction) session.transaction = null;
      transaction.locks.release();
      transaction.turn.leave();
    }
  }

  private journalOf(transaction: OpenTransaction): Journal {
    const journal = this.journals.get(transaction);
    if (journal === undefined) throw new Error(`transaction ${transaction.id} is not of this engine`);
    return journal;
  }

  /** Rolls back; the statements have run all the same, and the history says so. */
  private async drop(duck: DuckTransaction, journal: Journal): Promise<void> {
    await this.giveUp(duck.connection);
    for (const { row } of journal.done) this.history.end(row);
  }

  private async giveUp(connection: DuckConnection): Promise<void> {
    try {
      await connection.run('ROLLBACK');
      this.duck.release(connection);
    } catch {
      // Nothing to roll back, or a connection in a state that nobody can use.
      this.duck.discard(connection);
    }
  }
}

async function isUsable(connection: DuckConnection): Promise<boolean> {
  try {
    await connection.rows('SELECT 1');
    return true;
  } catch {
    return false;
  }
}
