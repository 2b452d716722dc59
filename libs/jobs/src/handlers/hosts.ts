import { JobId } from '@firn/contract';
import { NOW } from '../due/now.js';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';

/** `known`: the handlers that were ever hosted. `hosts`: the key of each. Hosts whose time is over are struck off. */
const HOST = new Script({
  keys: ['known', '...hosts'],
  args: ['instance', 'ttlMs', '...handlers'],
  lua: `${NOW}
redis.call('SADD', keys.known, unpack(args.handlers))
for _, hosts in ipairs(keys.hosts) do
  redis.call('ZADD', hosts, now + tonumber(args.ttlMs), args.instance)
  redis.call('ZREMRANGEBYSCORE', hosts, '-inf', '(' .. now)
  redis.call('PEXPIRE', hosts, math.max(60000, 2 * tonumber(args.ttlMs)))
end
return 1
`,
});

const IS_HOSTED = new Script({
  keys: ['hosts'],
  lua: `${NOW}
return redis.call('ZCOUNT', keys.hosts, now, '+inf')
`,
});

const keysOfHosts = (shard: Shard, handlers: readonly string[]) =>
  handlers.map((handler) => keysOf(shard).hosts(handler));

/** Says that `instance` lives for another `ttlMs` and hosts these handlers. */
export async function host(
  redis: RedisClient,
  shard: Shard,
  instance: string,
  handlers: readonly string[],
  ttlMs: number,
): Promise<void> {
  const keys = { known: keysOf(shard).handlers, hosts: keysOfHosts(shard, handlers) };
  if (handlers.length > 0) await HOST.run(redis, keys, { instance, ttlMs, handlers });
}

/** Says that `instance` hosts them no more: what comes from now on waits for another one. */
export async function unhost(
  redis: RedisClient,
  shard: Shard,
  instance: string,
  handlers: readonly string[],
): Promise<void> {
  for (const hosts of keysOfHosts(shard, handlers)) await redis.zrem(hosts, instance);
}

/** The handlers that were ever hosted. */
export const handlersOf = (redis: RedisClient, shard: Shard): Promise<readonly string[]> =>
  redis.smembers(keysOf(shard).handlers);

export async function isHosted(redis: RedisClient, shard: Shard, handler: string): Promise<boolean> {
  return Number(await IS_HOSTED.run(redis, { hosts: keysOf(shard).hosts(handler) }, {})) > 0;
}

/** Jobs that wait for somebody to host this handler, the oldest first. Entries that are no job are dropped. */
export async function waitingFor(
  redis: RedisClient,
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
