import { z } from 'zod';
import { keysOf } from '../keys.js';
import { Script } from '../scripts/script.js';
import { allShards } from '../shard.js';
import type { RedisClient } from './client.js';

/** The key only names the shard. */
const INFO = new Script({
  keys: ['turns'],
  lua: `return redis.call('INFO', 'server') .. redis.call('INFO', 'memory')`,
});

/** Bytes of one server: what it uses, and what it may use; 0 where nobody has said. */
export interface RedisMemory {
  /** Which server it is of; new with each start. */
  readonly server: string;
  /** What its data takes, without what the server needs for itself. */
  readonly data: number;
  readonly used: number;
  readonly most: number;
}

/** The memory of the server of each shard; in a Cluster several shards may have the same one. */
export const memoryOf = (redis: RedisClient, shards: number): Promise<readonly RedisMemory[]> =>
  Promise.all(
    allShards(shards).map(async (shard) => {
      const info = z.string().parse(await INFO.run(redis, { turns: keysOf(shard).turns }, {}));
      const most = numberIn(info, 'maxmemory');
      const server = /^run_id:(\w+)/m.exec(info)?.[1] ?? '';
      const data = numberIn(info, 'used_memory_dataset');
      return {
        server,
        data,
        used: numberIn(info, 'used_memory'),
        most: most > 0 ? most : numberIn(info, 'total_system_memory'),
      };
    }),
  );

/** Bytes that the data of Redis takes, in all servers that hold some. */
export async function dataBytes(redis: RedisClient, shards: number): Promise<number> {
  const byServer = new Map((await memoryOf(redis, shards)).map(({ server, data }) => [server, data]));
  return [...byServer.values()].reduce((sum, data) => sum + data, 0);
}

const numberIn = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
