import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Abortable,
  type Execution,
  type ExecutionReference,
  type JobProgress,
  type JobStatus,
  type ResultStream,
  type Statement,
  type WaitOptions,
} from '@firn/snowpark';
import { isTerminal, limitOf } from '@firn/snowpark/internal';
import type { SnowflakeSession } from '../connect/session.js';
import { failureOf, snowflakeError } from '../errors/raise.js';
import type { QueryStatus } from '../status/query-status.js';
import { cleanUp } from './clean-up.js';
import type { SentQueries } from './sent-queries.js';

export interface DirectExecutionParts {
  /** The text as it was sent; null for a query that another session or process sent. */
  readonly text: string | null;
  readonly cleanup: readonly Statement[];
  readonly sent: SentQueries;
  /** Called once: the query has ended and what was made for it is gone. */
  readonly onSettled: () => void;
  /** Called when the query gave an error in place of its result. */
  readonly onFailed: () => void;
}

/** From 5 ms, where trivial queries end, doubling to 2 s. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 2_000;
/**
 * Reads without any data after which an ID is believed to be nobody's. Snowflake may take a moment to register a statement: half
 * a minute for one that this session sent, since it is known to be there; a second for an ID that somebody else gives.
 */
const MOST_UNKNOWN = { sent: 24, given: 8 } as const;

/** One query of a direct session. */
export class DirectExecution implements Execution {
  readonly reference: ExecutionReference;
  #settled: Promise<void> | null = null;
  #text: string | null;

  constructor(
    readonly id: string,
    private readonly session: () => Promise<SnowflakeSession>,
    private readonly parts: DirectExecutionParts,
  ) {
    this.reference = Object.freeze({ via: 'direct', id });
    this.#text = parts.text;
  }

  async queryId(): Promise<string> {
    return this.id;
  }

  /** For a query of another session it is asked of Snowflake's history; a failure there is an answer of null. */
  async queryText(): Promise<string | null> {
    this.#text ??= await this.#textInHistory();
    return this.#text;
  }

  /** @throws SnowflakeError 000709 for an ID that Snowflake does not know, or not as this user's. */
  async status(): Promise<JobStatus> {
    // What this session sent is there, although Snowflake may not say so yet.
    if (this.#isSent) return jobStatus(await this.#read());
    return this.#look((read) => read.state !== 'unknown');
  }

  /** @throws SnowflakeError as `status`, or what the options say. */
  async wait(options: WaitOptions = {}): Promise<JobStatus> {
    const status = await this.#look((read) => isTerminal(jobStatus(read)), limitOf(options));
    await this.#settle();
    return status;
  }

  /** Percent is known of what has ended alone. */
  async progress(): Promise<JobProgress> {
    const read = await this.#read();
    const status = jobStatus(read);
    const figures = read.state === 'unknown' ? null : read.figures;
    const startedAt = figures?.startedAt ?? null;
    const took = figures?.durationMs ?? null;
    return {
      status,
      phase: read.state === 'running' ? read.phase : null,
      elapsedMs: isTerminal(status) || startedAt === null ? took : Math.max(took ?? 0, Date.now() - startedAt),
      rows: figures?.producedRows ?? null,
      bytes: figures?.scannedBytes ?? null,
      percent: status === 'succeeded' ? 100 : null,
    };
  }

  async result(options: Abortable = {}): Promise<ResultStream> {
    const session = await this.session();
    try {
      const rows = await session.result(this.id, { signal: options.signal });
      await this.#settle();
      return rows;
    } catch (error) {
      this.parts.onFailed();
      if (!options.signal?.aborted) await this.settleIfEnded().catch(() => undefined);
      throw error;
    }
  }

  /** Resolves when Snowflake took the cancel; what was made for the query goes once it has ended. */
  async cancel(): Promise<void> {
    await (await this.session()).cancel(this.id);
    if (this.parts.cleanup.length > 0) await this.wait();
  }

  /** Does not wait for a running query: its end is watched for in the background, as long as the session is open. */
  async dispose(): Promise<void> {
    if (this.parts.cleanup.length > 0) void this.wait().catch(() => undefined);
  }

  /** Cleans up if the query has ended; else leaves everything as it is. */
  async settleIfEnded(): Promise<void> {
    if (isTerminal(jobStatus(await this.#read()))) await this.#settle();
  }

  get #isSent(): boolean {
    return this.parts.text !== null;
  }

  /** Reads the status, slower and slower, until it is one that is `enough`. */
  async #look(enough: (read: QueryStatus) => boolean, signal?: AbortSignal): Promise<JobStatus> {
    const mostUnknown = this.#isSent ? MOST_UNKNOWN.sent : MOST_UNKNOWN.given;
    let unknown = 0;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      signal?.throwIfAborted();
      const read = await this.#read(signal);
      if (enough(read)) return jobStatus(read);
      unknown = read.state === 'unknown' ? unknown + 1 : 0;
      if (unknown > mostUnknown) throw noSuchQuery(this.id);
      await sleep(pauseMs, undefined, signal && { signal }).catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : error;
      });
    }
  }

  async #read(signal?: AbortSignal): Promise<QueryStatus> {
    return (await this.session()).status(this.id, signal);
  }

  /** Once, on whichever exit comes first. */
  #settle(): Promise<void> {
    this.#settled ??= this.session()
      .then((session) => cleanUp(session, this.parts.cleanup, this.parts.sent))
      .finally(this.parts.onSettled);
    return this.#settled;
  }

  async #textInHistory(): Promise<string | null> {
    try {
      const session = await this.session();
      const status = await session.status(this.id);
      const sessionId = status.state === 'unknown' ? null : status.figures.sessionId;
      if (sessionId === null) return null;
      return (await session.historyOfQuery({ sessionId, queryId: this.id }))?.text ?? null;
    } catch (error) {
      if (failureOf(error).class === 'session_lost') throw error;
      return null; // no current database, no right to the history: the text stays unknown
    }
  }
}

/** A direct session cannot tell whose cancel it was: what was cancelled is cancelled. */
function jobStatus(status: QueryStatus): JobStatus {
  switch (status.state) {
    case 'running':
    case 'unknown':
      return 'running';
    case 'succeeded':
      return 'succeeded';
    case 'aborted':
    case 'failed':
      return status.failure.class === 'cancelled' ? 'cancelled' : 'failed';
  }
}

const noSuchQuery = (queryId: string) =>
  snowflakeError({
    code: '000709',
    sqlState: '02000',
    queryId,
    message: `Snowflake knows no query ${queryId} of this user.`,
  });
