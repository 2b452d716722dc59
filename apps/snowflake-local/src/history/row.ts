import type { DuckRow } from '../execute/duck.js';
import { quoteText } from '../types/duck-text.js';
import { wellFormed } from '../types/well-formed.js';

/** Statuses of the history. A cancelled query is a failed one there, with code 000604. */
export type HistoryStatus = 'QUEUED' | 'RUNNING' | 'BLOCKED' | 'SUCCESS' | 'FAILED_WITH_ERROR';

/** One query as the history keeps it. Times are epoch milliseconds, durations milliseconds. */
export interface HistoryRow {
  readonly queryId: string;
  readonly queryText: string;
  readonly databaseName: string | null;
  readonly schemaName: string | null;
  readonly queryType: string;
  readonly sessionId: string;
  readonly userName: string;
  readonly roleName: string;
  readonly warehouseName: string | null;
  readonly warehouseSize: string | null;
  readonly queryTag: string;
  readonly status: HistoryStatus;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly sqlState: string | null;
  readonly startTime: number;
  readonly endTime: number | null;
  readonly compilationTime: number;
  readonly executionTime: number;
  readonly queuedTime: number;
  readonly blockedTime: number;
  readonly rowsProduced: number | null;
  readonly rowsInserted: number;
  readonly rowsUpdated: number;
  readonly rowsDeleted: number;
  readonly statementTypeId: number;
  /** True where monitoring answers ABORTED: cancelled, or ended with its session. */
  readonly aborted: boolean;
}

/** NUL cannot stand in DuckDB's texts, nor half a surrogate pair in its JSON. */
const storable = (text: string): string => wellFormed(text.includes('\0') ? text.replaceAll('\0', '\u2400') : text);

/**
 * The table: what is searched by as columns, the row itself as JSON. One column for each field would cost a write five
 * times as much, because each takes a segment of its own in every transaction (measured).
 */
export const CREATE_HISTORY = `CREATE SCHEMA IF NOT EXISTS _sf; CREATE TABLE IF NOT EXISTS _sf.query_history (
  query_id VARCHAR, session_id BIGINT, user_name VARCHAR, end_time BIGINT, body VARCHAR)`;
export const INSERT_HISTORY = 'INSERT INTO _sf.query_history VALUES ($1, $2, $3, $4, $5)';
/** Takes many rows as one JSON list. */
export const INSERT_HISTORY_ROWS = `INSERT INTO _sf.query_history ${tableRows('$1')}`;

const json = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'string' ? storable(item) : item));

/** Values for `INSERT_HISTORY`. */
export const historyValues = (row: HistoryRow): DuckRow => [
  row.queryId,
  BigInt(row.sessionId),
  storable(row.userName),
  row.endTime === null ? null : BigInt(row.endTime),
  json(row),
];

/** The value for `INSERT_HISTORY_ROWS`. */
export const historyList = (rows: readonly HistoryRow[]): string => json(rows);

/** Rows as a relation with the table's columns: those that are not in the table yet. */
export const literalRows = (rows: readonly HistoryRow[]): string => tableRows(quoteText(historyList(rows)));

/** A JSON list of rows as a relation with the table's columns. */
function tableRows(list: string): string {
  return `SELECT row ->> '$.queryId' AS query_id, CAST(row ->> '$.sessionId' AS BIGINT) AS session_id,
    row ->> '$.userName' AS user_name, CAST(row ->> '$.endTime' AS BIGINT) AS end_time, CAST(row AS VARCHAR) AS body
    FROM (SELECT unnest(from_json(CAST(${list} AS JSON), '["JSON"]')) AS row)`;
}

/** The row back from `body`; undefined for one that is damaged, which `report` is told. */
export function readHistoryBody(body: string, report: (error: unknown) => void): HistoryRow | undefined {
  try {
    return JSON.parse(body) as HistoryRow;
  } catch (error) {
    report(error);
    return undefined;
  }
}

/** Fields of the body as DuckDB reads them: `{"queryId":"VARCHAR",...}`. */
export const BODY_TYPES: Readonly<Record<keyof HistoryRow, 'VARCHAR' | 'BIGINT' | 'BOOLEAN'>> = {
  queryId: 'VARCHAR',
  queryText: 'VARCHAR',
  databaseName: 'VARCHAR',
  schemaName: 'VARCHAR',
  queryType: 'VARCHAR',
  sessionId: 'BIGINT',
  userName: 'VARCHAR',
  roleName: 'VARCHAR',
  warehouseName: 'VARCHAR',
  warehouseSize: 'VARCHAR',
  queryTag: 'VARCHAR',
  status: 'VARCHAR',
  errorCode: 'VARCHAR',
  errorMessage: 'VARCHAR',
  sqlState: 'VARCHAR',
  startTime: 'BIGINT',
  endTime: 'BIGINT',
  compilationTime: 'BIGINT',
  executionTime: 'BIGINT',
  queuedTime: 'BIGINT',
  blockedTime: 'BIGINT',
  rowsProduced: 'BIGINT',
  rowsInserted: 'BIGINT',
  rowsUpdated: 'BIGINT',
  rowsDeleted: 'BIGINT',
  statementTypeId: 'BIGINT',
  aborted: 'BOOLEAN',
};
