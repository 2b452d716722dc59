import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startApplication } from '../../../scripts/system/apps.js';
import { localConnection } from '../../../scripts/system/local-connection.js';
import { startRedis } from '../../support/redis.js';

describe('the connections of a worker to Redis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  let redis: Redis;
  let folder: string;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    folder = mkdtempSync(join(tmpdir(), 'firn-connections-'));
    const profile = { name: 'local', tenant: 'default', ...localConnection('http://127.0.0.1:1') };
    writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ profiles: [profile] }), { mode: 0o600 });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Those of a worker alone, and how many of them are blocked in a command. */
  async function connectionsWith(shards: number): Promise<readonly [number, number]> {
    const worker = await startApplication('worker', {
      logFolder: folder,
      env: {
        FIRN_REDIS_URL: server.url,
        FIRN_DATA_DIR: join(folder, 'data'),
        FIRN_PROFILES_FILE: join(folder, 'profiles.json'),
        FIRN_SHARDS: String(shards),
        FIRN_LOG_LEVEL: 'silent',
      },
    });
    try {
      const clients = String(await redis.client('LIST'))
        .trim()
        .split('\n');
      const own = String(await redis.client('ID'));
      const blocked = Number(/blocked_clients:(\d+)/.exec(await redis.info('clients'))?.[1]);
      return [clients.filter((line) => !line.includes(`id=${own} `)).length, blocked];
    } finally {
      await worker.stop();
    }
  }

  it('are two, none of them blocked, however many shards and queues there are', async () => {
    expect(await connectionsWith(1)).toEqual([2, 0]);
    expect(await connectionsWith(16)).toEqual([2, 0]);
  });
});
