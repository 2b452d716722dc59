import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, run, scratchFolder } from './support/installed.js';

const REPORTS = join(ROOT, 'api-reports');

describe('the reports of the public API', () => {
  it('say what the packages export today; `npm run api` brings them up to date', async () => {
    const now = await scratchFolder('api-reports');
    await run(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'api', now], { cwd: ROOT });
    expect(await readdir(now)).toEqual(await readdir(REPORTS));
    for (const file of await readdir(now)) {
      const [reviewed, exported] = await Promise.all(
        [REPORTS, now].map((folder) => readFile(join(folder, file), 'utf8')),
      );
      expect(exported).toBe(reviewed);
    }
  }, 240_000);

  it('hold nothing of the doors that only our own packages use', async () => {
    const text = await readFile(join(REPORTS, 'snowpark.api.md'), 'utf8');
    expect(text).toContain('export class DataFrame');
    expect(await readdir(REPORTS)).not.toContain('snowpark-internal.api.md');
  });
});
