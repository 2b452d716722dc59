import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startWorld, type World } from './world.js';

jest.setTimeout(180_000);

/** Runs inside the worker beside its own code: a promise fails that nobody waits for, once it is told to. */
const FAULT = "process.once('SIGUSR2', () => void Promise.reject(new Error('nobody waits for this')))";

describe('a fault that nothing in a worker expects', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('ends the process with status 70 and a line in the log, and its job is finished by another one', async () => {
    const entry = join(__dirname, '..', '..', 'apps', 'worker', 'dist', 'main.js');
    const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(FAULT)}`, entry], {
      env: {
        PATH: process.env.PATH,
        FIRN_REDIS_URL: world.redisUrl,
        FIRN_DATA_DIR: join(world.folder, 'data'),
        FIRN_PROFILES_FILE: join(world.folder, 'profiles.json'),
        FIRN_WORKER_NAME: 'faulty',
        FIRN_WORKER_LOCK_MS: '1000',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (data) => {
      said += String(data);
    });
    const code = new Promise((resolve) => child.once('close', resolve));
    const id = await world.submit({ sql: 'SELECT SYSTEM$WAIT(8)' });
    await world.until(id, 'running');
    child.kill('SIGUSR2');
    expect(await code).toBe(70);
    expect(said).toMatch(/"level":"fatal".*nobody waits for this/);
    await world.worker('next', { FIRN_WORKER_LOCK_MS: '1000' });
    expect(await world.until(id)).toMatchObject({ state: 'succeeded' });
  });
});
