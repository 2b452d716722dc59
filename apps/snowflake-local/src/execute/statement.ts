import type { TableLock } from '../admit/locks.js';
import type { OutColumn } from '../bind/query.js';
import type { Turns } from '../bind/turns.js';
import type { Catalog, CatalogTransaction } from '../catalog/catalog.js';
import type { CatalogView } from '../catalog/catalog-view.js';
import type { TableId, TaskEntry } from '../catalog/entries.js';
import type { Asker } from '../catalog/roles.js';
import type { Removals } from '../health/removals.js';
import type { ReadText } from '../parse/read-text.js';
import type { Session, SessionView } from '../session/session.js';
import type { BindValue } from './bind-value.js';
import type { DuckRunner } from './duck.js';

export type { TableLock };

/** What `prepare` is given. Nothing in it changes while the statement waits for its turn. */
export interface PrepareRequest {
  readonly text: string;
  /** What has been read of a long text, in turns of its own. */
  readonly read?: ReadText;
  readonly session: SessionView;
  /** The catalog as the statement's session sees it: committed, its open transaction, its temporary objects. */
  readonly catalog: CatalogView;
  readonly binds: readonly BindValue[];
  /** Files of a staged bulk bind (`bindStage`), or null. */
  readonly bindStage: string | null;
  /** The statement is only described: a `?` may stand without a bind. */
  readonly isDescribed?: boolean;
  readonly engine: Engine;
  /** Variables of the block that runs the statement, as `:name`; absent outside blocks. */
  readonly scriptVariables?: ScriptVariables;
  /** What has been bound so far; absent where all is bound at once. */
  readonly turns?: Turns;
}

/**
 * @throws SqlError when the text does not compile: the answer to the request, also to an asynchronous one.
 * @throws TurnOver when it is to be asked again in the next turn of the event loop.
 */
export type Prepare = (request: PrepareRequest) => PreparedStatement;

/** By name as folded: a DuckDB expression for the value, as for session variables. */
export type ScriptVariables = SessionView['variables'];

/**
 * How a statement meets transactions.
 * `read` sees the open transaction of its session, or what is committed. `write` takes its locks and runs in the open
 * transaction, or in one of its own. `ddl` commits an open transaction first, then runs in one of its own. `control`
 * opens or ends one. `none` touches no table (USE, SET, SHOW) or runs children that do (blocks, CALL).
 */
export type TransactionKind = 'read' | 'write' | 'ddl' | 'control' | 'none';

/** A statement that has been parsed and bound, ready to run, possibly more than once (a retried write). */
export interface PreparedStatement {
  readonly statementTypeId: number;
  /** QUERY_TYPE of the history; by `statementTypeId` when absent. */
  readonly queryType?: string;
  /** Result columns; null where they are known only after the run. */
  readonly columns: readonly OutColumn[] | null;
  /** Of a description: its columns are those of a run. */
  readonly isDescribedByRun?: true;
  readonly needsWarehouse: boolean;
  readonly locks: readonly TableLock[];
  readonly transaction: TransactionKind;
  readonly bindCount: number;
  /** INSERT … VALUES: JDBC batches only where this is true. */
  readonly arrayBindSupported?: boolean;
  /**
   * Tables the statement reads, when running it again over the same tables gives the same effect; absent when it may
   * not (RANDOM, NEXTVAL). A transaction of such statements survives the failure of a later one by running them again.
   */
  readonly repeatableReads?: readonly TableId[];
  run(context: ExecutionContext): Promise<StatementOutcome>;
}

export interface StatementOutcome {
  readonly columns: readonly OutColumn[];
  readonly rows: OutcomeRows;
  readonly stats?: {
    readonly numRowsInserted?: number;
    readonly numRowsUpdated?: number;
    readonly numRowsDeleted?: number;
  };
  /** When only the run shows it (a block that returns a table). */
  readonly statementTypeId?: number;
  /** Queries of a multi-statement request, each with a result of its own. */
  readonly children?: readonly { readonly queryId: string; readonly statementTypeId: number }[];
}

export type OutcomeRows =
  /** A DuckDB SELECT with the columns c0 to cn in the physical forms of `columns`; the server stores its rows. */
  | {
      readonly kind: 'relation';
      readonly sql: string;
      /** Set where no run gives more rows. */
      readonly atMost?: number;
      /** Each reference to a stored table, where rows come from nowhere else: an estimate of the result's size. */
      readonly scans?: readonly TableId[];
    }
  /** Cells as wire text: `snowflake` JSON encoding. */
  | { readonly kind: 'values'; readonly cells: readonly (readonly (string | null)[])[] }
  /** PUT and GET. */
  | ({ readonly kind: 'transfer' } & StageTransfer);

/** Files that the driver moves itself: what it is told, and where they lie in the stage. */
export interface StageTransfer {
  readonly instructions: Readonly<Record<string, unknown>> & { readonly command: 'UPLOAD' | 'DOWNLOAD' };
  /** On disk, with a slash at the end. */
  readonly folder: string;
  /** In the folder: the files of a GET, or the one that a PUT names. */
  readonly files: readonly string[];
}

