import type { JournalEntry } from './journal.js';
import type { HistoryRow } from './row.js';

const INTERRUPTED = 'The server stopped while this statement was running. What it had not committed was rolled back.';

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
