import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type System, startSystem } from '../support/system.js';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The README's first job, as it stands there. */
describe('the README', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 1 });
  });
  afterAll(() => system?.stop());
  /** The environment of a terminal into which the line of `npm start` was pasted. */
  const shell = () => ({ ...process.env, FIRN_URL: system.apiUrl, FIRN_KEY: system.apiKey });

  it('shows TypeScript that runs', () => {
    const [, code] = /<!-- example: first-job -->\n```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    const file = join(root, 'examples', `readme-${process.pid}.mts`); // beside the examples, so that the aliases resolve
    try {
      writeFileSync(file, code ?? '');
      const run = spawnSync(process.execPath, ['--import', 'tsx', file], { cwd: root, encoding: 'utf8', env: shell() });
      expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining("{ REGION: 'north', TOTAL: 17n }") });
      expect(run.stdout).toContain("{ REGION: 'south', TOTAL: 25n }");
    } finally {
      rmSync(file, { force: true });
    }
  });

  it('shows curl commands that work', () => {
    const [, code] = /```sh\n(JOB=[\s\S]*?)```/.exec(readme) ?? [];
    const run = spawnSync('sh', ['-euc', code ?? ''], { cwd: system.folder, encoding: 'utf8', env: shell() });
    expect(run).toMatchObject({ status: 0, stdout: expect.stringMatching(/"state":"succeeded"[\s\S]*\[42\]/) });
  });
});
