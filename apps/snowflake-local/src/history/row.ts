import type { DuckRow } from '../execute/duck.js';

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

const UNICODE_NUL = '\0';
const text = (value: string | null): string | null =>
  value?.includes(UNICODE_NUL) ? value.replaceAll(UNICODE_NUL, '\u2400') : value;
const integer = (value: number | null): bigint | null => (value === null ? null : BigInt(Math.round(value)));

interface TableColumn {
  readonly name: string;
  readonly type: 'VARCHAR' | 'BIGINT' | 'BOOLEAN';
  readonly of: (row: HistoryRow) => DuckRow[number];
}

/** The table's columns, in order. */
const COLUMNS: readonly TableColumn[] = [
  { name: 'query_id', type: 'VARCHAR', of: (row) => row.queryId },
  { name: 'query_text', type: 'VARCHAR', of: (row) => text(row.queryText) },
  { name: 'database_name', type: 'VARCHAR', of: (row) => text(row.databaseName) },
  { name: 'schema_name', type: 'VARCHAR', of: (row) => text(row.schemaName) },
  { name: 'query_type', type: 'VARCHAR', of: (row) => row.queryType },
  { name: 'session_id', type: 'BIGINT', of: (row) => BigInt(row.sessionId) },
  { name: 'user_name', type: 'VARCHAR', of: (row) => text(row.userName) },
  { name: 'role_name', type: 'VARCHAR', of: (row) => text(row.roleName) },
  { name: 'warehouse_name', type: 'VARCHAR', of: (row) => text(row.warehouseName) },
  { name: 'warehouse_size', type: 'VARCHAR', of: (row) => text(row.warehouseSize) },
  { name: 'query_tag', type: 'VARCHAR', of: (row) => text(row.queryTag) },
  { name: 'status', type: 'VARCHAR', of: (row) => row.status },
  { name: 'error_code', type: 'VARCHAR', of: (row) => row.errorCode },
  { name: 'error_message', type: 'VARCHAR', of: (row) => text(row.errorMessage) },
  { name: 'sql_state', type: 'VARCHAR', of: (row) => row.sqlState },
  { name: 'start_time', type: 'BIGINT', of: (row) => integer(row.startTime) },
  { name: 'end_time', type: 'BIGINT', of: (row) => integer(row.endTime) },
  { name: 'compilation_time', type: 'BIGINT', of: (row) => integer(row.compilationTime) },
  { name: 'execution_time', type: 'BIGINT', of: (row) => integer(row.executionTime) },
  { name: 'queued_time', type: 'BIGINT', of: (row) => integer(row.queuedTime) },
  { name: 'blocked_time', type: 'BIGINT', of: (row) => integer(row.blockedTime) },
  { name: 'rows_produced', type: 'BIGINT', of: (row) => integer(row.rowsProduced) },
  { name: 'rows_inserted', type: 'BIGINT', of: (row) => integer(row.rowsInserted) },
  { name: 'rows_updated', type: 'BIGINT', of: (row) => integer(row.rowsUpdated) },
  { name: 'rows_deleted', type: 'BIGINT', of: (row) => integer(row.rowsDeleted) },
  { name: 'statement_type_id', type: 'BIGINT', of: (row) => integer(row.statementTypeId) },
  { name: 'aborted', type: 'BOOLEAN', of: (row) => row.aborted },
];

export const HISTORY_COLUMN_NAMES: readonly string[] = COLUMNS.map((column) => column.name);

export const CREATE_HISTORY = `CREATE SCHEMA IF NOT EXISTS _sf; CREATE TABLE IF NOT EXISTS _sf.query_history (${COLUMNS.map(
  ({ name, type }) => `${name} ${type}`,
).join(', ')})`;

/** The row's values in the order of the table's columns. */
export const historyValues = (row: HistoryRow): DuckRow => COLUMNS.map((column) => column.of(row));

/** Rows as a DuckDB relation with the table's columns: those that are not in the table yet. */
export function literalRows(rows: readonly HistoryRow[]): string {
  const spec = `[{${COLUMNS.map(({ name, type }) => `"${name}":"${type}"`).join(',')}}]`;
  const json = JSON.stringify(
    rows.map((row) => Object.fromEntries(COLUMNS.map(({ name, of }) => [name, jsonOf(of(row))]))),
  );
  return `SELECT live.* FROM (SELECT unnest(from_json('${json.replaceAll("'", "''")}', '${spec}')) AS live)`;
}

const jsonOf = (value: DuckRow[number]): string | number | boolean | null =>
  typeof value === 'bigint'
    ? Number(value)
    : typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
      ? value
      : null;

/** The row back from the table's values, as `DuckRunner.rows` gives them. */
export function historyRow(values: DuckRow): HistoryRow {
  const at = (name: string) => values[HISTORY_COLUMN_NAMES.indexOf(name)] ?? null;
  const textOf = (name: string): string => String(at(name) ?? '');
  const textOrNull = (name: string): string | null => (at(name) === null ? null : String(at(name)));
  const numberOrNull = (name: string): number | null => (at(name) === null ? null : Number(at(name)));
  const numberOf = (name: string): number => Number(at(name) ?? 0);
  return {
    queryId: textOf('query_id'),
    queryText: textOf('query_text'),
    databaseName: textOrNull('database_name'),
    schemaName: textOrNull('schema_name'),
    queryType: textOf('query_type'),
    sessionId: textOf('session_id'),
    userName: textOf('user_name'),
    roleName: textOf('role_name'),
    warehouseName: textOrNull('warehouse_name'),
    warehouseSize: textOrNull('warehouse_size'),
    queryTag: textOf('query_tag'),
    status: at('status') === 'SUCCESS' ? 'SUCCESS' : 'FAILED_WITH_ERROR',
    errorCode: textOrNull('error_code'),
    errorMessage: textOrNull('error_message'),
    sqlState: textOrNull('sql_state'),
    startTime: numberOf('start_time'),
    endTime: numberOrNull('end_time'),
    compilationTime: numberOf('compilation_time'),
    executionTime: numberOf('execution_time'),
    queuedTime: numberOf('queued_time'),
    blockedTime: numberOf('blocked_time'),
    rowsProduced: numberOrNull('rows_produced'),
    rowsInserted: numberOf('rows_inserted'),
    rowsUpdated: numberOf('rows_updated'),
    rowsDeleted: numberOf('rows_deleted'),
    statementTypeId: numberOf('statement_type_id'),
    aborted: at('aborted') === true,
  };
}
