import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis as start } from '../../scripts/system/redis.js';

/** A Redis of the test's own, on a free port, without durability; `stop` ends it and removes its folder. */
export async function startRedis(): Promise<{
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'firn-redis-'));
  const redis = await start({ folder, durable: false });
  return {
    url: redis.url,
    port: redis.port,
    pid: redis.service.pid,
    stop: async () => {
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
