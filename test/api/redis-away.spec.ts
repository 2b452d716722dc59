import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { JobView, Problem } from '@firn/contract';
import { freePort } from '../../scripts/system/ports.js';
import { type RedisServer, startRedis } from '../../scripts/system/redis.js';
import { call, startTestApi, type TestApi } from './support/api.js';

describe('Redis away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firn-away-'));
  let port: number;
  let redis: RedisServer | undefined;
  let api: TestApi | undefined;
  const start = async () => {
    redis = await startRedis({ folder, port });
  };
  beforeAll(async () => {
    port = await freePort();
  });
  afterEach(async () => {
    await api?.close();
    await redis?.stop();
    [api, redis] = [undefined, undefined];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const submit = (at: TestApi) => call(at, 'POST', '/v1/jobs', { body: { profile: 'main', sql: 'select 1' } });
  const recovered = async (at: TestApi) => {
    for (;;) {
      const response = await submit(at);
      if (response.status === 202) return JobView.parse(await response.json());
      expect(Problem.parse(await response.json()).code).toBe('redis_unavailable');
      await pause(20);
    }
  };

  it('is a 503 at once and over by itself, whether it was lost or never there', async () => {
    api = await startTestApi(`redis://127.0.0.1:${port}`);
    await expectAway(api);

    await start();
    expect(await recovered(api)).toMatchObject({ state: 'queued' });
    expect((await call(api, 'GET', '/health/ready')).status).toBe(200);

    await redis?.service.kill();
    await expectAway(api);
    await start();
    expect(await recovered(api)).toMatchObject({ state: 'queued' });
  }, 30_000);

  it('answers a long poll that began before', async () => {
    await start();
    api = await startTestApi(`redis://127.0.0.1:${port}`);
    const { id, version } = await recovered(api);
    const waiting = call(api, 'GET', `/v1/jobs/${id}?wait=20000&version=${version}`);
    await redis?.service.kill();
    await start();
    await call(api, 'POST', `/v1/jobs/${id}/cancel`);
    // Either the poll met the loss, which is a problem that may be repeated, or it went on over it.
    const answer = await waiting;
    expect([200, 503]).toContain(answer.status);
  }, 30_000);

  it('does not wait for a Redis that is frozen', async () => {
    await start();
    api = await startTestApi(`redis://127.0.0.1:${port}`, { FIRN_API_REDIS_TIMEOUT_MS: '200' });
    await recovered(api);
    redis?.service.signal('SIGSTOP');
    try {
      expect(Problem.parse(await (await submit(api)).json())).toMatchObject({ status: 503, code: 'redis_unavailable' });
    } finally {
      redis?.service.signal('SIGCONT');
    }
    expect(await recovered(api)).toMatchObject({ state: 'queued' });
  }, 30_000);

  async function expectAway(at: TestApi): Promise<void> {
    const response = await submit(at);
    expect(Problem.parse(await response.json())).toMatchObject({
      status: 503,
      code: 'redis_unavailable',
      retryable: true,
    });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call(at, 'GET', '/health/live', { key: null })).status).toBe(200);
    expect((await call(at, 'GET', '/health/ready', { key: null })).status).toBe(503);
  }
});
