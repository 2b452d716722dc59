import { randomUUID } from 'node:crypto';
import { type JsonCell, type ResultColumn, type Statement } from '@firn/snowpark';
import { abortSession, cancelQueries } from '../cancel/control-statements.js';
import { CONNECTION_DOWN, failureOf, fromDriver, snowflakeError } from '../errors/raise.js';
import {
  type HistoryEntry,
  type HistoryPage,
  type HistoryPlace,
  type HistoryRange,
  type HistoryStatement,
  historyEntry,
  historyPage,
  historyStatement,
  sessionHistory,
  sessionQuery,
  type UserHistoryRange,
  userHistory,
} from '../history/history.js';
import type { ChunkReader } from '../rows/chunk-reader.js';
import { parseResultAnswer, type ResultAnswer, readResultAnswer } from '../rows/result-answer.js';
import { ResultRows } from '../rows/result-rows.js';
import type { QueryStatus } from '../status/query-status.js';
import { readStatus } from '../status/read-status.js';
import { type Described, describe } from '../submit/describe.js';
import { type SubmitOptions, statementParameters } from '../submit/statement-parameters.js';
import { runStatement, submitStatement } from '../submit/submit-statement.js';
import type { SessionApi } from '../wire/session-api.js';
import type { DriverConnection, TransferRow } from './driver.js';

export interface RunOptions {
  readonly tag?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly parameters?: Readonly<Record<string, string | number>> | undefined;
  /** Ends the waiting; the statement runs on. */
  readonly signal?: AbortSignal | undefined;
}

/** The whole answer of a small statement. */
export interface SmallResult {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonCell[])[];
}

/** Which reader decodes a result's chunks, by the size of its largest one in bytes. */
export type ReaderChoice = (largestChunkBytes: number) => ChunkReader;

/**
 * One session in Snowflake, over one connection of the driver.
 * Methods reject with `SnowflakeError`; `failureOf` says what such an error means.
 */
export class SnowflakeSession {
  /** Detached queries of this session that were not seen ended: a logout would cancel them. */
  readonly #inFlight = new Set<string>();
  /** Submits that have not come back, or came back with an unknown outcome: they may be running too. */
  #uncertain = 0;
  #lost = false;
  /** Ends what is waited for here, so that nothing of a closed session is repeated or holds the process. */
  readonly #closed = new AbortController();

  constructor(
    /** Snowflake's session ID, digits. What the history and `endSession` know the session by. */
    readonly sessionId: string,
    private readonly connection: DriverConnection,
    private readonly api: SessionApi,
    private readonly readerFor: ReaderChoice,
  ) {}

  /** Snowflake has ended the session, or it can no longer be reached through this connection. */
  get isLost(): boolean {
    return this.#lost || this.api.isLost;
  }

  /** Something else has told that Snowflake has ended it. */
  markLost(): void {
    this.#lost = true;
  }

  /** Its connection belongs to somebody else, and it goes on when this is closed. */
  get isBorrowed(): boolean {
    return this.connection.isLent;
  }

  /** Detached queries of this session that nobody has seen ended, those that may have been submitted among them. */
  get inFlight(): number {
    return this.#inFlight.size + this.#uncertain;
  }

  /**
   * Hands a statement to Snowflake and resolves with its query ID as soon as that is known; the statement runs on,
   * whatever becomes of this process. Compile errors reject. The POST cannot be called back: on a failure whose
   * `outcomeUnknown` is set, and after `signal`, the statement may have been taken, or may yet be; it is not sent again.
   */
  async submit(
    statement: Statement,
    options: SubmitOptions,
    signal?: AbortSignal,
  ): Promise<{ readonly queryId: string }> {
    this.#uncertain += 1;
    try {
      const queryId = await submitStatement(this.api, statement, options, signal);
      this.#inFlight.add(queryId);
      this.#uncertain -= 1;
      return { queryId };
    } catch (error) {
      const failure = failureOf(error);
      if (!failure.outcomeUnknown && !signal?.aborted) this.#uncertain -= 1;
      if (failure.class === 'session_lost') this.#lost = true;
      throw error;
    }
  }

  /** Runs a small statement to its end: set-up, clean-up, control. For rows that a caller may want many of: `submit`. */
  async run(statement: Statement, options: RunOptions = {}): Promise<SmallResult> {
    const { queryId, answer } = await this.#run(statement, options);
    const result = this.#rowsOf(parseResultAnswer(answer), this.#until(options.signal));
    const rows: (readonly JsonCell[])[] = [];
    for await (const batch of result.batches()) rows.push(...batch);
    return { queryId, columns: result.columns, rows };
  }

