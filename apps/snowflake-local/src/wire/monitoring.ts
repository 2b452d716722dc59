import { maySeeQueriesOf } from '../catalog/roles.js';
import type { QueryRegistry } from '../execute/registry.js';
import type { History } from '../history/history.js';
import type { HistoryRow } from '../history/row.js';
import { type Reply, reply, type SessionCall } from './call.js';
import { type Envelope, refused, succeeded } from './envelope.js';

/** `GET /monitoring/queries/<id>`: an unknown query is an empty list, not an error. */
export async function monitoring(
  call: SessionCall,
  queryId: string,
  registry: QueryRegistry,
  history: History,
): Promise<Reply> {
  const query = registry.find(queryId);
  const row = query?.row() ?? (await history.find(queryId));
  if (row === undefined || !maySeeQueriesOf(row.userName, call.session)) return reply(succeeded({ queries: [] }));
  const status = query?.status ?? (row.aborted ? 'ABORTED' : row.status);
  return reply(answer(row, status, call.now));
}

function answer(row: HistoryRow, status: string, now: number): Envelope {
  const isFailed = row.status === 'FAILED_WITH_ERROR';
  const queries = [
    {
      id: row.queryId,
      status,
      state: row.endTime === null ? 'EXECUTING' : isFailed ? 'FAILED' : 'SUCCEEDED',
      sqlText: row.queryText,
      startTime: row.startTime,
      endTime: row.endTime ?? 0,
      totalDuration: Math.max(0, (row.endTime ?? now) - row.startTime),
      // Empty unless failed: Go takes any text for a failure.
      errorCode: isFailed ? (row.errorCode ?? '') : '',
      errorMessage: isFailed ? (row.errorMessage ?? '') : '',
      sessionId: Number(row.sessionId),
      warehouseId: row.warehouseName === null ? 0 : 1,
      warehouseName: row.warehouseName ?? '',
      warehouseExternalSize: row.warehouseSize ?? '',
      warehouseServerType: 'STANDARD',
      stats: { scanBytes: 0, producedRows: row.rowsProduced ?? 0 },
    },
  ];
  if (!isFailed) return succeeded({ queries });
  // Node reads code and state from here, and not from the query itself. Node and Python put the message before the
  // query's own, and Node would write a null out.
  const data = { queries, sqlState: row.sqlState ?? 'XX000' };
  return { ...refused(row.errorCode ?? '', '', data), success: true };
}
