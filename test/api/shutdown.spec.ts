import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobView } from '@firn/contract';
import { localConnection } from '../../scripts/system/local-connection.js';
import { freePort } from '../../scripts/system/ports.js';
import { startRedis } from '../support/redis.js';
import { refusedStart } from '../support/refused-start.js';
import { until } from '../support/until.js';
import { call, KEYS, startTestApi } from './support/api.js';
import { textColumn, WorkerPart } from './support/worker-part.js';

describe('shutdown', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.stop());

  it('answers long polls at once, and lets nobody hold it longer than configured', async () => {
    const api = await startTestApi(redis.url, { FIRN_API_SHUTDOWN_MS: '300' });
    const worker = new WorkerPart(api.config);
    const submitted = async () =>
      JobView.parse(await (await call(api, 'POST', '/v1/jobs', { body: { profile: 'main', sql: 'select 1' } })).json());
    const [waited, long] = [await submitted(), await submitted()];
    const rows = Array.from({ length: 20_000 }, () => ['x'.repeat(1_000)]);
    await worker.succeed(long.id, [textColumn('A')], rows, 1_000_000);

    const poll = call(api, 'GET', `/v1/jobs/${waited.id}?wait=60000&version=${waited.version}`);
    const stalled = await call(api, 'GET', `/v1/jobs/${long.id}/result?format=ndjson`);
    const channel = `firn:{00}:changes:${waited.id}`;
    await until('the poll waits', async () => (await worker.redis.pubsub('NUMSUB', channel)).at(-1) === 1);
    await api.close();
    worker.close();

    expect(JobView.parse(await (await poll).json()).state).toBe('queued');
    await expect(stalled.text()).rejects.toThrow();
  });

  it('sends whoever comes meanwhile to another process', async () => {
    const api = await startTestApi(redis.url, { FIRN_API_SHUTDOWN_MS: '5000' });
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    let heard = '';
    socket.on('data', (data) => {
      heard += String(data);
    });
    // Behind a whole request, in one piece: with the answer to that one, the beginning of this one has arrived.
    socket.write(
      'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n' +
        `GET /v1/jobs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEYS.acme}\r\n`,
    );
    await until('the request before it is answered', async () => heard.startsWith('HTTP/1.1 200 '));
    const closed = api.close();
    socket.write('\r\n');

    await until('it is answered', async () => heard.includes('"code":"shutting_down"'));
    expect(heard).toMatch(/HTTP\/1.1 503 [\s\S]*connection: close[\s\S]*"code":"shutting_down"/i);
    await closed;
  });

  it.each(['api', 'worker'] as const)('ends the %s in order where Redis was never there', async (app) => {
    const folder = mkdtempSync(join(tmpdir(), 'firn-early-'));
    const profile = { name: 'local', tenant: 'default', ...localConnection('http://127.0.0.1:1') };
    writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ profiles: [profile] }), { mode: 0o600 });
    const keys = [{ id: 'test', tenant: 'default', sha256: createHash('sha256').update('of-the-test').digest('hex') }];
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys }), { mode: 0o600 });
    const env = {
      FIRN_REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
      FIRN_DATA_DIR: join(folder, 'data'),
      FIRN_PROFILES_FILE: join(folder, 'profiles.json'),
      ...(app === 'api' && { FIRN_API_KEYS_FILE: join(folder, 'keys.json'), FIRN_API_PORT: '0' }),
    };
    const said = await refusedStart(app, env, /ECONNREFUSED/);
    rmSync(folder, { recursive: true });
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('"stopping"') });
  });

  it('stops the boot with status 78 and the name of what is wrong', async () => {
    const said = await refusedStart('api', { FIRN_API_PORT: '99999' });
    expect({ code: said.code, out: said.out }).toEqual({ code: 78, out: '' });
    expect(said.err).toContain('FIRN_API_PORT must be a whole number from 0 to 65535');
  });
});
