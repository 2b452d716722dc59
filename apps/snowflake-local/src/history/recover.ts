import type { DuckConnection } from '../execute/duck.js';
import { isEngineDown } from '../execute/engine-failure.js';
import type { Background } from '../health/background.js';
import { type JournalEntry, keepBadLines, readJournal } from './journal.js';
import { type HistoryRow, historyList, INSERT_HISTORY_ROWS } from './row.js';

const INTERRUPTED = 'The server stopped while this statement was running. What it had not committed was rolled back.';

/** Queries looked up and written at once. */
const AT_ONCE = 1_000;

/** Puts into the table what the journal of an unclean stop tells. What cannot be read of it is kept, and named in the log. */
export async function completeHistory(
  connection: DuckConnection,
  file: string,
  now: number,
  background: Background,
): Promise<void> {
  const { entries, badLines } = await readJournal(file);
  if (badLines.length > 0) {
    const kept = keepBadLines(file, badLines);
    for (const { line, offset, isCutOff, reason } of badLines) {
      const what = isCutOff
        ? 'the end of the history journal is cut off'
        : 'a line of the history journal cannot be read';
      background.warn({ file, line, offset, reason, kept }, `${what}: ${file}, line ${line}, byte ${offset}`);
    }
  }
  const ids = [...new Set(entries.map(({ row }) => row.queryId))];
  const known = new Set<string>();
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const found = await connection.rows(
      `SELECT query_id FROM _sf.query_history WHERE query_id IN (SELECT unnest(from_json($1::JSON, '["VARCHAR"]')))`,
      [JSON.stringify(ids.slice(at, at + AT_ONCE))],
    );
    for (const [id] of found) known.add(String(id));
  }
  const rows = missingRows(entries, known, now);
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    await insertRows(connection, rows.slice(at, at + AT_ONCE), background);
  }
}

/** One row that the table does not take is named and left out; the others go in. */
export async function insertRows(
  connection: DuckConnection,
  rows: readonly HistoryRow[],
  background: Background,
): Promise<void> {
  try {
    await connection.runPrepared(INSERT_HISTORY_ROWS, [historyList(rows)]);
  } catch (error) {
    if (isEngineDown(error)) throw error;
    const [row] = rows;
    if (rows.length === 1 && row !== undefined) {
      background.warn({ row, err: error }, `the history cannot take the row of query ${row.queryId}: it is left out`);
      return;
    }
    const half = Math.ceil(rows.length / 2);
    await insertRows(connection, rows.slice(0, half), background);
    await insertRows(connection, rows.slice(half), background);
  }
}

/**
 * The rows that the table lacks after an unclean stop. A query without an end was not finished: had it been a write
 * that committed, its row would be in the table, because the same transaction put it there.
 *
 * @param known query IDs that the table has.
 * @param now epoch milliseconds: the end of what was interrupted.
 */
export function missingRows(
  entries: readonly JournalEntry[],
  known: ReadonlySet<string>,
  now: number,
): readonly HistoryRow[] {
  const rows = new Map<string, HistoryRow>();
  for (const { event, row } of entries) {
    if (known.has(row.queryId)) continue;
    rows.set(row.queryId, event === 'end' ? row : interrupted(row, now));
  }
  return [...rows.values()];
}

const interrupted = (row: HistoryRow, now: number): HistoryRow => ({
  ...row,
  status: 'FAILED_WITH_ERROR',
  errorCode: '000603',
  sqlState: 'XX000',
  errorMessage: INTERRUPTED,
  endTime: now,
});
