import { shardOfJob } from '@firn/contract';
import type { Redis } from 'ioredis';
import { keysOf } from '../keys.js';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import { recordScript } from '../scripts/prelude.js';
import { Script } from '../scripts/script.js';
import { runOn } from '../scripts/target.js';
import type { TrackedQuery } from './tracked-query.js';

/** ARGV[3] allowed states, [4] epoch, [5] instance, [6] entry. Leaves a query to an owner that lives. */
const WATCH = recordScript(`
if not within(ARGV[3], field('state')) or tonumber(field('epoch')) ~= tonumber(ARGV[4]) then return 0 end
local owner = field('owner')
if owner ~= '' and owner ~= ARGV[5] then
  local lives = redis.call('EXISTS', prefix .. 'heartbeat:' .. owner) == 1
  if lives and redis.call('HEXISTS', prefix .. 'tracked:' .. owner, id) == 1 then return 0 end
  redis.call('HDEL', prefix .. 'tracked:' .. owner, id)
end
redis.call('SADD', prefix .. 'workers', ARGV[5])
redis.call('HSET', prefix .. 'tracked:' .. ARGV[5], id, ARGV[6])
redis.call('HSET', key, 'owner', ARGV[5])
return 1
`);

/** Makes `instance` the owner of a running query. False if another one watches it, or it does not run any more. */
export async function watch(redis: Redis, query: TrackedQuery, instance: string): Promise<boolean> {
  const args = [stateList(ALLOWED_IN.phase), query.epoch, instance, JSON.stringify(query)];
  return (await runOn(redis, WATCH, query.id, args)) === 1;
}

/** ARGV[3] instance */
const UNWATCH = recordScript(`
redis.call('HDEL', prefix .. 'tracked:' .. ARGV[3], id)
if field('owner') == ARGV[3] then redis.call('HSET', key, 'owner', '') end
return 1
`);

/** Lets go of a query that has ended. */
export async function unwatch(redis: Redis, id: TrackedQuery['id'], instance: string): Promise<void> {
  await runOn(redis, UNWATCH, id, [instance]);
}

/** KEYS[1] the tracked queries of an instance. ARGV[1] job, [2] entry. Only what is there is written again. */
const MARK = new Script(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`);

/** Writes down how often a look at a query has ended a process: before the look, so that the next owner knows. */
export async function markLook(redis: Redis, query: TrackedQuery, instance: string): Promise<void> {
  const key = keysOf(shardOfJob(query.id)).tracked(instance);
  await MARK.run(redis, [key], [query.id, JSON.stringify(query)]);
}
