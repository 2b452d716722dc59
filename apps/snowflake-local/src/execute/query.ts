import type { WarehousePlace } from '../admit/warehouses.js';
import type { Position, SqlError } from '../errors.js';
import type { HistoryRow } from '../history/row.js';
import { messageWithoutSecrets, withoutSecrets } from '../history/secrets.js';
import type { StoredResult } from '../result/stored.js';
import type { ParameterValue } from '../session/parameters.js';
import type { Session, SessionView } from '../session/session.js';
import { queryTypeOf } from './statement-type.js';

/** Statuses as monitoring answers them. */
export type QueryStatus = 'QUEUED' | 'RUNNING' | 'BLOCKED' | 'SUCCESS' | 'FAILED_WITH_ERROR' | 'ABORTED';

export interface QueryFailure {
  readonly code: string;
  readonly sqlState: string;
  readonly message: string;
  readonly position?: Position;
  readonly compilation: boolean;
  /** Cancelled, or ended with its session. */
  readonly aborted: boolean;
}

export type QueryEnd =
  | { readonly kind: 'success'; readonly result: StoredResult }
  | { readonly kind: 'failure'; readonly failure: QueryFailure };

export interface QueryStart {
  readonly id: string;
  readonly session: Session;
  readonly view: SessionView;
  readonly text: string;
  /** Parameters of the statement alone. */
  readonly overrides: Readonly<Record<string, ParameterValue>>;
  readonly requestId: string | null;
  readonly isAsync: boolean;
  /** The query whose block or multi-statement request this one belongs to. */
  readonly parent: Query | null;
  readonly warehouseSize: string | null;
}

/** One statement on its way: what monitoring, history and cancel know of it. */
export class Query {
  readonly id: string;
  readonly session: Session;
  readonly view: SessionView;
  readonly text: string;
  /** As everybody may read it. */
  readonly shownText: string;
  readonly overrides: Readonly<Record<string, ParameterValue>>;
  readonly requestId: string | null;
  readonly isAsync: boolean;
  readonly parent: Query | null;
  /** How many queries it is inside of. */
  readonly level: number;
  /** Resolves when the query has ended, however it ended. */
  readonly ended: Promise<QueryEnd>;
  readonly startedAt: number;
  end: QueryEnd | null = null;
  endedAt: number | null = null;
  status: QueryStatus = 'RUNNING';
  statementTypeId = 0;
  queryType: string | undefined;
  stats: StoredResult['stats'];
  rowsProduced: number | null = null;
  compilationMs = 0;
  /** Milliseconds spent in each waiting status so far. */
  readonly waitedMs = { QUEUED: 0, BLOCKED: 0 };
  private waitingSince: number | null = null;
  private readonly warehouseSize: string | null;
  private readonly controller = new AbortController();
  private resolveEnded: (end: QueryEnd) => void = () => undefined;
  /** Aborted with the `SqlError` that the client gets: by a stop of this query or of the one it belongs to. */
  readonly signal: AbortSignal;
  /** Its own place on a warehouse, while it has one. */
  ownPlace: WarehousePlace | null = null;
  /** What its statement has asked to be done when it has ended. */
  readonly afterwards: (() => Promise<void> | void)[] = [];
  /** From the moment when a stop comes too late: its transaction is being committed. */
  commits = false;
  /** True once its end is in a DuckDB transaction. */
  isRecorded = false;

