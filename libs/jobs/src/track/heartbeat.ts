import type { Redis } from 'ioredis';
import { keysOf, prefixOf } from '../keys.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';
import { parseTracked, type TrackedQuery } from './tracked-query.js';

/** Says that `instance` lives for another `ttlMs`. Once it lapses, others take its queries. */
export async function beat(redis: Redis, shard: Shard, instance: string, ttlMs: number): Promise<void> {
  const keys = keysOf(shard);
  await redis.multi().set(keys.heartbeat(instance), '1', 'PX', ttlMs).sadd(keys.workers, instance).exec();
}

/** Says that `instance` is gone, so that others need not wait for its heartbeat to lapse. */
export async function lieDown(redis: Redis, shard: Shard, instance: string): Promise<void> {
  const keys = keysOf(shard);
  await redis.multi().del(keys.heartbeat(instance)).publish(keys.nudges, `gone:${instance}`).exec();
}

/** True while the heartbeat of `instance` has not lapsed. */
export async function lives(redis: Redis, shard: Shard, instance: string): Promise<boolean> {
  return (await redis.exists(keysOf(shard).heartbeat(instance))) === 1;
}

/**
 * KEYS[1] the set of workers. ARGV[1] prefix, [2] the instance that takes, [3] its worker's name, [4] the most to take
 *
 * Moves queries of one dead instance; an empty dead instance is struck off the list. Ownership moves with the entry, in one step.
 */
const TAKE_OVER = new Script(`
local prefix, me = ARGV[1], ARGV[2]
for _, instance in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  if instance ~= me and redis.call('EXISTS', prefix .. 'heartbeat:' .. instance) == 0 then
    local theirs, mine = prefix .. 'tracked:' .. instance, prefix .. 'tracked:' .. me
    local taken = {}
    local page = redis.call('HSCAN', theirs, 0, 'COUNT', tonumber(ARGV[4]))[2]
    for index = 1, #page, 2 do
      local id, entry = page[index], page[index + 1]
      redis.call('HDEL', theirs, id)
      local record = prefix .. 'job:' .. id
      if redis.call('HGET', record, 'state') == 'running' and redis.call('HGET', record, 'owner') == instance then
        redis.call('HSET', mine, id, entry)
        redis.call('HSET', record, 'owner', me, 'worker', ARGV[3])
        taken[#taken + 1] = entry
      end
    end
    if redis.call('EXISTS', theirs) == 0 then redis.call('SREM', KEYS[1], instance) end
    if #page > 0 then return taken end
  end
end
return {}
`);

/** Takes the queries of an instance that died. Call again while it gives any. */
export async function takeOver(
  redis: Redis,
  shard: Shard,
  by: { readonly instance: string; readonly worker: string; readonly most: number },
): Promise<readonly TrackedQuery[]> {
  const reply = await TAKE_OVER.run(redis, [keysOf(shard).workers], [prefixOf(shard), by.instance, by.worker, by.most]);
  return Array.isArray(reply) ? reply.map((entry) => parseTracked(String(entry))) : [];
}
