import { JobId } from '@firn/contract';
import type { Redis } from 'ioredis';
import { keysOf } from '../keys.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';

const NOW = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
`;

/**
 * KEYS: the handlers that are known, then the hosts of each. ARGV[1] instance, [2] ms that it is known to live, then the names of the
 * handlers. Hosts whose time is over are struck off.
 */
const HOST = new Script(`${NOW}
redis.call('SADD', KEYS[1], unpack(ARGV, 3))
for at = 2, #KEYS do
  local hosts = KEYS[at]
  redis.call('ZADD', hosts, now + tonumber(ARGV[2]), ARGV[1])
  redis.call('ZREMRANGEBYSCORE', hosts, '-inf', '(' .. now)
  redis.call('PEXPIRE', hosts, math.max(60000, 2 * tonumber(ARGV[2])))
end
return 1
`);

/** KEYS[1] hosts. */
const IS_HOSTED = new Script(`${NOW}
return redis.call('ZCOUNT', KEYS[1], now, '+inf')
`);

const keysOfHosts = (shard: Shard, handlers: readonly string[]) =>
  handlers.map((handler) => keysOf(shard).hosts(handler));

/** Says that `instance` lives for another `ttlMs` and hosts these handlers. */
export async function host(
  redis: Redis,
  shard: Shard,
  instance: string,
  handlers: readonly string[],
  ttlMs: number,
): Promise<void> {
  const keys = [keysOf(shard).handlers, ...keysOfHosts(shard, handlers)];
  if (handlers.length > 0) await HOST.run(redis, keys, [instance, ttlMs, ...handlers]);
}

/** Says that `instance` hosts them no more: what comes from now on waits for another one. */
export async function unhost(redis: Redis, shard: Shard, instance: string, handlers: readonly string[]): Promise<void> {
  for (const hosts of keysOfHosts(shard, handlers)) await redis.zrem(hosts, instance);
}

/** The handlers that were ever hosted. */
export const handlersOf = (redis: Redis, shard: Shard): Promise<readonly string[]> =>
  redis.smembers(keysOf(shard).handlers);

export async function isHosted(redis: Redis, shard: Shard, handler: string): Promise<boolean> {
  return Number(await IS_HOSTED.run(redis, [keysOf(shard).hosts(handler)], [])) > 0;
}

/** Jobs that wait for somebody to host this handler, the oldest first. Entries that are no job are dropped. */
export async function waitingFor(
  redis: Redis,
  shard: Shard,
  handler: string,
  limit: number,
): Promise<readonly JobId[]> {
  const key = keysOf(shard).waiting(handler);
  const entries = await redis.zrange(key, 0, String(limit - 1));
  const ids = entries.map((entry) => JobId.safeParse(entry));
  const strange = entries.filter((_, at) => ids[at]?.success === false);
  if (strange.length > 0) await redis.zrem(key, ...strange);
  return ids.flatMap(({ data }) => (data === undefined ? [] : [data]));
}
