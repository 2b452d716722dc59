import { connect } from 'node:net';
import { Problem } from '@firn/contract';
import { Redis } from 'ioredis';
import { bearerOf } from '../../apps/api/src/access/api-keys.js';
import { RequestLimit } from '../../apps/api/src/access/request-limit.js';
import { call, KEYS, startTestApi } from './support/api.js';
import { useSetting } from './support/setting.js';

describe('access', () => {
  const setting = useSetting();

  it.each([
    ['Bearer abc', 'abc'],
    ['bearer  abc= ', 'abc='],
    ['Basic abc', null],
    ['Bearer', null],
    ['Bearer a b', null],
    [undefined, null],
  ])('reads the header %p', (header, key) => {
    expect(bearerOf(header)).toBe(key);
  });

  it('says how to authenticate', async () => {
    const response = await setting.call('GET', '/v1/jobs', { key: null });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('refuses a stranger before it reads the body', async () => {
    // Only the head of the request is sent: an answer means that nobody waited for the rest.
    const socket = connect(Number(new URL(setting.api.url).port), '127.0.0.1');
    socket.write(
      'POST /v1/jobs HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n',
    );
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    socket.destroy();
    expect(answer).toContain('401 Unauthorized');
  });

  it('knows a route of the API however its address is written', async () => {
    expect((await setting.call('GET', '/%761/jobs', { key: null })).status).toBe(401);
    expect((await setting.call('GET', '/%761/jobs')).status).toBe(200);
  });

  it('answers what is no HTTP with a problem', async () => {
    const socket = connect(Number(new URL(setting.api.url).port), '127.0.0.1');
    socket.write('HELO firn\r\n\r\n');
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"invalid_request"/);
  });

  it('charges a key for what its bodies and lines cost', async () => {
    const redis = new Redis(setting.redisUrl);
    const list = () => setting.call('GET', '/v1/jobs', { key: KEYS.hasty });
    const refill = () => redis.del('firn:{limit-key-hasty}:requests');
    try {
      const body = { profile: 'none', sql: `select '${'x'.repeat(190_000)}'` }; // nearly three times 64 KB
      await refill();
      expect((await setting.call('POST', '/v1/jobs', { key: KEYS.hasty, body })).status).toBe(422);
      expect((await list()).status).toBe(429);

      await refill();
      const lines = '{}\n'.repeat(200); // fifty of them cost a request
      const headers = { 'content-type': 'application/x-ndjson' };
      expect((await setting.call('POST', '/v1/batches', { key: KEYS.hasty, body: lines, headers })).status).toBe(202);
      expect((await list()).status).toBe(429);

      await refill();
      expect((await setting.call('POST', '/v1/jobs', { key: KEYS.hasty, body: { profile: 'none' } })).status).toBe(422);
      expect((await list()).status).toBe(200);
    } finally {
      await refill();
      redis.disconnect();
    }
  });

  it('limits the requests of a key over all processes, and says when to come back', async () => {
    const other = await startTestApi(setting.redisUrl);
    try {
      const apis = [setting.api, other, setting.api, other];
      const answers = await Promise.all(apis.map((api) => call(api, 'GET', '/v1/jobs', { key: KEYS.hasty })));

      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429]);
      const refused = answers.find(({ status }) => status === 429);
      // Three a minute: the next one is free after twenty seconds.
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(15);
      expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(20);
      expect(Problem.parse(await refused?.json())).toMatchObject({
        code: 'too_many_requests',
        retryable: true,
        detail: expect.stringContaining('3 requests a minute'),
      });
      expect((await setting.call('GET', '/v1/jobs')).status).toBe(200);
    } finally {
      await other.close();
    }
  });

  it('asks Redis once for many requests of a key that sends many, and holds it to its limit all the same', async () => {
    const redis = new Redis(setting.redisUrl);
    const limit = new RequestLimit(redis, [{ id: 'busy', requestsPerMinute: 6_000 }]);
    const other = new RequestLimit(redis, [{ id: 'busy', requestsPerMinute: 6_000 }]);
    try {
      const before = await scriptsOf(redis);
      const first = await Promise.all(Array.from({ length: 1_000 }, () => limit.take('busy', 1)));
      const asked = (await scriptsOf(redis)) - before;
      expect(first.every(({ allowed }) => allowed)).toBe(true);
      expect(asked).toBeLessThanOrEqual(1_000 / 5);

      let granted = first.length;
      for (const one of [other, limit]) while ((await one.take('busy', 1)).allowed) granted += 1;
      // What came back while all of this ran is not known; nobody got more than the bucket and that.
      expect(granted).toBeGreaterThanOrEqual(6_000);
      expect(await limit.take('busy', 1)).toMatchObject({ allowed: false, retryAfterMs: expect.any(Number) });
    } finally {
      redis.disconnect();
    }
  });

  it('writes tenant, request and job on every line, and no secret on any', async () => {
    const secret = 'customer-secret-4711';
    const { id } = await setting.submit({ sql: `select '${secret}'` });
    await setting.call('GET', `/v1/jobs/${id}`, { headers: { 'x-request-id': 'trace-1' } });

    const line = setting.api.log.map((text) => JSON.parse(text)).find(({ requestId }) => requestId === 'trace-1');
    expect(line).toMatchObject({ tenant: 'acme', jobId: id, route: '/v1/jobs/:id', status: 200 });
    const all = setting.api.log.join('');
    for (const text of [secret, ...Object.values(KEYS)]) expect(all).not.toContain(text);
  });
});

async function scriptsOf(redis: Redis): Promise<number> {
  const stats = await redis.info('commandstats');
  return ['eval', 'evalsha'].reduce(
    (sum, name) => sum + Number(new RegExp(`^cmdstat_${name}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0),
    0,
  );
}
