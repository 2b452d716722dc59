import type { OutColumn } from '../bind/query.js';
import { HISTORY_END, type HistoryRequest } from '../execute/statement.js';
import { quoteText } from '../types/duck-text.js';
import type { Physical } from '../types/physical.js';
import { fixed, type SnowType, text, timestamp } from '../types/snow-type.js';
import { BODY_TYPES, type HistoryRow, literalRows } from './row.js';

interface ViewColumn {
  readonly name: string;
  readonly type: SnowType;
  readonly physical: Physical;
  /** DuckDB SQL over `row`, the body as a STRUCT. */
  readonly sql: string;
}

const textColumn = (name: string, sql: string): ViewColumn => ({ name, type: text(), physical: 'varchar', sql });
const count = (name: string, sql: string): ViewColumn => ({
  name,
  type: fixed(38),
  physical: 'bigint',
  sql: `CAST(${sql} AS BIGINT)`,
});
const instant = (name: string, sql: string): ViewColumn => ({
  name,
  type: timestamp('timestamp_ltz', 3),
  physical: 'timestamp',
  sql: `make_timestamp(${sql} * 1000)`,
});

/** Columns of INFORMATION_SCHEMA.QUERY_HISTORY. A query that has not ended shows 1970 as its end, as in Snowflake. */
const VIEW: readonly ViewColumn[] = [
  textColumn('QUERY_ID', 'row.queryId'),
  textColumn('QUERY_TEXT', 'row.queryText'),
  textColumn('DATABASE_NAME', 'row.databaseName'),
  textColumn('SCHEMA_NAME', 'row.schemaName'),
  textColumn('QUERY_TYPE', 'row.queryType'),
  count('SESSION_ID', 'row.sessionId'),
  textColumn('USER_NAME', 'row.userName'),
  textColumn('ROLE_NAME', 'row.roleName'),
  textColumn('WAREHOUSE_NAME', 'row.warehouseName'),
  textColumn('WAREHOUSE_SIZE', 'row.warehouseSize'),
  textColumn('WAREHOUSE_TYPE', `CASE WHEN row.warehouseName IS NULL THEN NULL ELSE 'STANDARD' END`),
  count('CLUSTER_NUMBER', 'CASE WHEN row.warehouseName IS NULL THEN NULL ELSE 1 END'),
  textColumn('QUERY_TAG', 'row.queryTag'),
  textColumn('EXECUTION_STATUS', 'row.status'),
  // A number in the history, six digits on the wire.
  textColumn('ERROR_CODE', `CASE WHEN row.errorCode IS NULL THEN NULL ELSE ltrim(row.errorCode, '0') END`),
  textColumn('ERROR_MESSAGE', 'row.errorMessage'),
  instant('START_TIME', 'row.startTime'),
  instant('END_TIME', 'coalesce(row.endTime, 0)'),
  count('TOTAL_ELAPSED_TIME', 'coalesce(row.endTime, epoch_ms(now())) - row.startTime'),
  count('BYTES_SCANNED', '0'),
  count('ROWS_PRODUCED', 'row.rowsProduced'),
  count('COMPILATION_TIME', 'row.compilationTime'),
  count('EXECUTION_TIME', 'row.executionTime'),
  count('QUEUED_PROVISIONING_TIME', '0'),
  count('QUEUED_REPAIR_TIME', '0'),
  count('QUEUED_OVERLOAD_TIME', 'row.queuedTime'),
  count('TRANSACTION_BLOCKED_TIME', 'row.blockedTime'),
  count('ROWS_INSERTED', 'row.rowsInserted'),
  count('ROWS_UPDATED', 'row.rowsUpdated'),
  count('ROWS_DELETED', 'row.rowsDeleted'),
];

export const HISTORY_VIEW_COLUMNS: readonly OutColumn[] = VIEW.map(({ name, type, physical }) => ({
  name,
  type,
  physical,
  nullable: true,
}));

type Request = Omit<HistoryRequest, 'resultLimit'> & { readonly resultLimit: number | null };

/**
 * A DuckDB SELECT of the matching queries, the latest first, columns c0 to cn as in `HISTORY_VIEW_COLUMNS`. `live` are
 * the rows that the table may lack; the table's own row of the same query is left out, so that none shows twice.
 */
