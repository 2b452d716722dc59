import { randomBytes } from 'node:crypto';
import type { Warehouses } from '../admit/warehouses.js';
import type { CatalogTransaction } from '../catalog/catalog.js';
import type { WarehouseEntry } from '../catalog/entries.js';
import { SqlError } from '../errors.js';
import type { History } from '../history/history.js';
import { cellSelect, wireRow } from '../result/cells.js';
import type { ResultStore } from '../result/store.js';
import type { StoredResult } from '../result/stored.js';
import type { ParameterValue } from '../session/parameters.js';
import type { Session } from '../session/session.js';
import type { BindValue } from './bind-value.js';
import { Compiled } from './compiled.js';
import type { Duck, DuckRunner } from './duck.js';
import { failureOf, noWarehouse, sqlErrorOf, timedOut, unfinishedTransaction } from './failures.js';
import { LazyRunner } from './lazy-runner.js';
import { multiStatement } from './multi-statement.js';
import { Query, type QueryEnd } from './query.js';
import type { QueryRegistry } from './registry.js';
import type {
  ChildOutcome,
  ChildRequest,
  Engine,
  ExecutionContext,
  Prepare,
  PreparedStatement,
  ScriptVariables,
  TransactionControl,
} from './statement.js';
import type { Transactions, WritePlace } from './transactions.js';

export interface StatementRequest {
  readonly session: Session;
  readonly requestId: string | null;
  readonly text: string;
  readonly binds: readonly BindValue[];
  readonly bindStage: string | null;
  /** Parameters of this statement alone. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly isAsync: boolean;
}

/** What a statement would answer, without running it. */
export interface Description {
  readonly queryId: string;
  readonly statement: PreparedStatement;
}

export interface ExecutorParts {
  readonly prepare: Prepare;
  readonly engine: Engine;
  readonly duck: Duck;
  readonly transactions: Transactions;
  readonly warehouses: Warehouses;
  readonly history: History;
  readonly results: ResultStore;
  readonly registry: QueryRegistry;
  /** Milliseconds that results are kept. */
  readonly retentionMs: number;
  readonly report: (error: unknown, incident: string) => void;
}

interface Work {
  readonly text: string;
  readonly binds: readonly BindValue[];
  readonly bindStage: string | null;
  readonly scriptVariables?: ScriptVariables;
}

/** Takes statements from text to stored result. */
export class Executor {
  constructor(private readonly parts: ExecutorParts) {}

  /**
   * Accepts a statement: it is known by its ID from here on, whatever happens. What does not compile has ended when
   * this returns; the rest runs on its own.
   */
  submit(request: StatementRequest): Query {
    const query = this.open(request.session, request.text, request.parameters, null, request);
    const compiled = this.compile(query, request);
    if (compiled !== null) void this.run(query, compiled);
    return query;
  }

  /** @throws SqlError when the statement does not compile. */
  describe({ session, text, binds, bindStage, parameters }: StatementRequest): Description {
    const queryId = newQueryId();
    const view = session.view(parameters, Date.now());
    return { queryId, statement: this.prepared({ text, binds, bindStage }, session, view) };
  }

  private open(
    session: Session,
    text: string,
    parameters: Readonly<Record<string, ParameterValue>>,
    parent: Query | null,
    request: { readonly requestId: string | null; readonly isAsync: boolean },
  ): Query {
    const view = session.view(parameters, Date.now());
    const query = new Query({
      id: newQueryId(),
      session,
      view,
      text,
      overrides: parameters,
      requestId: request.requestId,
      isAsync: request.isAsync,
      parent,
      warehouseSize: this.warehouse(view.warehouse)?.size ?? null,
    });
    this.parts.registry.add(query);
    this.parts.history.begin(query.row(), () => query.row());
    session.remember(query.id);
    return query;
  }

  /** null: the query has ended with a compile error. */
  private compile(query: Query, work: Work): Compiled | null {
    const begun = performance.now();
    try {
      const compiled = new Compiled(
        () => this.prepared(work, query.session, query.view),
        () => this.parts.engine.catalog.version,
      );
      query.statementTypeId = compiled.statement.statementTypeId;
      query.queryType = compiled.statement.queryType;
      query.compilationMs = Math.round(performance.now() - begun);
      return compiled;
    } catch (error) {
      query.compilationMs = Math.round(performance.now() - begun);
      this.fail(query, error, true);
      return null;
    }
  }

