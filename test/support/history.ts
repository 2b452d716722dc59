import { adminSession } from './admin-session.js';

export type HistoryRow = Readonly<Record<string, unknown>>;

/** The server's own account of what ran, newest first, read on a session of its own: never the library's. */
export async function queryHistory(url: string, wanted: (row: HistoryRow) => boolean): Promise<readonly HistoryRow[]> {
  const admin = await adminSession(url);
  try {
    const rows = await admin.rows('select * from table(information_schema.query_history(result_limit => 10000))');
    return rows.filter(wanted);
  } finally {
    await admin.close();
  }
}
