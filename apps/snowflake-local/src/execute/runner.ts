import { WarehousePlace, type Warehouses } from '../admit/warehouses.js';
import type { WarehouseEntry } from '../catalog/entries.js';
import { SqlError } from '../errors.js';
import type { History } from '../history/history.js';
import type { ResultStore } from '../result/store.js';
import type { StoredResult } from '../result/stored.js';
import { isMemoryRefused } from '../types/engine-error.js';
import type { Compiled } from './compiled.js';
import { executionContext, type Place } from './context.js';
import type { Duck, DuckRunner, Planning } from './duck.js';
import { noWarehouse, timedOut, unfinishedTransaction } from './failures.js';
import { LazyRunner } from './lazy-runner.js';
import type { MemoryWatch } from './memory-watch.js';
import type { Query } from './query.js';
import { RowEstimates } from './row-estimates.js';
import type {
  ChildOutcome,
  ChildRequest,
  Engine,
  ExecutionContext,
  PreparedStatement,
  StatementOutcome,
} from './statement.js';
import type { Transactions, WritePlace } from './transactions.js';

export interface RunnerParts {
  readonly engine: Engine;
  readonly duck: Duck;
  readonly transactions: Transactions;
  readonly warehouses: Warehouses;
  readonly history: History;
  readonly results: ResultStore;
  readonly memory: Pick<MemoryWatch, 'madeRoomFor'>;
  /** Milliseconds that results are kept. */
  readonly retentionMs: number;
  readonly report: (error: unknown, incident: string) => void;
}

export interface Finished {
  readonly result: StoredResult;
  /** Epoch milliseconds. */
  readonly endedAt: number;
}

const SELECT_TYPE = 4_096;
const READ_TRIES = 5;

/** Takes a compiled statement through admission, locks and transaction to its stored result. */
export class Runner {
  private readonly estimates: RowEstimates;

  constructor(
    private readonly parts: RunnerParts,
    private readonly runChild: (parent: Query, request: ChildRequest) => Promise<ChildOutcome>,
  ) {
    this.estimates = new RowEstimates(parts.transactions.commits);
  }

  /**
   * Waits for the statement's turn, runs it and stores what it answers.
   *
   * @throws whatever it failed with; the reason of the query's signal when that was aborted.
   */
  async run(query: Query, compiled: Compiled): Promise<Finished> {
    try {
      return await this.admitted(query, compiled.statement, () => this.perform(query, compiled));
    } finally {
      await this.cleanUp(query);
    }
  }

  /** The time of a statement runs from when it came: reading and binding it count, and so does waiting for its turn. */
  startTimeout(query: Query): void {
    const seconds = lowest(
      query.view.parameters.number('STATEMENT_TIMEOUT_IN_SECONDS', 0),
      this.warehouse(query.view.warehouse)?.statementTimeout ?? 0,
    );
    if (seconds === 0) return;
    const timer = setTimeout(() => query.stop(timedOut(seconds)), seconds * 1_000).unref();
    void query.ended.then(() => clearTimeout(timer));
  }

  private async cleanUp(query: Query): Promise<void> {
    for (const work of query.afterwards.splice(0)) {
      try {
        await work();
      } catch (error) {
        this.parts.report(error, query.id);
      }
    }
  }

  private async admitted(query: Query, statement: PreparedStatement, work: () => Promise<Finished>): Promise<Finished> {
    if (!statement.needsWarehouse || query.place !== null) return work();
    const name = query.view.warehouse;
    if (name === null) throw noWarehouse();
    const { warehouses } = this.parts;
    if (!warehouses.tryEnter(name)) {
      const seconds = query.view.parameters.number('STATEMENT_QUEUED_TIMEOUT_IN_SECONDS', 0);
      const limit = lowest(seconds, this.warehouse(name)?.statementQueuedTimeout ?? 0);
      await query.waiting('QUEUED', () => warehouses.enter(name, { signal: query.signal, timeoutMs: limit * 1_000 }));
    }
    const place = new WarehousePlace(warehouses, name);
    query.ownPlace = place;
    try {
      return await work();
    } finally {
      query.ownPlace = null;
      place.leave();
    }
  }