  private prepared(work: Work, session: Session, view: Query['view']): PreparedStatement {
    const { engine } = this.parts;
    const several = multiStatement(work.text, work.binds, view.parameters);
    if (several !== null) return several;
    const catalog = session.transaction?.duck?.catalog.view ?? engine.catalog.view(session.id);
    return this.parts.prepare({ ...work, session: view, catalog, engine });
  }

  /** Never rejects: whatever happens ends the query. */
  private async run(query: Query, compiled: Compiled): Promise<void> {
    const timer = this.startTimeout(query);
    try {
      await this.admitted(query, compiled.statement, () => this.perform(query, compiled));
    } catch (error) {
      this.fail(query, query.signal.aborted ? query.signal.reason : error, false);
    } finally {
      clearTimeout(timer);
      await this.cleanUp(query);
    }
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

  private async admitted(query: Query, statement: PreparedStatement, work: () => Promise<void>): Promise<void> {
    if (!statement.needsWarehouse || holdsSlot(query)) return work();
    const name = query.view.warehouse;
    if (name === null) throw noWarehouse();
    const { warehouses } = this.parts;
    if (!warehouses.tryEnter(name)) {
      const seconds = query.view.parameters.number('STATEMENT_QUEUED_TIMEOUT_IN_SECONDS', 0);
      const limit = lowest(seconds, this.warehouse(name)?.statementQueuedTimeout ?? 0);
      await query.waiting('QUEUED', () => warehouses.enter(name, { signal: query.signal, timeoutMs: limit * 1_000 }));
    }
    query.holdsSlot = true;
    try {
      await work();
    } finally {
      query.holdsSlot = false;
      warehouses.leave(name);
    }
  }

  private async perform(query: Query, compiled: Compiled): Promise<void> {
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

  private async read(query: Query, compiled: Compiled): Promise<void> {
    const { transactions, duck, engine } = this.parts;
    const { session } = query;
    const attempt = (): Promise<StoredResult> => {
      const { transaction } = session;
      const catalog = transaction?.duck?.catalog ?? engine.catalog.begin(session.id);
      const produce = (runner: DuckRunner) => this.produce(query, compiled.statement, { runner, catalog });
      return transaction?.duck == null
        ? duck.use((connection) => connection.interruptible(query.signal, () => produce(connection)))
        : transactions.readInTransaction(query, transaction, produce);
    };
    try {
      this.succeed(query, await attempt());
    } catch (error) {
      // A table may have got another form just before DuckDB looked at it.
      if (query.signal.aborted || error instanceof SqlError || !compiled.refresh()) throw error;
      this.succeed(query, await attempt());
    }
  }

  private async write(query: Query, compiled: Compiled, isAlone: boolean): Promise<void> {
    const { transactions } = this.parts;
    const { transaction } = query.session;
    let result: StoredResult | null = null;
    let endedAt = 0;
    const work = async ({ connection, catalog, afterCommit }: WritePlace) => {
      result = await this.produce(query, compiled.statement, { runner: connection, catalog, afterCommit });
      endedAt = Date.now();
      return query.rowFor('success', endedAt);
    };
    const again = async ({ connection, catalog, afterCommit }: WritePlace) => {
      await compiled.statement.run(this.context(query, { runner: connection, catalog, afterCommit }));
      await this.cleanUp(query);
    };
    if (isAlone || transaction === null) await transactions.autocommit(query, compiled, work);
    else await transactions.inTransaction(query, transaction, compiled, work, again);
    if (result !== null) this.succeed(query, result, endedAt);
  }

  /** Statements that are in no DuckDB transaction of their own: session state, blocks, transaction control. */
  private async performFree(query: Query, statement: PreparedStatement): Promise<void> {
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
      this.succeed(query, result);
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
    const outcome = await statement.run(this.context(query, place));
    const { results, retentionMs } = this.parts;
    const { session, view } = query;
    query.stats = outcome.stats ?? {};
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
        parameters: session.parameters.own(),
        bindCount: statement.bindCount,
      },
      outcome,
      place.runner,
      chunkMegabytes(view.parameters.number('CLIENT_RESULT_CHUNK_SIZE', 160)),
    );
    query.rowsProduced = result.total;
    return result;
  }

  private context(query: Query, { runner, catalog, afterCommit }: Place): ExecutionContext {
    const { engine } = this.parts;
    return {
      session: query.session,
      view: query.view,
      catalog,
      duck: runner,
      signal: query.signal,
      queryId: query.id,
      engine,
      transactions: this.control(query),
      runChild: (request) => this.runChild(query, request),
      afterCommit: afterCommit ?? ((work) => work()),
      afterStatement: (work) => {
        query.afterwards.push(work);
      },
      wait: (milliseconds) => wait(milliseconds, query.signal),
    };
  }

