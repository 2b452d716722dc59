import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedis } from '../../scripts/system/redis.js';
import { startRedisGate } from '../support/redis-gate.js';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(120_000);

describe('Redis being away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firn-durable-'));
  let server: RedisServer;
  let world: World;
  beforeAll(async () => {
    server = await startRedis({ folder });
    world = await startWorld({ redis: server });
    await world.worker();
  });
  afterAll(async () => {
    await world.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is waited out: a query that runs meanwhile is finished, and new jobs are taken', async () => {
    const id = await world.submit({ sql: 'SELECT SYSTEM$WAIT(2)' });
    await world.until(id, 'running');
    await server.service.kill();
    server = await startRedis({ folder, port: server.port });
    expect(await world.until(id)).toMatchObject({ state: 'succeeded' });
    expect(await world.until(await world.submit({ sql: 'SELECT 5' }))).toMatchObject({ inline: [[5]] });
    expect((await world.store.history(id)).events.filter(({ kind }) => kind === 'submitted')).toHaveLength(1);
  });

  it('is noticed where the way to it swallows everything, though no connection ends', async () => {
    const gate = await startRedisGate(server.url, {});
    const cut = await startWorld({ redis: { url: gate.url } });
    try {
      await cut.worker();
      const running = await cut.submit({ sql: 'SELECT SYSTEM$WAIT(2)' });
      await cut.until(running, 'running');
      gate.hang();
      const store = world.store; // sees Redis by another way
      const ended = await until('the query is finished', async () => {
        const job = await store.read(running);
        return job?.state === 'succeeded' && job;
      });
      expect(ended).toMatchObject({ problem: null });
    } finally {
      await cut.stop();
      gate.close();
    }
  });
});