export function historyRelation(live: readonly HistoryRow[], request: Request, seenAt?: number): string {
  const seen = seenAt === undefined ? live : live.flatMap((row) => rowAt(row, seenAt));
  const ranges = request.ended ?? [];
  const most = request.resultLimit ?? Number.POSITIVE_INFINITY;
  const matching = seen.filter((row) => matches(row, request)).sort(latestFirst);
  const running = matching.filter(({ endTime }) => endTime === null).slice(0, most);
  const ended = matching.filter(({ endTime }) => endTime !== null);
  // Which of these are within the range is known only when it runs, and the latest may not be: none is cut before.
  const wanted = [...running, ...(ranges.length > 0 ? ended : ended.slice(0, most - running.length))];
  const condition = [...conditions(request), ...(seenAt === undefined ? [] : [begunBy(seenAt)])].join(' AND ');
  const known = wanted.map((row) => `'${row.queryId}'`).join(', ');
  const table = `SELECT * FROM _sf.query_history WHERE ${condition}${
    known === '' ? '' : ` AND query_id NOT IN (${known})`
  }`;
  const all = wanted.length === 0 ? table : `${table} UNION ALL ${literalRows(wanted)}`;
  const limit = request.resultLimit === null ? '' : ` LIMIT ${request.resultLimit}`;
  const columns = VIEW.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
  // The bodies are read last, of the rows that are left.
  const body = seenAt === undefined ? 'body' : bodyAt(seenAt);
  const within = ranges.map(
    ({ condition, takesRunning }) => `(${takesRunning ? 'end_time IS NULL OR ' : ''}${condition})`,
  );
  const range = within.length === 0 ? '' : ` WHERE ${within.join(' AND ')}`;
  const timed = `SELECT body, end_time, make_timestamp(end_time * 1000) AS ${HISTORY_END} FROM (${all})`;
  const newest = `SELECT ${body} AS body FROM (${timed})${range} ORDER BY end_time DESC NULLS FIRST${limit}`;
  // A row that is damaged on disk hides no other.
  return `SELECT ${columns} FROM (SELECT from_json(TRY_CAST(body AS JSON), '${JSON.stringify(BODY_TYPES)}') AS row FROM (${newest}))
    WHERE row IS NOT NULL ORDER BY row.endTime DESC NULLS FIRST, row.startTime DESC`;
}

/** A query as it stood at a moment; none that had not begun by then. What had not ended was running. */
const rowAt = (row: HistoryRow, at: number): readonly HistoryRow[] =>
  row.startTime > at ? [] : row.endTime === null || row.endTime <= at ? [row] : [{ ...row, ...RUNNING }];

const RUNNING = {
  status: 'RUNNING',
  endTime: null,
  errorCode: null,
  errorMessage: null,
  sqlState: null,
  rowsProduced: null,
} as const;

const begunBy = (at: number): string => `TRY_CAST(body ->> '$.startTime' AS BIGINT) <= ${at}`;

/** In a merge of JSON, null takes a field out. */
const bodyAt = (at: number): string =>
  `CASE WHEN end_time > ${at} THEN CAST(json_merge_patch(body, ${quoteText(JSON.stringify(RUNNING))}) AS VARCHAR) ELSE body END`;

/** What still runs comes before all that has ended. */
const latestFirst = (a: HistoryRow, b: HistoryRow): number =>
  (b.endTime ?? Number.MAX_SAFE_INTEGER) - (a.endTime ?? Number.MAX_SAFE_INTEGER) || b.startTime - a.startTime;

function conditions({ scope, viewer }: Request): readonly string[] {
  const conditions = [viewer === null ? 'true' : `user_name = ${quoteText(viewer)}`];
  switch (scope.kind) {
    case 'all':
      break;
    case 'session':
      conditions.push(`session_id = ${Number(scope.sessionId)}`);
      break;
    case 'user':
      conditions.push(`user_name = ${quoteText(scope.user)}`);
      break;
    case 'warehouse':
      conditions.push(`(body ->> '$.warehouseName') = ${quoteText(scope.warehouse)}`);
      break;
    default:
      return unreachable(scope);
  }
  return conditions;
}

function matches(row: HistoryRow, { scope, ended = [], viewer }: Request): boolean {
  if (viewer !== null && row.userName !== viewer) return false;
  if (row.endTime === null && ended.some(({ takesRunning }) => !takesRunning)) return false;
  switch (scope.kind) {
    case 'all':
      return true;
    case 'session':
      return row.sessionId === scope.sessionId;
    case 'user':
      return row.userName === scope.user;
    case 'warehouse':
      return row.warehouseName === scope.warehouse;
    default:
      return unreachable(scope);
  }
}

function unreachable(value: never): never {
  throw new Error(`Unknown scope ${JSON.stringify(value)}`);
}