  private control(query: Query): TransactionControl {
    const { transactions } = this.parts;
    const { session } = query;
    return {
      begin: async (options = {}) => {
        const transaction = transactions.begin(session, options.name ?? null, Date.now());
        if (options.locks !== undefined) await transactions.lock(query, transaction.locks, options.locks);
      },
      commit: async () => {
        const row = () => query.rowFor('success', Date.now());
        query.isRecorded = await transactions.commit(session, query.queryType === 'COMMIT' ? row : null);
      },
      rollback: () => transactions.rollback(session),
    };
  }

  private async runChild(parent: Query, request: ChildRequest): Promise<ChildOutcome> {
    parent.signal.throwIfAborted();
    const { MULTI_STATEMENT_COUNT: _, ...parameters } = parent.overrides;
    const query = this.open(parent.session, request.text, parameters, parent, { requestId: null, isAsync: false });
    const compiled = this.compile(query, {
      text: request.text,
      binds: request.binds ?? [],
      bindStage: null,
      ...(request.scriptVariables === undefined ? {} : { scriptVariables: request.scriptVariables }),
    });
    if (compiled !== null) await this.run(query, compiled);
    const end = await query.ended;
    if (end.kind === 'failure') throw errorOf(end);
    return this.childOutcome(query, end.result);
  }

  private childOutcome(query: Query, result: StoredResult): ChildOutcome {
    const { results, duck } = this.parts;
    return {
      queryId: query.id,
      statementTypeId: query.statementTypeId,
      columns: result.columns,
      rowCount: result.total,
      bindCount: result.bindCount,
      stats: query.stats,
      relation: results.relation(result),
      cells: async (limit) => {
        if (result.body.kind === 'inline') return result.body.rows.slice(0, limit);
        const sql = `${cellSelect(results.relation(result), result.columns)} LIMIT ${limit}`;
        return (await duck.use((connection) => connection.rows(sql))).map(wireRow);
      },
    };
  }

  private startTimeout(query: Query): NodeJS.Timeout | undefined {
    const seconds = lowest(
      query.view.parameters.number('STATEMENT_TIMEOUT_IN_SECONDS', 0),
      this.warehouse(query.view.warehouse)?.statementTimeout ?? 0,
    );
    if (seconds === 0) return undefined;
    return setTimeout(() => query.stop(timedOut(seconds)), seconds * 1_000);
  }

  private warehouse(name: string | null): WarehouseEntry | undefined {
    return name === null ? undefined : this.parts.engine.catalog.view('').warehouse(name);
  }

  private succeed(query: Query, result: StoredResult, endedAt: number = Date.now()): void {
    this.finish(query, { kind: 'success', result }, endedAt);
  }

  private fail(query: Query, error: unknown, compilation: boolean): void {
    const sqlError = sqlErrorOf(error, query.id, this.parts.report);
    this.finish(query, { kind: 'failure', failure: failureOf(sqlError, compilation) }, Date.now());
  }

  private finish(query: Query, end: QueryEnd, endedAt: number): void {
    const outcome = end.kind === 'success' ? 'success' : end.failure;
    if (!query.isRecorded) this.parts.history.end(query.rowFor(outcome, endedAt));
    query.finish(end, endedAt);
    this.parts.registry.release(query);
  }
}

interface Place {
  readonly runner: DuckRunner;
  readonly catalog: CatalogTransaction;
  readonly afterCommit?: (work: () => void) => void;
}

/** As Snowflake's own: a UUID in shape, 01 in front. */
export const newQueryId = (): string => {
  const hex = `01${randomBytes(15).toString('hex')}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

const holdsSlot = (query: Query): boolean => query.holdsSlot || (query.parent !== null && holdsSlot(query.parent));

/** The lowest limit that is one: 0 is none. */
const lowest = (...limits: readonly number[]): number => {
  const set = limits.filter((limit) => limit > 0);
  return set.length === 0 ? 0 : Math.min(...set);
};

/** CLIENT_RESULT_CHUNK_SIZE within what Snowflake allows. */
const chunkMegabytes = (asked: number): number => Math.min(160, Math.max(16, asked));

const errorOf = ({ failure }: Extract<QueryEnd, { kind: 'failure' }>): SqlError =>
  new SqlError(failure.code, failure.sqlState, failure.message, failure.position);

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const aborted = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', aborted, { once: true });
  });
}

function unreachable(value: never): never {
  throw new Error(`Unknown kind of transaction ${String(value)}`);
}
