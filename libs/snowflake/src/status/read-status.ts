import { z } from 'zod';
import { classify } from '../errors/classify.js';
import type { Failure } from '../errors/failure.js';
import { NO_CODE, snowflakeError, toldFailure } from '../errors/raise.js';
import type { Envelope } from '../wire/envelope.js';
import type { SessionApi } from '../wire/session-api.js';
import { requireQueryId } from './query-id.js';
import { type QueryFigures, type QueryStatus, statusMeaning } from './query-status.js';

const count = z.number().nullish().catch(null);
const MonitoredQuery = z.looseObject({
  id: z.string().nullish(),
  status: z.string(),
  startTime: count,
  endTime: count,
  totalDuration: count,
  errorCode: z.union([z.string(), z.number()]).nullish(),
  errorMessage: z.string().nullish(),
  sessionId: z.union([z.string(), z.number()]).nullish(),
  warehouseName: z.string().nullish(),
  stats: z.looseObject({ scanBytes: count, producedRows: count }).nullish().catch(null),
});
type MonitoredQuery = z.infer<typeof MonitoredQuery>;
const Monitoring = z.looseObject({
  queries: z.array(MonitoredQuery).nullish(),
  sqlState: z.string().nullish(),
});
type Monitoring = z.infer<typeof Monitoring>;
const MonitoringData = Monitoring.nullish();

/**
 * Reads one query's status by `GET /monitoring/queries/<id>`: it needs no warehouse. Renews the session token and
 * repeats a failed exchange, neither of which the driver's own call does.
 */
export async function readStatus(api: SessionApi, queryId: string, signal?: AbortSignal): Promise<QueryStatus> {
  requireQueryId(queryId);
  const answer = await api.call({
    method: 'GET',
    path: `/monitoring/queries/${queryId}`,
    accept: 'application/json',
    signal,
  });
  const data = monitoring(queryId, answer);
  const query = data?.queries?.[0];
  if (query === undefined) return { state: 'unknown', wire: 'NO_QUERY_DATA' };
  return toStatus(queryId, query, data?.sqlState ?? null);
}

function monitoring(queryId: string, answer: Envelope): Monitoring | null | undefined {
  const parsed = MonitoringData.safeParse(answer.data);
  if (parsed.success) return parsed.data;
  const what = z.prettifyError(parsed.error);
  throw snowflakeError({ code: NO_CODE, queryId, message: `The status of query ${queryId} cannot be read: ${what}` });
}

function toStatus(queryId: string, query: MonitoredQuery, sqlState: string | null): QueryStatus {
  const meaning = statusMeaning(query.status);
  const wire = query.status;
  switch (meaning.state) {
    case 'running':
      return { ...meaning, wire, figures: figuresOf(query) };
    case 'succeeded':
      return { state: 'succeeded', wire, figures: figuresOf(query) };
    case 'failed':
    case 'aborted':
      return { state: meaning.state, wire, failure: failureIn(queryId, query, sqlState), figures: figuresOf(query) };
    case 'unknown':
      return { state: 'unknown', wire };
  }
}

/** The true code sits in the query's own entry, as a number or a text; the top level may say anything. */
function failureIn(queryId: string, query: MonitoredQuery, sqlState: string | null): Failure {
  const aborted = query.status.toUpperCase() === 'ABORTED';
  const told = toldFailure({
    code: query.errorCode,
    sqlState: sqlState ?? (aborted ? '57014' : null),
    message: query.errorMessage || (aborted ? 'SQL execution canceled' : `The query ended as ${query.status}.`),
  });
  const code = told.code || (aborted ? '000604' : NO_CODE);
  const { message } = told;
  return {
    ...classify(code, told.sqlState, message),
    code,
    sqlState: told.sqlState,
    queryId,
    message,
    outcomeUnknown: false,
  };
}

const figuresOf = (query: MonitoredQuery): QueryFigures => ({
  startedAt: query.startTime || null,
  endedAt: query.endTime || null, // 0 while it runs
  durationMs: query.totalDuration ?? null,
  sessionId: query.sessionId === null || query.sessionId === undefined ? null : String(query.sessionId),
  warehouse: query.warehouseName || null,
  producedRows: query.stats?.producedRows ?? null,
  scannedBytes: query.stats?.scanBytes ?? null,
});