  private async perform(query: Query, compiled: Compiled): Promise<Finished> {
    const { transactions } = this.parts;
    const { session } = query;
    compiled.refresh();
    switch (compiled.statement.transaction) {
      case 'read':
        return this.read(query, compiled);
      case 'write':
        if (session.transaction === null && !query.view.parameters.isTrue('AUTOCOMMIT')) {
          transactions.begin(session, null, Date.now());
        }
        return this.write(query, compiled, session.transaction === null);
      case 'ddl':
        await transactions.commit(session, null);
        return this.write(query, compiled, true);
      case 'control':
      case 'none':
        return this.performFree(query, compiled.statement);
      default:
        return unreachable(compiled.statement.transaction);
    }
  }

  /** A short statement must not fail because a large one has all the memory. */
  private async read(query: Query, compiled: Compiled): Promise<Finished> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.readOnce(query, compiled);
      } catch (error) {
        query.signal.throwIfAborted();
        // Inside a transaction that has written, DuckDB has given that up too.
        const isAlone = query.session.transaction?.duck == null;
        if (!isAlone || tries === READ_TRIES || !isMemoryRefused(error)) throw error;
        if (!(await this.parts.memory.madeRoomFor(query))) throw error;
      }
    }
  }

  private async readOnce(query: Query, compiled: Compiled): Promise<Finished> {
    const { transactions, duck, engine } = this.parts;
    const { session } = query;
    const attempt = (): Promise<StoredResult> => {
      const { transaction } = session;
      const catalog = transaction?.duck?.catalog ?? engine.catalog.begin(session.id);
      const produce = (runner: DuckRunner) => this.produce(query, compiled.statement, { runner, catalog });
      return transaction?.duck == null
        ? duck.use(
            (connection) => connection.interruptible(query.signal, () => produce(connection)),
            planningOf(compiled.statement),
          )
        : transactions.readInTransaction(query, transaction, produce);
    };
    try {
      return finished(await attempt());
    } catch (error) {
      // A table may have got another form just before DuckDB looked at it.
      if (query.signal.aborted || error instanceof SqlError || !compiled.refresh()) throw error;
      return finished(await attempt());
    }
  }

  private async write(query: Query, compiled: Compiled, isAlone: boolean): Promise<Finished> {
    const { transactions } = this.parts;
    const { transaction } = query.session;
    const work = async ({ connection, catalog, afterCommit }: WritePlace) => {
      const place = { runner: connection, catalog, afterCommit };
      const done = finished(await this.produce(query, compiled.statement, place));
      return { done, row: query.rowFor('success', done.endedAt) };
    };
    const again = async ({ connection, catalog, afterCommit }: WritePlace) => {
      await compiled.statement.run(this.context(query, { runner: connection, catalog, afterCommit }));
      await this.cleanUp(query);
    };
    return isAlone || transaction === null
      ? transactions.autocommit(query, compiled, work)
      : transactions.inTransaction(query, transaction, compiled, work, again);
  }

  /** Statements that are in no DuckDB transaction of their own: session state, blocks, transaction control. */
  private async performFree(query: Query, statement: PreparedStatement): Promise<Finished> {
    const { duck, engine, transactions } = this.parts;
    const { session } = query;
    const before = session.transaction;
    const runner = new LazyRunner(duck, query.signal);
    try {
      const catalog = session.transaction?.duck?.catalog ?? engine.catalog.begin(session.id);
      const result = await this.produce(query, statement, { runner, catalog });
      query.signal.throwIfAborted();
      if (statement.transaction === 'none' && session.transaction !== null && session.transaction !== before) {
        throw unfinishedTransaction();
      }
      return finished(result);
    } catch (error) {
      // A block that fails takes the transaction with it that it has opened.
      if (statement.transaction === 'none' && session.transaction !== before) await transactions.rollback(session);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Runs the statement and stores what it answers. */
  private async produce(query: Query, statement: PreparedStatement, place: Place): Promise<StoredResult> {
    const outcome = limited(await statement.run(this.context(query, place)), query);
    const { results, retentionMs } = this.parts;
    const { session, view } = query;
    query.stats = outcome.stats;
    query.statementTypeId = outcome.statementTypeId ?? query.statementTypeId;
    const now = Date.now();
    const result = await results.store(
      {
        queryId: query.id,
        user: session.user,
        sessionId: session.id,
        createdAt: now,
        expiresAt: now + retentionMs,
        statementTypeId: query.statementTypeId,
        final: { database: session.database, schema: session.schema, warehouse: session.warehouse, role: session.role },
        parameters: session.parameters.with(shownBy(query.overrides)).own(),
        bindCount: statement.bindCount,
        ...(statement.arrayBindSupported === true && { arrayBindSupported: true }),
      },
      outcome,
      place.runner,
      chunkMegabytes(view.parameters.number('CLIENT_RESULT_CHUNK_SIZE', 160)),
      await this.estimate(query, outcome, place.runner),
    );
    query.rowsProduced = result.total;
    return result;
  }

  /** Not inside a transaction that has written: its own rows are not counted. */
  private async estimate(query: Query, { rows }: StatementOutcome, runner: DuckRunner): Promise<number | undefined> {
    if (rows.kind !== 'relation' || rows.scans === undefined || query.session.transaction?.duck != null)
      return undefined;
    try {
      return await this.estimates.product(rows.scans, runner);
    } catch (error) {
      // Without an estimate the result goes into a file: slower for a small one, and right.
      query.signal.throwIfAborted();
      this.parts.report(error, query.id);
      return undefined;
    }
  }

  private context(query: Query, place: Place): ExecutionContext {
    const { engine, transactions } = this.parts;
    return executionContext(query, place, engine, transactions, (request) => this.runChild(query, request));
  }

  private warehouse(name: string | null): WarehouseEntry | undefined {
    return name === null ? undefined : this.parts.engine.catalog.view('').warehouse(name);
  }
}

/** A SELECT that reads nothing has nothing to be optimized. */
const planningOf = ({ statementTypeId, needsWarehouse }: PreparedStatement): Planning =>
  statementTypeId === SELECT_TYPE && !needsWarehouse ? 'plain' : 'optimized';

/** ROWS_PER_RESULTSET: so many rows of a query at most; 0 is all. */
function limited(outcome: StatementOutcome, { statementTypeId, view }: Query): StatementOutcome {
  const rows = view.parameters.number('ROWS_PER_RESULTSET', 0);
  if (rows === 0 || statementTypeId !== SELECT_TYPE || outcome.rows.kind !== 'relation') return outcome;
  return { ...outcome, rows: { ...outcome.rows, sql: `SELECT * FROM (${outcome.rows.sql}) LIMIT ${rows}` } };
}

const finished = (result: StoredResult): Finished => ({ result, endedAt: Date.now() });

/** The lowest limit that is one: 0 is none. */
const lowest = (...limits: readonly number[]): number => {
  const set = limits.filter((limit) => limit > 0);
  return set.length === 0 ? 0 : Math.min(...set);
};

/** CLIENT_RESULT_CHUNK_SIZE within what Snowflake allows. */
const chunkMegabytes = (asked: number): number => Math.min(160, Math.max(16, asked));

function unreachable(value: never): never {
  throw new Error(`Unknown kind of transaction ${String(value)}`);
}

/** The statement's own parameters that say how its values are shown: the others are no matter of those who read the result. */
const shownBy = (overrides: Query['overrides']): Query['overrides'] =>
  Object.fromEntries(Object.entries(overrides).filter(([name]) => SHOWING.test(name)));

const SHOWING =
  /^(?:TIMEZONE|JSON_INDENT|ENABLE_UDT_EXTERNAL_TYPE_NAMES|JS_TREAT_INTEGER_AS_BIGINT|\w+_OUTPUT_FORMAT|\w+_RESULT_FORMAT)$/i;
