import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../../scripts/system/local-connection.js';
import { startRedis } from '../support/redis.js';
import { refusedStart } from '../support/refused-start.js';

describe('an address that cannot be used stops the start with status 78, by the name of its setting', () => {
  let folder: string;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firn-addresses-'));
    const profile = { name: 'local', tenant: 'default', ...localConnection('http://127.0.0.1:1') };
    writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ profiles: [profile] }), { mode: 0o600 });
    const key = { id: 'one', tenant: 'default', sha256: 'a'.repeat(64) };
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [key] }), { mode: 0o600 });
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const refused = (app: 'api' | 'worker', env: Readonly<Record<string, string>>) =>
    refusedStart(app, {
      FIRN_REDIS_URL: redis.url,
      FIRN_DATA_DIR: join(folder, 'data'),
      FIRN_PROFILES_FILE: join(folder, 'profiles.json'),
      FIRN_LOG_LEVEL: 'silent',
      ...(app === 'api' && { FIRN_API_KEYS_FILE: join(folder, 'keys.json'), FIRN_API_PORT: '0' }),
      ...env,
    });
  const portOfRedis = () => new URL(redis.url).port;

  it.each(['api', 'worker'] as const)(
    'of a database that Redis does not have, instead of database 0: %s',
    async (app) => {
      const said = await refused(app, { FIRN_REDIS_URL: `${redis.url}/99` });
      expect(said).toMatchObject({ code: 78, out: '' });
      expect(said.err).toBe(
        'FIRN_REDIS_URL names the database 99, which the Redis there does not have (ERR DB index is out of range).\n',
      );
    },
    60_000,
  );

  it('of a port that is taken, and of a host that is not of this machine', async () => {
    const taken = portOfRedis();
    const api = await refused('api', { FIRN_API_PORT: taken });
    expect(api).toMatchObject({ code: 78, out: '' });
    expect(api.err).toContain(`FIRN_API_PORT: port ${taken} of 127.0.0.1 is taken by another process.`);
    const worker = await refused('worker', { FIRN_WORKER_HEALTH_PORT: taken });
    expect(worker).toMatchObject({ code: 78, out: '' });
    expect(worker.err).toContain(`(FIRN_WORKER_HEALTH_PORT): port ${taken} of 127.0.0.1 is taken by another process.`);
    const elsewhere = await refused('api', { FIRN_API_HOST: '192.0.2.1' });
    expect(elsewhere.err).toContain('FIRN_API_HOST: 192.0.2.1 is no address of this machine.');
    expect(elsewhere.code).toBe(78);
  }, 90_000);
});