  constructor(start: QueryStart) {
    this.id = start.id;
    this.session = start.session;
    this.view = start.view;
    this.text = start.text;
    this.shownText = shownText(start.text);
    this.overrides = start.overrides;
    this.requestId = start.requestId;
    this.isAsync = start.isAsync;
    this.parent = start.parent;
    this.level = start.parent === null ? 0 : start.parent.level + 1;
    this.warehouseSize = start.warehouseSize;
    this.startedAt = start.view.now;
    const own = this.controller.signal;
    this.signal = start.parent === null ? own : AbortSignal.any([start.parent.signal, own]);
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve;
    });
  }

  /** The place on a warehouse that it has, or shares with the one that runs it. */
  get place(): WarehousePlace | null {
    return this.ownPlace ?? this.parent?.place ?? null;
  }

  /** Asks the query to stop. False when it has ended already. */
  stop(reason: SqlError): boolean {
    if (this.end !== null) return false;
    this.controller.abort(reason);
    return true;
  }

  /** Runs `wait` with the status that says what is waited for. */
  async waiting<T>(status: 'QUEUED' | 'BLOCKED', wait: () => Promise<T>): Promise<T> {
    this.beginWait(status);
    try {
      return await wait();
    } finally {
      this.endWait();
    }
  }

  /** A block waits when its statement does. */
  beginWait(status: 'QUEUED' | 'BLOCKED'): void {
    this.parent?.beginWait(status);
    this.status = status;
    this.waitingSince = performance.now();
  }

  endWait(): void {
    this.parent?.endWait();
    if (this.waitingSince === null || (this.status !== 'QUEUED' && this.status !== 'BLOCKED')) return;
    this.waitedMs[this.status] += Math.round(performance.now() - this.waitingSince);
    this.waitingSince = null;
    this.status = 'RUNNING';
  }

  /** The first end counts. */
  finish(end: QueryEnd, endedAt: number): void {
    if (this.end !== null) return;
    this.end = end;
    this.endedAt = endedAt;
    this.status = end.kind === 'success' ? 'SUCCESS' : end.failure.aborted ? 'ABORTED' : 'FAILED_WITH_ERROR';
    this.resolveEnded(end);
  }

  /** The row of the history as it stands now. */
  row(): HistoryRow {
    const outcome = this.end === null ? null : this.end.kind === 'success' ? 'success' : this.end.failure;
    return this.rowFor(outcome, this.endedAt);
  }

  /** The row that says that the query ended so: written before it is announced. null: it still runs. */
  rowFor(outcome: 'success' | QueryFailure | null, at: number | null): HistoryRow {
    const failure = outcome === 'success' ? null : outcome;
    // The clock may have been set back meanwhile.
    const endedAt = at === null ? null : Math.max(at, this.startedAt);
    const elapsed = (endedAt ?? Date.now()) - this.startedAt;
    const { QUEUED: queuedTime, BLOCKED: blockedTime } = this.waitedMs;
    return {
      queryId: this.id,
      queryText: this.shownText,
      databaseName: this.view.database,
      schemaName: this.view.schema,
      queryType: this.queryType ?? queryTypeOf(this.statementTypeId),
      sessionId: this.session.id,
      userName: this.session.user,
      roleName: this.view.role,
      warehouseName: this.view.warehouse,
      warehouseSize: this.warehouseSize,
      queryTag: this.view.parameters.text('QUERY_TAG'),
      status: outcome === 'success' ? 'SUCCESS' : outcome === null ? liveStatus(this.status) : 'FAILED_WITH_ERROR',
      errorCode: failure?.code ?? null,
      errorMessage: failure === null ? null : messageWithoutSecrets(failure.message, this.text),
      sqlState: failure?.sqlState ?? null,
      startTime: this.startedAt,
      endTime: endedAt,
      compilationTime: this.compilationMs,
      executionTime: Math.max(0, elapsed - this.compilationMs - queuedTime - blockedTime),
      queuedTime,
      blockedTime,
      rowsProduced: this.rowsProduced,
      rowsInserted: this.stats?.numRowsInserted ?? 0,
      rowsUpdated: this.stats?.numRowsUpdated ?? 0,
      rowsDeleted: this.stats?.numRowsDeleted ?? 0,
      statementTypeId: this.statementTypeId,
      aborted: failure?.aborted ?? false,
    };
  }
}

/** Snowflake keeps so many characters of a text in its history. */
const SHOWN_CHARACTERS = 100_000;
/** No secret is as long as the rest. */
const READ_CHARACTERS = 1_000_000;

const shownText = (text: string): string =>
  withoutSecrets(text.slice(0, READ_CHARACTERS))
    .slice(0, SHOWN_CHARACTERS)
    // Half a pair is no text.
    .replace(/[\ud800-\udbff]$/, '');

const liveStatus = (status: QueryStatus): HistoryRow['status'] =>
  status === 'QUEUED' || status === 'BLOCKED' ? status : 'RUNNING';
