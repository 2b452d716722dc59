import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/** What a checkout has before anything is installed or built, as far as it is needed here. */
const SOURCES = ['package.json', 'package-lock.json', 'scripts'];

describe('an app of production, in a checkout without packages', () => {
  it.each(['api', 'worker'])('start:%s installs and builds nothing, and says what is to be done', (app) => {
    const folder = mkdtempSync(join(tmpdir(), 'firn-start-'));
    for (const source of SOURCES) cpSync(join(ROOT, source), join(folder, source), { recursive: true });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'scripts', 'run.mjs'), `start:${app}`],
      { cwd: folder, encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`firn: apps/${app} is not built. Build it first: npm run build\n`);
    expect(readdirSync(folder).sort()).toEqual([...SOURCES].sort());
    rmSync(folder, { recursive: true });
  });
});
