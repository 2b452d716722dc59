import { JobId } from '@firn/contract';
import type { Redis } from 'ioredis';
import { keysOf, prefixOf } from '../keys.js';
import { RECORD_VERSION } from '../record.js';
import { hashOf } from '../scripts/reply.js';
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
 * KEYS[1] the set of workers. ARGV[1] prefix, [2] the instance that takes, [3] its worker's name, [4] the most to take,
 * [5] version of records that this process knows
 *
 * Moves queries of dead instances; a dead instance that has none left is struck off the list. Ownership moves with the entry, in
 * one step. What is newer than this process stays for a newer one; nothing that is damaged keeps the others from being taken.
 */
const TAKE_OVER = new Script(`
local prefix, me, most, version = ARGV[1], ARGV[2], tonumber(ARGV[4]), tonumber(ARGV[5])
local mine, taken = prefix .. 'tracked:' .. me, {}
for _, instance in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local theirs = prefix .. 'tracked:' .. instance
  if instance ~= me and redis.call('EXISTS', prefix .. 'heartbeat:' .. instance) == 0 then
    local cursor = '0'
    repeat
      local reply = redis.pcall('HSCAN', theirs, cursor, 'COUNT', most)
      if reply.err then break end
      cursor = reply[1]
      for index = 1, #reply[2], 2 do
        local id, entry = reply[2][index], reply[2][index + 1]
        local record = prefix .. 'job:' .. id
        local job = redis.pcall('HMGET', record, 'state', 'owner', 'schema')
        if job.err or (tonumber(job[3] or 0) or 0) <= version then
          redis.call('HDEL', theirs, id)
          if not job.err and job[1] == 'running' and job[2] == instance then
            redis.call('HSET', mine, id, entry)
            redis.call('HSET', record, 'owner', me, 'worker', ARGV[3])
            taken[#taken + 1] = id
            taken[#taken + 1] = entry
          end
        end
      end
    until cursor == '0' or #taken >= 2 * most
    if redis.call('EXISTS', theirs) == 0 then redis.call('SREM', KEYS[1], instance) end
    if #taken >= 2 * most then return taken end
  end
end
return taken
`);

/** What was taken. `bare`: jobs whose entry cannot be read, so that the record has to be asked what it said. */
export interface TakenOver {
  readonly queries: readonly TrackedQuery[];
  readonly bare: readonly JobId[];
}

/** Takes the queries of instances that died. Call again while it gives any. */
export async function takeOver(
  redis: Redis,
  shard: Shard,
  by: { readonly instance: string; readonly worker: string; readonly most: number },
): Promise<TakenOver> {
  const args = [prefixOf(shard), by.instance, by.worker, by.most, RECORD_VERSION];
  const taken = Object.entries(hashOf(await TAKE_OVER.run(redis, [keysOf(shard).workers], args)));
  const queries: TrackedQuery[] = [];
  const bare: JobId[] = [];
  for (const [id, entry] of taken) {
    const query = parseTracked(entry);
    if (query !== null) queries.push(query);
    else bare.push(...(JobId.safeParse(id).success ? [id] : []));
  }
  return { queries, bare };
}
