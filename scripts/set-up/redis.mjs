import { spawnSync } from 'node:child_process';
import { say } from './say.mjs';

const works = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Finds a Redis server: `REDIS_SERVER_BIN`, or `redis-server` on the PATH. Where there is none it is installed from the
 * system's packages when that needs no question (root, or CI=true); else the one command is named. Never uses sudo.
 */
export function ensureRedis() {
  if (works(process.env.REDIS_SERVER_BIN ?? 'redis-server')) return;
  if (process.env.REDIS_SERVER_BIN)
    throw new Error(`REDIS_SERVER_BIN is ${process.env.REDIS_SERVER_BIN}, which does not run.`);
  const install = 'apt-get install -y --no-install-recommends redis-server';
  const mayInstall = process.getuid?.() === 0 || process.env.CI === 'true';
  if (process.platform === 'darwin') throw new Error('Firn needs Redis. Install it once with: brew install redis');
  if (!works('apt-get'))
    throw new Error('Firn needs redis-server on the PATH (7.0 or newer). Install it with your package manager.');
  if (!mayInstall) throw new Error(`Firn needs Redis. Install it once with: sudo apt-get update && sudo ${install}`);
  say(`installing Redis from the system's packages (${install})`);
  // The packaged service is not wanted: Firn starts a Redis of its own, on a free port.
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  for (const args of [['update', '-qq'], install.split(' ').slice(1)]) {
    const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env: environment });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed: see above.`);
  }
  if (!works('redis-server')) throw new Error('Redis was installed, but redis-server does not run.');
}
