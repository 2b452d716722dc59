import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal, readJournal } from '../../../apps/snowflake-local/src/history/journal.js';
import { missingRows } from '../../../apps/snowflake-local/src/history/recover.js';
import type { HistoryRow } from '../../../apps/snowflake-local/src/history/row.js';

const row = (queryId: string, status: HistoryRow['status'] = 'RUNNING'): HistoryRow => ({
  queryId,
  queryText: 'select 1',
  databaseName: 'FIRN',
  schemaName: 'PUBLIC',
  queryType: 'SELECT',
  sessionId: '1',
  userName: 'FIRN',
  roleName: 'ACCOUNTADMIN',
  warehouseName: null,
  warehouseSize: null,
  queryTag: '',
  status,
  errorCode: null,
  errorMessage: null,
  sqlState: null,
  startTime: 10,
  endTime: status === 'SUCCESS' ? 20 : null,
  compilationTime: 0,
  executionTime: 0,
  queuedTime: 0,
  blockedTime: 0,
  rowsProduced: null,
  rowsInserted: 0,
  rowsUpdated: 0,
  rowsDeleted: 0,
  statementTypeId: 4096,
  aborted: false,
});

describe('what a journal tells after a kill', () => {
  it('keeps known ends, calls the rest interrupted, and repeats nothing that the table has', () => {
    const rows = missingRows(
      [
        { event: 'begin', row: row('read') },
        { event: 'begin', row: row('write') },
        { event: 'begin', row: row('running') },
        { event: 'end', row: row('read', 'SUCCESS') },
      ],
      new Set(['write']),
      99,
    );
    expect(rows.map(({ queryId, status, errorCode, endTime }) => [queryId, status, errorCode, endTime])).toEqual([
      ['read', 'SUCCESS', null, 20],
      ['running', 'FAILED_WITH_ERROR', '000603', 99],
    ]);
  });

  it('reads lines back, and names one that the kill has cut off and those that nobody can read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firn-journal-'));
    const file = join(folder, 'history.journal');
    try {
      const journal = new Journal(file);
      journal.write({ event: 'begin', row: row('a\u2028b') });
      journal.close();
      const { size } = statSync(file);
      appendFileSync(file, 'broken\n{"event":"begin","row":{}}\n{"event":"end","ro');
      const { entries, badLines } = await readJournal(file);
      expect(entries).toEqual([{ event: 'begin', row: row('a\u2028b') }]);
      expect(badLines.map(({ line, offset, isCutOff }) => ({ line, offset, isCutOff }))).toEqual([
        { line: 2, offset: size, isCutOff: false },
        { line: 3, offset: size + 7, isCutOff: false },
        { line: 4, offset: size + 7 + 27, isCutOff: true },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
