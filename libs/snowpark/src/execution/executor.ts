import type { Action } from '../plan/action.js';
import type { Plan } from '../plan/plan.js';
import type { JsonCell } from '../values/json-cell.js';
import type { ResultColumn } from '../values/result-column.js';
import type { FileTransfer } from './file-transfer.js';
import type { QueryListener } from './sent-query.js';

export const JOB_STATUSES = [
  'accepted',
  'queued',
  'submitting',
  'running',
  'storing',
  'retrying',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
  'needs_review',
] as const;

/** Where an execution is. Direct sessions know `running`, `succeeded`, `failed` and `cancelled` only. */
export type JobStatus = (typeof JOB_STATUSES)[number];

const TERMINAL: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'cancelled', 'timed_out', 'needs_review']);

/** Nothing will change it any more by itself; `needs_review` waits for a person. */
export const isTerminal = (status: JobStatus): boolean => TERMINAL.has(status);

/**
 * How a write is kept from happening twice. `standard`: a durable session sends it once, and where that cannot be known a person
 * decides; `exactly_once`: it carries a claim on a ledger in Snowflake, so that it may be sent again. Direct sessions know the former only.
 */
export const DELIVERIES = ['standard', 'exactly_once'] as const;
export type Delivery = (typeof DELIVERIES)[number];

export interface StartOptions {
  /** Session parameters of this one statement; `QUERY_TAG` is one. */
  readonly statementParams?: Readonly<Record<string, string>>;
  /** Milliseconds from acceptance to giving up. */
  readonly timeoutMs?: number;
  /** How a write is kept from happening twice. Default `standard`, or what the session was opened with. */
  readonly delivery?: Delivery;
  /** Ends the attempt to start; a started execution is ended by `cancel()`. */
  readonly signal?: AbortSignal;
}

/** How a session starts an action. */
export interface ExecutorStart extends StartOptions {
  /** The result is read next: starting may take as long as the action does, where that saves a round trip. */
  readonly awaited?: boolean;
}

/** Enough to find an execution again, from another process too. Plain JSON. */
export interface ExecutionReference {
  /** `planned`: it was only written down, by a session that sends nothing, and cannot be found again. */
  readonly via: 'direct' | 'durable' | 'planned';
  /** The query ID (direct) or the job ID (durable). */
  readonly id: string;
}

/** How long to wait. The query itself goes on. */
export interface WaitOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** How long to wait for a result. */
export type ResultOptions = WaitOptions;

/** How far a query is. What is not known is null. */
export interface JobProgress {
  readonly status: JobStatus;
  /** What Snowflake does with a running query. */
  readonly phase: 'queued' | 'provisioning' | 'blocked' | 'running' | null;
  /** Since Snowflake took the query; what it took, once it has ended. */
  readonly elapsedMs: number | null;
  /** Rows of the result so far. */
  readonly rows: number | null;
  /** Bytes that were read from tables (direct), or that the stored result has (durable). */
  readonly bytes: number | null;
  /** 100 for what has succeeded: of a running query Snowflake tells no share. */
  readonly percent: number | null;
}

/** What the port is told of a wait: the time that is allowed is in the signal. */
export interface Abortable {
  readonly signal?: AbortSignal;
}

/** Rows as they arrive. Memory is bounded by a batch; the iterator's `return()` stops what feeds it. */
export interface ResultStream {
  readonly columns: readonly ResultColumn[];
  batches(): AsyncIterable<readonly (readonly JsonCell[])[]>;
  /**
   * The same rows as text in UTF-8, for who makes columns of them: each item holds whole lines, a JSON array of cells with a newline
   * behind it. The memory of an item is written again once the next one is asked for. Without it the batches are read.
   */
  lines?(): AsyncIterable<Uint8Array>;
}

/** One action under way. */
export interface Execution {
  /** Known at once: the query ID (direct) or the job ID (durable). */
  readonly id: string;
  readonly reference: ExecutionReference;
  /** Waits until Snowflake has the query; rejected if the job ends before. */
  queryId(): Promise<string>;
  /** The text as it was sent; null while nobody knows it. */
  queryText(): Promise<string | null>;
  status(): Promise<JobStatus>;
  /** Until the status is terminal. Does not throw for a failed job; throws the signal's reason, or a TimeoutError. */
  wait(options?: WaitOptions): Promise<JobStatus>;
  /** How far it is. One request. */
  progress(): Promise<JobProgress>;
  /** Waits, then reads. @throws SnowflakeError with what Snowflake answered, if it failed. */
  result(options?: Abortable): Promise<ResultStream>;
  cancel(): Promise<void>;
  /** Says that nobody will ask again: generated objects are dropped, once, and not before the query has ended. */
  dispose(): Promise<void>;
}

/** How a Session reaches Snowflake: over a connection, or over the job API. The domain knows nothing else of either. */
export interface Executor {
  /** Resolves once accepted: the job is recorded, or Snowflake answered with a query ID. */
  start(action: Action, options?: ExecutorStart): Promise<Execution>;
  /** All statements run on one session in Snowflake, whose state they share. */
  readonly ownSession?: boolean;
  /** Moves files of this machine; there is none where the actions run on others. */
  readonly files?: FileTransfer | undefined;
  /** Tells of each statement as it is sent, and gives what ends that; there is none where others send them. */
  readonly listen?: ((listener: QueryListener) => () => void) | undefined;
  /** Snowflake has ended the session: nothing can be done with it any more. */
  readonly isLost?: boolean;
  /** An execution of which only the query ID is known. */
  adopt(queryId: string): Promise<Execution>;
  restore(reference: ExecutionReference): Execution;
  /** The output columns of a plan. Runs nothing. */
  describe(plan: Plan): Promise<readonly ResultColumn[]>;
  /** A stage of this session, made at the first call: `@"DB"."SC".NAME`. */
  sessionStage(): Promise<string>;
  close(): Promise<void>;
}
