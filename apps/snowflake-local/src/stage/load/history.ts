import type { DuckRunner } from '../../execute/duck.js';

/** A file that COPY has looked at for a table, as its history keeps it. */
export interface LoadRecord {
  /** Stage and path: see `historyKey`. */
  readonly file: string;
  readonly etag: string;
  readonly rowsLoaded: number;
  readonly rowsParsed: number;
  readonly status: 'LOADED' | 'PARTIALLY_LOADED' | 'LOAD_FAILED';
  readonly firstError: string | null;
}

/** The files already loaded into a table, as `file` and `etag` in one text: the same file with other bytes is new. */
export async function loadedBefore(objectId: number, duck: DuckRunner): Promise<ReadonlySet<string>> {
  const rows = await duck.rows(
    `SELECT file, etag FROM _sf.load_history WHERE object_id = ? AND status <> 'LOAD_FAILED'`,
    [BigInt(objectId)],
  );
  return new Set(rows.map(([file, etag]) => historyKey(String(file), String(etag))));
}

export const historyKey = (file: string, etag: string): string => `${etag} ${file}`;

/** Part of the transaction that loads the rows. A later load of the same file takes the place of an earlier one. */
export async function recordLoads(objectId: number, loads: readonly LoadRecord[], duck: DuckRunner): Promise<void> {
  for (const { file, etag, rowsLoaded, rowsParsed, status, firstError } of loads) {
    await duck.run('DELETE FROM _sf.load_history WHERE object_id = ? AND file = ?', [BigInt(objectId), file]);
    await duck.run('INSERT INTO _sf.load_history VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
      ...[BigInt(objectId), file, etag, BigInt(Date.now())],
      ...[BigInt(rowsLoaded), BigInt(rowsParsed), status, firstError],
    ]);
  }
}