/** Everything a running statement may touch. */
export interface ExecutionContext {
  readonly session: Session;
  /** The statement's view of its session. */
  readonly view: SessionView;
  /** Changes to the catalog, committed or dropped with the statement's DuckDB transaction. */
  readonly catalog: CatalogTransaction;
  readonly duck: DuckRunner;
  /** Aborted on cancel, timeout, and the end of the session. Everything that waits must listen to it. */
  readonly signal: AbortSignal;
  readonly queryId: string;
  readonly engine: Engine;
  readonly transactions: TransactionControl;
  /** Runs one statement of a block as a query of its own: own ID, own row of the history, the parent's warehouse slot. */
  runChild(request: ChildRequest): Promise<ChildOutcome>;
  /** Runs something after the commit of the transaction that the statement runs in; never after a rollback. */
  afterCommit(work: () => void): void;
  /** Runs something when the statement has ended and its rows are stored, however it ended. */
  afterStatement(work: () => Promise<void> | void): void;
  /** Waits without holding a thread. Rejects when the statement is cancelled. */
  wait(milliseconds: number): Promise<void>;
}

export interface ChildRequest {
  readonly text: string;
  readonly binds?: readonly BindValue[];
  readonly scriptVariables?: ScriptVariables;
}

export interface ChildOutcome {
  readonly queryId: string;
  readonly statementTypeId: number;
  readonly columns: readonly OutColumn[];
  readonly rowCount: number;
  readonly bindCount: number;
  readonly stats: StatementOutcome['stats'];
  /** A DuckDB SELECT over the stored rows, columns c0 to cn in the physical forms of `columns`. */
  readonly relation: string;
  /** The rows as wire text, at most `limit` of them. */
  cells(limit: number): Promise<readonly (readonly (string | null)[])[]>;
}

/** BEGIN, COMMIT and ROLLBACK of the statement's session. */
export interface TransactionControl {
  /**
   * Opens a transaction; a no-op inside one, as in Snowflake. `locks`: everything a block is about to write, taken
   * now and in one order, so that no table changes between the transaction's snapshot and its later writes.
   */
  begin(options?: { readonly name?: string; readonly locks?: readonly TableLock[] }): Promise<void>;
  /** Does nothing when no transaction is open. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Stored results by query ID, for RESULT_SCAN. Results are readable by the user who ran the query, and nobody else. */
export interface ResultLookup {
  find(queryId: string, user: string): StoredRelation | undefined;
}

export interface StoredRelation {
  readonly columns: readonly OutColumn[];
  /** A DuckDB SELECT that gives c0 to cn in the physical forms of `columns`, in the stored order. */
  readonly sql: string;
}

/** What the history functions of INFORMATION_SCHEMA take. Times are epoch milliseconds. */
export interface HistoryRequest {
  readonly scope:
    | { readonly kind: 'all' }
    | { readonly kind: 'session'; readonly sessionId: string }
    | { readonly kind: 'user'; readonly user: string }
    | { readonly kind: 'warehouse'; readonly warehouse: string };
  /** Applied before any WHERE of the query, as the real functions do: 1 to 10,000. */
  readonly resultLimit: number;
  /** The user whose queries alone are seen; null sees all. */
  readonly viewer: string | null;
  /** Narrows it too before the limit: DuckDB conditions over `END_TIME` as a TIMESTAMP, each of which what still runs may pass or not. */
  readonly ended?: readonly EndedRange[];
}

export interface EndedRange {
  readonly condition: string;
  /** What still runs has no end: it is in every range that is open to the future, and in no other. */
  readonly takesRunning: boolean;
}

/** What the conditions of `HistoryRequest.ended` speak of. */
export const HISTORY_END = 'ended_at';

export interface HistoryLookup {
  /** Columns of INFORMATION_SCHEMA.QUERY_HISTORY. */
  readonly columns: readonly OutColumn[];
  /** A DuckDB SELECT of c0 to cn: the queries that match, running ones included, the latest first. */
  relation(request: HistoryRequest): string;
  /** The same without a limit: SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY. */
  everything(viewer: string | null): string;
}

/** Ends what runs. All of these answer at once; the statements end when they next look. */
export interface QueryControl {
  /** False when no such query runs that `by` may end. */
  cancelQuery(queryId: string, by: Asker): boolean;
  /** Cancels all running statements of a session, `except` aside; gives their number, or undefined without such a session. */
  cancelAll(sessionId: string, by: Asker, except?: string): number | undefined;
  /**
   * Ends a session: its statements are aborted and rolled back (the query that asks may end), its token is refused.
   * Without `by` whoever it belongs to.
   */
  abortSession(sessionId: string, by?: Asker & { readonly queryId: string }): boolean;
}

/** The services a statement may ask for. */
export interface Engine {
  readonly account: string;
  readonly catalog: Catalog;
  readonly results: ResultLookup;
  readonly history: HistoryLookup;
  readonly control: QueryControl;
  readonly sessions: SessionLookup;
  readonly warehouses: WarehouseLoad;
  readonly folders: { readonly stages: string; readonly results: string; readonly spill: string };
  readonly tasks: TaskControl;
  /** Takes files away in the background, however often it must try. */
  readonly removals: Pick<Removals, 'add'>;
}

export interface TaskControl {
  /** Puts a run of a task and of what runs after it on record, and starts it. */
  execute(root: TaskEntry, config: string | null): Promise<void>;
}

export interface WarehouseLoad {
  /** Statements that run and wait on a warehouse: for SHOW WAREHOUSES. */
  load(name: string): { readonly running: number; readonly queued: number };
  /** To be called after MAX_CONCURRENCY_LEVEL was raised: those who wait may enter. */
  refresh(name: string): void;
}

export interface SessionLookup {
  find(sessionId: string): Session | undefined;
  list(): readonly Session[];
}
