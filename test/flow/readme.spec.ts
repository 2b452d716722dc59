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

  it('shows TypeScript that runs', () => {
    const [, code] = /<!-- example: first-job -->\n```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    const file = join(root, 'examples', `readme-${process.pid}.mts`); // beside the examples, so that the aliases resolve
    const options = `const { url, apiKey } = ${JSON.stringify({ url: system.apiUrl, apiKey: system.apiKey })};\n`;
    try {
      writeFileSync(file, `${options}${code}`);
      const run = spawnSync(process.execPath, ['--import', 'tsx', file], { cwd: root, encoding: 'utf8' });
      expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining("{ REGION: 'north', TOTAL: 17n }") });
      expect(run.stdout).toContain("{ REGION: 'south', TOTAL: 25n }");
    } finally {
      rmSync(file, { force: true });
    }
  });

  it('shows curl commands that work', () => {
    const [, code] = /```sh\n(export FIRN_URL[\s\S]*?)```/.exec(readme) ?? [];
    const script = (code ?? '')
      .replace(/export FIRN_URL.*\n/, '')
      .replace(
        /(-d '\{"profile"[^\n]*?)\s+# .*\n/,
        "$1 > first.json\nJOB=$(node -p \"JSON.parse(require('fs').readFileSync('first.json')).id\")\n",
      );
    const run = spawnSync('sh', ['-euc', script], {
      cwd: system.folder,
      encoding: 'utf8',
      env: { ...process.env, FIRN_URL: system.apiUrl, FIRN_KEY: system.apiKey },
    });
    expect(run).toMatchObject({ status: 0, stdout: expect.stringMatching(/"state":"succeeded"[\s\S]*\[42\]/) });
  });
});
