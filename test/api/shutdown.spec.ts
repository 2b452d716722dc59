import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { JobView } from '@firn/contract';
import { startRedis } from '../support/redis.js';
import { refusedStart } from '../support/refused-start.js';
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
    await pause(50);
    await api.close();
    worker.close();

    expect(JobView.parse(await (await poll).json()).state).toBe('queued');
    await expect(stalled.text()).rejects.toThrow();
  }, 30_000);

  it('sends whoever comes meanwhile to another process', async () => {
    const api = await startTestApi(redis.url, { FIRN_API_SHUTDOWN_MS: '5000' });
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    socket.write(`GET /v1/jobs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEYS.acme}\r\n`);
    await pause(100); // the beginning of a request has arrived
    const closed = api.close();
    socket.write('\r\n');

    expect(await answer).toMatch(/^HTTP\/1.1 503 [\s\S]*connection: close[\s\S]*"code":"shutting_down"/i);
    await closed;
  });

  it('stops the boot with status 78 and the name of what is wrong', async () => {
    const said = await refusedStart('api', { FIRN_API_PORT: '99999' });
    expect({ code: said.code, out: said.out }).toEqual({ code: 78, out: '' });
    expect(said.err).toContain('FIRN_API_PORT must be a whole number from 0 to 65535');
  });
});
