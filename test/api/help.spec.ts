import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Settings as ApiSettings } from '../../apps/api/src/config/settings.js';
import { Settings as WorkerSettings } from '../../apps/worker/src/config/settings.js';

/** The built app with an argument, and an environment in which it could not start. */
function run(app: 'api' | 'worker', argument: string) {
  const entry = join(import.meta.dirname, '..', '..', 'apps', app, 'dist', 'main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, argument], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, FIRN_REDIS_URL: 'nonsense' },
  });
  return { status, stdout, stderr };
}

describe.each([
  ['api', ApiSettings],
  ['worker', WorkerSettings],
] as const)('firn-%s', (app, settings) => {
  it('answers --help with its settings, and what holds where they are not set', () => {
    const { status, stdout, stderr } = run(app, '--help');
    expect([status, stderr]).toEqual([0, '']);
    const told = [...stdout.matchAll(/^ {2}(FIRN_\w+) +\S.*\((?:required|unset|.+)\)$/gm)].map(([, name]) => name);
    expect(told).toEqual(Object.keys(settings.shape));
    expect(stdout).toMatch(/FIRN_DATA_DIR .*\(required\)$/m);
    expect(stdout).toMatch(/FIRN_KEEP_RESULTS_MS .*\(86400000\)$/m);
  });

  it('refuses any other argument by name', () => {
    expect(run(app, '--port=1')).toEqual({
      status: 78,
      stdout: '',
      stderr: `The configuration is not valid:\n  firn-${app} takes no arguments, and got '--port=1'. --help lists its settings.\n`,
    });
  });
});
