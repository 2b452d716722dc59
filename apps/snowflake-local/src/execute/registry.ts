import type { SqlError } from '../errors.js';
import type { Query } from './query.js';

/** Ended queries kept in memory, by number and bytes; others are answered from the history and the stored results. */
const REMEMBERED = 2_000;
const REMEMBERED_BYTES = 64 * 1024 * 1024;
/** How long an abort of a request that has not arrived is remembered. */
const EARLY_ABORT_MS = 10_000;
const EARLY_ABORTS = 10_000;
/** Request IDs of one session that are never forgotten, however old; beyond, those older than the horizon go. */
const REQUESTS_KEPT = 50_000;
/** A driver repeats a POST for at most 15 minutes. */
const REQUEST_HORIZON_MS = 60 * 60 * 1_000;

interface Request {
  readonly queryId: string;
  readonly at: number;
}

/** Queries by their ID, and by the ID of the request that brought them, which counts within one session only. */
export class QueryRegistry {
  private readonly queries = new Map<string, Query>();
  /** Ended queries with their bytes, oldest first. */
  private readonly ended = new Map<string, number>();
  private endedBytes = 0;
  private readonly requests = new Map<string, Map<string, Request>>();
  private readonly earlyAborts = new Map<string, { readonly reason: SqlError; readonly until: number }>();

  /** @param onEnd told of each query that has ended */
  constructor(private readonly onEnd: (query: Query) => void = () => undefined) {}

  add(query: Query): void {
    this.queries.set(query.id, query);
    if (query.requestId === null) return;
    const requests = this.requests.get(query.session.id) ?? new Map<string, Request>();
    this.requests.set(query.session.id, requests);
    requests.set(query.requestId, { queryId: query.id, at: query.startedAt });
    forgetOld(requests, query.startedAt);
    const early = this.earlyAborts.get(key(query.session.id, query.requestId));
    if (early !== undefined && early.until >= query.startedAt) query.stop(early.reason);
  }

  /** To be called when a query has ended: from now on it may be forgotten. */
  release(query: Query): void {
    this.onEnd(query);
    const bytes = bytesOf(query);
    this.ended.set(query.id, bytes);
    this.endedBytes += bytes;
    for (const [oldest, size] of this.ended) {
      if (this.ended.size <= REMEMBERED && this.endedBytes <= REMEMBERED_BYTES) return;
      this.ended.delete(oldest);
      this.endedBytes -= size;
      this.queries.delete(oldest);
    }
  }

  find(queryId: string): Query | undefined {
    return this.queries.get(queryId);
  }

  /** The query that a request of a session has started, or undefined when the request is new there. */
  queryIdOf(sessionId: string, requestId: string): string | undefined {
    return this.requests.get(sessionId)?.get(requestId)?.queryId;
  }

  running(): readonly Query[] {
    return [...this.queries.values()].filter((query) => query.end === null);
  }

  runningOf(sessionId: string): readonly Query[] {
    return this.running().filter((query) => query.session.id === sessionId);
  }

  /** An abort that came before its request: Go sends it that way. */
  abortOnArrival(sessionId: string, requestId: string, reason: SqlError, now: number): void {
    // In the order of their ends.
    for (const [id, { until }] of this.earlyAborts) {
      if (until >= now) break;
      this.earlyAborts.delete(id);
    }
    this.earlyAborts.set(key(sessionId, requestId), { reason, until: now + EARLY_ABORT_MS });
    const [oldest] = this.earlyAborts.keys();
    if (this.earlyAborts.size > EARLY_ABORTS && oldest !== undefined) this.earlyAborts.delete(oldest);
  }

  forgetSession(sessionId: string): void {
    this.requests.delete(sessionId);
  }
}

/** Of its text and of the rows that it has given: a character may take two bytes. */
function bytesOf({ text, end }: Query): number {
  const body = end?.kind === 'success' ? end.result.body : null;
  const rows =
    body?.kind === 'inline' ? [...body.rows, ...(body.kept ?? [])] : body?.kind === 'parquet' ? body.head : [];
  return 2 * rows.reduce((sum, row) => row.reduce((cells, cell) => cells + (cell?.length ?? 0), sum), text.length);
}

const key = (sessionId: string, requestId: string): string => `${sessionId} ${requestId}`;

function forgetOld(requests: Map<string, Request>, now: number): void {
  for (const [id, { at }] of requests) {
    if (requests.size <= REQUESTS_KEPT || now - at < REQUEST_HORIZON_MS) return;
    requests.delete(id);
  }
}
