import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TurnOver, Turns } from '../bind/turns.js';
import { SqlError, unsupported } from '../errors.js';
import { foldQuotedNames } from '../parse/fold-quoted.js';
import { isLong, type ReadText, readInTurns } from '../parse/read-text.js';
import { cellSelect, cellStyle, wireRow } from '../result/cells.js';
import type { StoredResult } from '../result/stored.js';
import type { ParameterValue } from '../session/parameters.js';
import type { Session, SessionView } from '../session/session.js';
import type { BindValue } from './bind-value.js';
import { Compiled } from './compiled.js';
import { failureOf, sqlErrorOf, tooManyLevels } from './failures.js';
import { multiStatement } from './multi-statement.js';
import { Query, type QueryEnd } from './query.js';
import type { QueryRegistry } from './registry.js';
import { Runner, type RunnerParts } from './runner.js';
import type { ChildOutcome, ChildRequest, Prepare, PreparedStatement, ScriptVariables } from './statement.js';
import { isTransfer } from './statement-type.js';

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

export interface ExecutorParts extends RunnerParts {
  readonly prepare: Prepare;
  readonly registry: QueryRegistry;
}

interface Work {
  readonly text: string;
  readonly read?: ReadText;
  readonly binds: readonly BindValue[];
  readonly bindStage: string | null;
  readonly isDescribed?: boolean;
  readonly scriptVariables?: ScriptVariables;
}

/**
 * DuckDB looks for an interrupt between the steps of its planner, and a step may take minutes. A statement that was stopped
 * is answered after this, whatever DuckDB does; its locks and its place on the warehouse stay until DuckDB lets go.
 */
const STOP_PATIENCE_MS = 500;

/** A statement is bound at once where the catalog changes more often while it is bound in turns. */
const MOST_RESTARTS = 5;

/** A procedure that calls itself would otherwise take all of the memory. */
const MOST_LEVELS = 200;

/** Takes statements from text to stored result. */
export class Executor {
  private readonly runner: Runner;

  constructor(private readonly parts: ExecutorParts) {
    this.runner = new Runner(parts, (parent, request) => this.runChild(parent, request));
  }

  /**
   * Accepts a statement: it is known by its ID from here on, whatever happens. What does not compile has ended when
   * this returns, unless its text is long; the rest runs on its own.
   */
  submit(request: StatementRequest): Query {
    const query = this.open(request.session, request.text, request.parameters, null, request);
    this.start(query, request);
    return query;
  }

  /** @throws SqlError when the statement does not compile. */
  async describe(request: StatementRequest): Promise<Description> {
    const { session, text, binds, bindStage, parameters } = request;
    const view = session.view(parameters, Date.now());
    const given = { text, binds, bindStage, isDescribed: true };
    const work = isLong(text) ? await readWork(given, view) : given;
    const statement = await this.preparedInTurns(work, session, view);
    if (statement.isDescribedByRun === true) return this.describeByRun(request, work, statement);
    return { queryId: newQueryId(), statement };
  }

  /** A query of the session without rows. */
  private async describeByRun(
    request: StatementRequest,
    work: Work,
    statement: PreparedStatement,
  ): Promise<Description> {
    const { session, text, parameters } = request;
    const query = this.open(session, text, parameters, null, { requestId: null, isAsync: false });
    if (query.end === null) {
      this.runner.startTimeout(query);
      await this.run(query, this.compiled(query, work, statement, performance.now()));
    }
    const end = await query.ended;
    if (end.kind === 'failure') throw errorOf(end);
    return { queryId: query.id, statement: { ...statement, columns: end.result.columns } };
  }

  private start(query: Query, work: Work): void {
    if (query.end !== null) return;
    this.runner.startTimeout(query);
    if (isLong(work.text)) {
      void this.startInTurns(query, work);
      return;
    }
    const begun = performance.now();
    const turns = new Turns();
    try {
      const statement = turns.take(() => this.prepared(work, query.session, query.view, turns));
      void this.run(query, this.compiled(query, work, statement, begun));
    } catch (error) {
      if (error instanceof TurnOver) void this.startInTurns(query, work, turns);
      else this.failCompiling(query, error, begun);
    }
  }

  /** Never rejects: whatever happens ends the query. */
  private async startInTurns(query: Query, work: Work, turns = new Turns()): Promise<void> {
    const begun = performance.now();
    try {
      const read = isLong(work.text) ? await readWork(work, query.view) : work;
      const statement = await this.preparedInTurns(read, query.session, query.view, turns, query.signal);
      const compiled = this.compiled(query, read, statement, begun);
      await nextTurn(); // what runs it looks through all of its SQL once more
      await this.run(query, compiled);
    } catch (error) {
      this.failCompiling(query, query.signal.aborted ? query.signal.reason : error, begun, !query.signal.aborted);
    }
  }

  /** Prepares a statement with the event loop free in between: what has been bound by then holds while its catalog is the same. */
  private async preparedInTurns(
    work: Work,
    session: Session,
    view: SessionView,
    first = new Turns(),
    signal?: AbortSignal,
  ): Promise<PreparedStatement> {
    let [turns, place, restarts] = [first, this.placeOf(session), 0];
    for (;;) {
      await nextTurn();
      signal?.throwIfAborted();
      const now = this.placeOf(session);
      if (now.version !== place.version || now.duck !== place.duck) {
        restarts += 1;
        [turns, place] = [new Turns(), now];
      }
      if (restarts > MOST_RESTARTS) return this.prepared(work, session, view);
      try {
        return turns.take(() => this.prepared(work, session, view, turns));
      } catch (error) {
        if (!(error instanceof TurnOver)) throw error;
      }
    }
  }

