import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '../../apps/snowflake-local/src/data-folder.js';

describe('the temporary files of a data folder', () => {
  const root = mkdtempSync(join(tmpdir(), 'firn-data-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('are there until another server has the database, which only one that was killed has left', () => {
    const first = openDataFolder(root);
    const spilled = join(first.spill, 'sorted.tmp');
    writeFileSync(spilled, 'rows');
    // It may find the database locked, and end.
    const second = openDataFolder(root);
    expect(existsSync(spilled)).toBe(true);
    second.removeOldSpills();
    expect([existsSync(spilled), existsSync(second.spill)]).toEqual([false, true]);
  });
});
