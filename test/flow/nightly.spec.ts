import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documented } from '../support/documented.js';
import { type System, startSystem } from '../support/system.js';

const root = join(import.meta.dirname, '..', '..');
const ORDERS = `id,region,amount,ordered_at
1,north,10.50,2026-03-01T08:00:00Z
2,south,99.80,2026-03-01T09:30:00Z
3,north,0.25,2026-03-01T10:00:00Z
9007199254740993,south,0.10,2026-03-01T22:15:00Z
`;

/** The parts of the page about the nightly job, one after the other, as one program. */
describe('the nightly job', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 2 });
  });
  afterAll(() => system?.stop());

  it('runs as it stands there, and prints what it says', () => {
    const parts = documented('flow/nightly');
    expect(parts.length).toBeGreaterThan(8);
    const file = join(root, 'examples', `nightly-${process.pid}.mts`); // beside the examples, so that the packages are found
    try {
      writeFileSync(file, parts.map(({ code }) => code).join('\n'));
      writeFileSync(join(system.folder, 'orders.csv'), ORDERS);
      const program = ['--import', join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs'), file];
      const { status, stdout, stderr } = spawnSync(process.execPath, program, {
        cwd: system.folder,
        encoding: 'utf8',
        env: { ...process.env, FIRN_URL: system.apiUrl, FIRN_KEY: system.apiKey },
      });
      if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
      const promised = parts.flatMap(({ code }) => [...code.matchAll(/\/\/ → (.*)/g)].map(([, text = '']) => text));
      expect(promised.filter((text) => !stdout.includes(text))).toEqual([]);
      expect(stdout).toContain('3 of 3 have ended, 0 failed');
    } finally {
      rmSync(file, { force: true });
    }
  });
});