  /** As `run`, for a statement whose answer nobody reads. Gives the query ID. */
  async execute(statement: Statement, options: RunOptions = {}): Promise<string> {
    return (await this.#run(statement, options)).queryId;
  }

  /** PUT or GET, as SQL: moves files between this machine and a stage, and gives a row for each. */
  async transfer(text: string, options: RunOptions = {}): Promise<readonly TransferRow[]> {
    const parameters = statementParameters(options);
    const request = { text, requestId: randomUUID(), parameters };
    return this.connection.transfer(request).catch((error: unknown) => Promise.reject(fromDriver(error)));
  }

  /** Columns of what the statement would give; nothing runs. */
  async describe(statement: Statement, signal?: AbortSignal): Promise<readonly ResultColumn[]> {
    return (await this.describeQuery(statement, signal)).columns;
  }

  /** The same with the query ID, under which Snowflake knows that it was asked. */
  describeQuery(statement: Statement, signal?: AbortSignal): Promise<Described> {
    return describe(this.api, statement, signal);
  }

  /** Status of a query of this user, whichever session ran it. Needs no warehouse. */
  async status(queryId: string, signal?: AbortSignal): Promise<QueryStatus> {
    this.api.observer.statusRead();
    const status = await readStatus(this.api, queryId, signal);
    if (status.state !== 'running' && status.state !== 'unknown') this.#inFlight.delete(queryId);
    return status;
  }

  /**
   * The rows of a query of this user, for 24 hours after it ended. Waits while the query runs.
   *
   * @throws SnowflakeError what Snowflake answered, if the query failed or was cancelled.
   */
  async result(queryId: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<ResultRows> {
    const answer = await readResultAnswer(this.api, queryId, options.signal);
    this.#inFlight.delete(queryId);
    return this.#rowsOf(answer, options.signal);
  }

  /**
   * Asks Snowflake to cancel queries of this user, all by one statement. Taken is not stopped: watch the status. A query that has ended
   * is fine.
   */
  async cancel(...queryIds: readonly string[]): Promise<void> {
    if (queryIds.length === 0) return;
    try {
      await this.execute(cancelQueries(queryIds));
    } catch (error) {
      // What one of them was refused for, the others need not wait for.
      if (queryIds.length > 1) await Promise.all(queryIds.map((queryId) => this.cancel(queryId)));
      else if (failureOf(error).code !== '000605') throw error; // nothing (any more) to cancel
    }
  }

  /**
   * Queries of a session of this user, newest first, at most 10,000; `complete` says whether that was all. After `timeoutSeconds`
   * Snowflake gives it up, also where it still waits for a warehouse.
   */
  async history(range: HistoryRange, options: Pick<RunOptions, 'timeoutSeconds'> = {}): Promise<HistoryPage> {
    return this.#historyPage(sessionHistory(range), options);
  }

  /** One query of a session of this user, with its text. Null: it is not among the 10,000 newest of its session. */
  async historyOfQuery(
    place: HistoryPlace,
    options: Pick<RunOptions, 'timeoutSeconds'> = {},
  ): Promise<HistoryStatement | null> {
    const [row] = (await this.run(sessionQuery(place), options)).rows;
    return row === undefined ? null : historyStatement(row);
  }

  /** Queries of this user in whatever session, newest first, at most 10,000, of any tag. Wakes the warehouse. */
  async historyOfUser(range: UserHistoryRange, options: Pick<RunOptions, 'timeoutSeconds'> = {}): Promise<HistoryPage> {
    return this.#historyPage(userHistory(range), options);
  }

  /** Ends another session of this user; after that no statement of it runs, and no late request of it is taken. One that is gone is as good. */
  async endSession(sessionId: string): Promise<void> {
    try {
      await this.execute(abortSession(sessionId));
    } catch (error) {
      if (!isGoneSession(failureOf(error).message)) throw error;
    }
  }

  /** Touches the session, so that it does not expire. */
  async heartbeat(): Promise<void> {
    await this.connection.heartbeat().catch((error: unknown) => Promise.reject(fromDriver(error)));
  }

  /**
   * Leaves the session. `logout` ends it in Snowflake too, with its temporary objects and whatever it still runs;
   * without, its queries run on and it ends by itself when idle for hours. Whoever waits for `run` or `execute` waits no longer.
   */
  async close(options: { readonly logout: boolean }): Promise<void> {
    const message = 'The session was closed while a statement of it was waited for.';
    this.#closed.abort(snowflakeError({ code: CONNECTION_DOWN, sqlState: '08003', message }));
    if (options.logout && !this.isLost && !this.connection.isLent) {
      await this.api.logout().catch(() => undefined); // it ends by itself
    }
    await this.connection.close();
  }

  /** Batch after batch, as they come from a thread: ten thousand rows in one turn would hold up the loop. */
  async #historyPage(statement: Statement, options: RunOptions): Promise<HistoryPage> {
    const { queryId, answer } = await this.#run(statement, options);
    const entries: HistoryEntry[] = [];
    for await (const batch of this.#rowsOf(parseResultAnswer(answer), this.#until(undefined)).batches())
      for (const row of batch) entries.push(historyEntry(row));
    return historyPage(queryId, entries);
  }

  async #run(statement: Statement, { signal, ...options }: RunOptions) {
    try {
      // It is limited by its own timeout, on the server.
      return await runStatement(this.api, statement, { ...options, requestId: randomUUID() }, this.#until(signal));
    } catch (error) {
      if (failureOf(error).class === 'session_lost') this.#lost = true;
      throw error;
    }
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closed.signal : AbortSignal.any([this.#closed.signal, signal]);
  }

  #rowsOf(answer: ResultAnswer, signal: AbortSignal | undefined): ResultRows {
    const inline = answer.inlineText?.bytes.length ?? 0;
    const largest = answer.chunks.reduce((most, chunk) => Math.max(most, chunk.uncompressedSize ?? Infinity), inline);
    return new ResultRows({
      answer,
      refresh: (refreshSignal) => readResultAnswer(this.api, answer.queryId, refreshSignal),
      reader: this.readerFor(largest),
      signal,
    });
  }
}

/** Snowflake's words for a session that has ended; it has no code of its own for that. */
const isGoneSession = (message: string): boolean =>
  /no such session|session\b.*\b(?:does not exist|no longer exists|is gone|not found)/is.test(message);