  /** What the meaning of a session's statement depends on besides its view. */
  private placeOf(session: Session) {
    return { version: this.parts.engine.catalog.version, duck: session.transaction?.duck };
  }

  /** A query that the history cannot promise to keep has ended when this returns. */
  private open(
    session: Session,
    text: string,
    parameters: Readonly<Record<string, ParameterValue>>,
    parent: Query | null,
    request: { readonly requestId: string | null; readonly isAsync: boolean },
  ): Query {
    const { engine } = this.parts;
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
      warehouseSize: view.warehouse === null ? null : (engine.catalog.view('').warehouse(view.warehouse)?.size ?? null),
    });
    this.parts.registry.add(query);
    session.remember(query.id);
    try {
      this.parts.history.begin(query.row(), () => query.row());
    } catch (error) {
      this.fail(query, error, false);
    }
    return query;
  }

  /** @throws SqlError for a PUT or GET inside of another statement: its client would not see that it is to move files. */
  private compiled(query: Query, work: Work, statement: PreparedStatement, begun: number): Compiled {
    if (query.parent !== null && isTransfer(statement.statementTypeId)) {
      throw unsupported('PUT and GET inside of another statement');
    }
    query.statementTypeId = statement.statementTypeId;
    query.queryType = statement.queryType;
    query.compilationMs = Math.round(performance.now() - begun);
    return new Compiled(
      () => this.prepared(work, query.session, query.view),
      () => this.parts.engine.catalog.version,
      statement,
    );
  }

  private failCompiling(query: Query, error: unknown, begun: number, isCompilation = true): void {
    query.compilationMs = Math.round(performance.now() - begun);
    this.fail(query, error, isCompilation);
  }

  private prepared(given: Work, session: Session, view: SessionView, turns?: Turns): PreparedStatement {
    const { engine } = this.parts;
    const work = given.read === undefined ? folded(given, view) : given;
    const several = multiStatement(work.text, work.binds, view.parameters, work.read);
    if (several !== null) return several;
    const catalog = session.transaction?.duck?.catalog.view ?? engine.catalog.view(session.id);
    return this.parts.prepare({ ...work, session: view, catalog, engine, ...(turns && { turns }) });
  }

  /** Never rejects: whatever happens ends the query. */
  private async run(query: Query, compiled: Compiled): Promise<void> {
    const answered = answerWhenStopped(query, () => this.fail(query, query.signal.reason, false));
    try {
      const { result, endedAt } = await this.runner.run(query, compiled);
      this.finish(query, { kind: 'success', result }, endedAt);
    } catch (error) {
      this.fail(query, query.signal.aborted ? query.signal.reason : error, false);
    } finally {
      answered.end();
    }
  }

  private async runChild(parent: Query, request: ChildRequest): Promise<ChildOutcome> {
    parent.signal.throwIfAborted();
    if (parent.level >= MOST_LEVELS) throw tooManyLevels(MOST_LEVELS);
    const { MULTI_STATEMENT_COUNT: _, ...parameters } = parent.overrides;
    const query = this.open(parent.session, request.text, parameters, parent, { requestId: null, isAsync: false });
    const work = {
      text: request.text,
      binds: request.binds ?? [],
      bindStage: null,
      ...(request.scriptVariables === undefined ? {} : { scriptVariables: request.scriptVariables }),
    };
    this.start(query, work);
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
        const sql = `${cellSelect(results.relation(result), result.columns, cellStyle(result.parameters))} LIMIT ${limit}`;
        return (await duck.use((connection) => connection.rows(sql))).map(wireRow);
      },
    };
  }

  private fail(query: Query, error: unknown, compilation: boolean): void {
    const sqlError = sqlErrorOf(error, query.id, this.parts.report);
    this.finish(query, { kind: 'failure', failure: failureOf(sqlError, compilation) }, Date.now());
  }

  /** The first end counts. */
  private finish(query: Query, end: QueryEnd, endedAt: number): void {
    if (query.end !== null) return;
    const outcome = end.kind === 'success' ? 'success' : end.failure;
    if (!query.isRecorded) this.parts.history.end(query.rowFor(outcome, endedAt));
    query.finish(end, endedAt);
    this.parts.registry.release(query);
  }
}

function folded(work: Work, view: SessionView): Work {
  if (!view.parameters.isTrue('QUOTED_IDENTIFIERS_IGNORE_CASE')) return work;
  return { ...work, text: foldQuotedNames(work.text) };
}

async function readWork(given: Work, view: SessionView): Promise<Work> {
  const work = folded(given, view);
  return { ...work, read: await readInTurns(work.text) };
}

/** Calls `answer` some time after `query` was stopped, unless that is too late: a commit that has begun is waited for. */
function answerWhenStopped(query: Query, answer: () => void): { end(): void } {
  let timer: NodeJS.Timeout | undefined;
  const stopped = () => {
    timer = setTimeout(() => {
      if (!query.commits) answer();
    }, STOP_PATIENCE_MS);
  };
  query.signal.addEventListener('abort', stopped, { once: true });
  if (query.signal.aborted) stopped();
  return {
    end: () => {
      query.signal.removeEventListener('abort', stopped);
      clearTimeout(timer);
    },
  };
}

/** As Snowflake's own: a UUID in shape, 01 in front. */
export const newQueryId = (): string => {
  const hex = `01${randomBytes(15).toString('hex')}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

const errorOf = ({ failure }: Extract<QueryEnd, { kind: 'failure' }>): SqlError =>
  new SqlError(failure.code, failure.sqlState, failure.message, failure.position);
