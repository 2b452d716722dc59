import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { BatchAnswer, BatchView, JobList, JobView, Problem } from '@firn/contract';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/system/ports.js';
import { type RedisServer, startRedis } from '../../scripts/system/redis.js';
import { until } from '../support/until.js';
import { call, KEYS, startTestApi, type TestApi } from './support/api.js';
import { EventReader } from './support/event-reader.js';

/** Answers what a client says on its way in as a Redis 6.2 does, and knows nothing else. */
async function oldRedis(port: number): Promise<Server & { closeAll(): void }> {
  const sockets = new Set<Socket>();
  const hello = ['server', 'redis', 'version', '6.2.14'].map((word) => `$${word.length}\r\n${word}\r\n`).join('');
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      // A command begins with `*` and the number of its words.
      for (const command of String(data).split(/(?=^\*\d+\r$)/m)) {
        if (/hello/i.test(command)) socket.write(`*4\r\n${hello}`);
        else if (/\binfo\r/i.test(command)) socket.write('$22\r\nredis_version:6.2.14\r\n\r\n');
        else socket.write('+OK\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return Object.assign(server, {
    closeAll: () => {
      for (const socket of sockets) socket.destroy();
    },
  });
}

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
      // What was seen of its memory is good for a second.
      expect(['redis_unavailable', 'queue_full']).toContain(Problem.parse(await response.json()).code);
      await pause(20);
    }
  };

  it.each([
    // Redis refuses the job, or the API has seen before that it would.
    [
      /its memory is full \(maxmemory\)|Redis uses \d+ bytes of 1:/,
      ['CONFIG', 'SET', 'maxmemory', '1'],
      ['CONFIG', 'SET', 'maxmemory', '0'],
    ],
    [/it is a replica/, ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ] as const)('is told with its reason where Redis answers: %s', async (reason, begin, end) => {
    await start();
    const client = new Redis(`redis://127.0.0.1:${port}`);
    try {
      api = await startTestApi(`redis://127.0.0.1:${port}`);
      await recovered(api);
      await client.call(begin[0], ...begin.slice(1));
      const found = Problem.parse(await (await submit(api)).json());
      expect(found).toMatchObject({ retryable: true, detail: expect.stringMatching(reason) });
      const batch = await fetch(`${api.url}/v1/batches`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEYS.acme}`, 'content-type': 'application/x-ndjson' },
        body: JSON.stringify({ profile: 'main', sql: 'select 1' }),
      });
      expect(await batch.text()).toMatch(reason);
      const unready = await call(api, 'GET', '/health/ready');
      expect(unready.status).toBe(503);
      expect(Problem.parse(await unready.json())).toMatchObject({
        code: 'redis_unavailable',
        detail: expect.stringMatching(reason),
      });
      expect((await call(api, 'GET', '/health/live')).status).toBe(200);
      await client.call(end[0], ...end.slice(1));
      await recovered(api);
      expect((await call(api, 'GET', '/health/ready')).status).toBe(200);
    } finally {
      client.disconnect();
    }
  });

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
  });

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
  });

  it('is told in streams of events that are open, which go on behind what was read', async () => {
    await start();
    api = await startTestApi(`redis://127.0.0.1:${port}`, { FIRN_API_REDIS_TIMEOUT_MS: '1000' });
    const at = api;
    const { id } = await recovered(at);
    const open = async (last?: string) =>
      call(at, 'GET', `/v1/jobs/${id}/events`, { headers: { ...(last !== undefined && { 'last-event-id': last }) } });
    const events = new EventReader(await open());
    const first = await events.next();
    redis?.service.signal('SIGSTOP');
    const told = await events.next();
    redis?.service.signal('SIGCONT');

    expect(Problem.parse(JSON.parse(told?.data ?? ''))).toMatchObject({ code: 'redis_unavailable', retryable: true });
    expect([told?.name, told?.id, await events.next()]).toEqual(['problem', first?.id, null]);
    const metrics = await (await call(at, 'GET', '/metrics', { key: null })).text();
    expect(metrics).toContain('firn_event_streams_cut_total{code="redis_unavailable"} 1');
    await until('Redis is back', async () => (await call(at, 'POST', `/v1/jobs/${id}/cancel`)).ok);
    const again = new EventReader(await open(first?.id ?? ''));
    await again.until((job) => job.id === id && job.state === 'cancelled');
    await again.leave();
  });

  it('does not wait for a Redis that is frozen', async () => {
    await start();
    api = await startTestApi(`redis://127.0.0.1:${port}`, { FIRN_API_REDIS_TIMEOUT_MS: '1000' });
    await recovered(api);
    redis?.service.signal('SIGSTOP');
    try {
      expect(Problem.parse(await (await submit(api)).json())).toMatchObject({ status: 503, code: 'redis_unavailable' });
    } finally {
      redis?.service.signal('SIGCONT');
    }
    expect(await recovered(api)).toMatchObject({ state: 'queued' });
  });

  it('tells what a batch had become when Redis froze in its middle, and closes the batch', async () => {
    await start();
    api = await startTestApi(`redis://127.0.0.1:${port}`, { FIRN_API_REDIS_TIMEOUT_MS: '1000' });
    await recovered(api);
    const line = `${JSON.stringify({ profile: 'main', sql: 'select 1' })}\n`;
    const response = fetch(`${api.url}/v1/batches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.acme}`, 'content-type': 'application/x-ndjson' },
      // Lines are accepted in chunks of 250: the first is recorded before Redis freezes.
      body: Readable.toWeb(
        Readable.from(
          (async function* () {
            yield Buffer.from(line.repeat(250));
            await until('the first lines are jobs', async () => (await jobCount()) > 250);
            redis?.service.signal('SIGSTOP');
            yield Buffer.from(line.repeat(300));
          })(),
        ),
      ) as ReadableStream,
      duplex: 'half',
    });
    const at = api;
    const jobCount = async () => JobList.parse(await (await call(at, 'GET', '/v1/jobs?limit=1000')).json()).jobs.length;
    let answer: BatchAnswer;
    try {
      const settled = await response;
      expect(settled.status).toBe(202);
      answer = BatchAnswer.parse(await settled.json());
    } finally {
      redis?.service.signal('SIGCONT');
    }
    const ids = answer.lines.flatMap((told) => ('id' in told ? [told.id] : []));
    expect(new Set(ids).size).toBe(250);
    expect(answer.lines.at(-1)).toMatchObject({ problem: { code: 'redis_unavailable' } });
    await until('the batch is closed', async () => {
      const view = await call(at, 'GET', `/v1/batches/${answer.batch.id}`);
      return view.status === 200 && BatchView.parse(await view.json()).closed;
    });
    expect((await call(at, 'GET', `/v1/jobs/${ids[249]}`)).status).toBe(200);
  });

  it('says so when the Redis that comes is too old, and refuses requests', async () => {
    api = await startTestApi(`redis://127.0.0.1:${port}`);
    const old = await oldRedis(port);
    try {
      const at = api;
      await until('the log tells of it', async () =>
        at.log.some((text) => text.includes('Redis cannot be worked with')),
      );
      const refused = Problem.parse(await (await submit(at)).json());
      expect(refused).toMatchObject({ status: 503, code: 'redis_unavailable' });
      expect(refused.detail).toContain('Firn needs Redis 7.0 or newer');
      expect((await call(at, 'GET', '/health/ready', { key: null })).status).toBe(503);
    } finally {
      await new Promise<void>((resolve) => {
        old.close(() => resolve());
        old.closeAll();
      });
    }
    await start();
    await recovered(api);
  });

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
