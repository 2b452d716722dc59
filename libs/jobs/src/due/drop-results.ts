import { JobId, TenantName } from '@firn/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';
import { NOW } from './now.js';

/** When an entry that is none of ours, or one that met trouble, is looked at again. */
const AGAIN_MS = 3_600_000;

/**
 * KEYS[1] the expiring results. ARGV[1] prefix, [2] how many at most, [3] how the IDs of this shard begin, [4] when trouble is looked
 * at again, in ms
 *
 * Rows that lie in the record go at once. Those in pages are named, and their entries stay: somebody has to remove the files first.
 */
const DROP_RESULTS = new Script(`${NOW}
local prefix, again = ARGV[1], now + tonumber(ARGV[4])
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
local paged, foreign = {}, {}
for _, id in ipairs(due) do
  local key = prefix .. 'job:' .. id
  local job = redis.pcall('HMGET', key, 'tenant', 'inline', 'result')
  if string.sub(id, 1, #ARGV[3]) ~= ARGV[3] then
    redis.call('ZADD', KEYS[1], 'XX', again, id)
    foreign[#foreign + 1] = id
  elseif job.err or (job[1] and (not job[2] or job[2] == '') and job[3] and job[3] ~= '') then
    paged[#paged + 1] = {id, not job.err and job[1] or ''}
  else
    if job[1] then redis.call('HDEL', key, 'inline') end
    redis.call('ZREM', KEYS[1], id)
  end
end
return {#due, paged, foreign}
`);

const Reply = z.tuple([z.int(), z.array(z.tuple([JobId, z.union([z.literal(''), TenantName])])), z.array(z.string())]);

/** What a pass over the expired results met. */
export interface ExpiredResults {
  readonly looked: number;
  /** Jobs whose pages are to be removed. `tenant` is empty where the record cannot be read. */
  readonly paged: readonly { readonly id: JobId; readonly tenant: string }[];
  /** Entries that are no ID of a job of this shard. */
  readonly foreign: readonly string[];
}

export async function dropResults(redis: Redis, shard: Shard, limit: number): Promise<ExpiredResults> {
  const args = [prefixOf(shard), limit, `job_${shard}`, AGAIN_MS];
  const [looked, paged, foreign] = Reply.parse(await DROP_RESULTS.run(redis, [keysOf(shard).resultsExpiring], args));
  return { looked, paged: paged.map(([id, tenant]) => ({ id, tenant })), foreign };
}
