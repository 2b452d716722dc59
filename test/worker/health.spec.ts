import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(120_000);

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the health of a worker', () => {
  let world: World;
  let url = '';
  beforeAll(async () => {
    world = await startWorld();
    const port = await freePort();
    url = `http://127.0.0.1:${port}/health`;
    await world.worker('w', {
      FIRN_WORKER_HEALTH_PORT: String(port),
      FIRN_WORKER_RECONCILE_MS: '100',
      FIRN_WORKER_SWEEP_MS: '100',
      FIRN_TRACKER_HEARTBEAT_MS: '200',
    });
  });
  afterAll(() => world.stop());

  const ready = async () => {
    const response = await fetch(`${url}/ready`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('tells that it works, and answers nothing else', async () => {
    expect((await fetch(`${url}/live`)).status).toBe(200);
    expect(await ready()).toMatchObject({ status: 200, body: { status: 'ok', checks: { redis: 'ok' } } });
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });

  /** Each finds its work in a key of its own. */
  const DUTIES = [
    ['timeouts', 'deadlines'],
    ['admission', 'turns'],
    ['slots', 'holding'],
    ['repair', 'reconcile'],
    ['batches', 'open-batches'],
    ['temporary objects', 'scratch-owners'],
    ['results', 'results-expiring'],
    ['records', 'expiring'],
    ['take-over', 'workers'],
  ] as const;

  it.each(DUTIES)(
    'shows that the task "%s" fails, which goes on once it can; the process and the other tasks go on meanwhile',
    async (duty, name) => {
      const key = `firn:{00}:${name}`;
      await world.redis.rename(key, 'aside').catch(() => undefined); // an empty set is no key
      await world.redis.set(key, 'no sorted set');
      const failing = await until('it is shown', async () => {
        const health = await ready();
        return health.status === 503 && health;
      });
      expect(failing.body).toMatchObject({
        failures: { [duty]: { error: expect.stringMatching(/WRONGTYPE|kind of value/) } },
      });
      const other = duty === 'timeouts' ? 'repair' : 'timeouts';
      expect(failing.body).toMatchObject({ checks: { [duty]: 'failing', [other]: 'ok' } });
      await world.redis.del(key);
      await world.redis.rename('aside', key).catch(() => undefined);
      await until('it is well again', async () => (await ready()).status === 200);
    },
  );

  it.each([
    ['its memory is full (maxmemory)', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['it is a replica', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ] as const)('says why Redis takes no writes, for as long as it does not: %s', async (reason, begin, end) => {
    await world.redis.call(begin[0], ...begin.slice(1));
    expect(await ready()).toMatchObject({
      status: 503,
      body: {
        status: 'failing',
        checks: { redis: 'failing' },
        failures: { redis: { error: expect.stringContaining(reason) } },
      },
    });
    expect((await fetch(`${url}/live`)).status).toBe(200);
    await world.redis.call(end[0], ...end.slice(1));
    await until('it is well again', async () => (await ready()).status === 200);
    const id = await world.submit({ sql: 'SELECT 1' });
    expect(await world.until(id)).toMatchObject({ state: 'succeeded' });
  });

  it('ends what has timed out while another task fails', async () => {
    await world.redis.set('firn:{00}:scratch-owners', 'no sorted set');
    await until('it is shown', async () => (await ready()).status === 503);
    const slow = await world.submit({ sql: 'SELECT SYSTEM$WAIT(60)', timeoutMs: 1_000 });
    expect(await world.until(slow)).toMatchObject({ state: 'timed_out' });
    await world.redis.del('firn:{00}:scratch-owners');
    await until('it is well again', async () => (await ready()).status === 200);
  });

  it('counts and names the records that were passed over', async () => {
    const id = await world.acceptOnly({ sql: 'SELECT 1' });
    await world.redis.hset(`firn:{00}:job:${id}`, 'schema', '9');
    await until('it is named', async () => JSON.stringify((await ready()).body.passedOver).includes(id));
    expect((await ready()).status).toBe(200);
  });

  it('fails a job whose plan is garbled, names the file, and goes on', async () => {
    const { blobs } = world.workers[0]?.ports ?? {};
    const digest =
      (await blobs?.put('default', Buffer.from('{"version":1,"kind":"sql","text":"SELECT 1","binds":[]}'))) ?? '';
    const path = join(world.folder, 'data', 'blobs', 'default', digest.slice(0, 2), digest);
    rmSync(path);
    writeFileSync(path, '{"version":1,"kind":"sq');
    const id = await world.acceptOnly({ sql: 'SELECT 1' });
    await world.redis.hset(`firn:{00}:job:${id}`, 'plan', JSON.stringify({ kind: 'blob', digest, bytes: 55 }));
    const job = await world.until(id);
    expect(job).toMatchObject({
      state: 'failed',
      problem: { code: 'plan_lost', detail: expect.stringContaining(digest) },
    });
    expect(await world.until(await world.submit({ sql: 'SELECT 2' }))).toMatchObject({ state: 'succeeded' });
  });
});
