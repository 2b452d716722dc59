import { JobId, TenantName } from '@firn/contract';
import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { RECORDS } from '../scripts/record-lua.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';

/** When an entry that is none of ours, or one that met trouble, is looked at again. */
const AGAIN_MS = 3_600_000;

/**
 * `idPrefix`: how the IDs of this shard begin. `againMs`: when trouble is looked at again.
 *
 * Rows that lie in the record go at once. Those in pages are named, and their entries stay: somebody has to remove the files first.
 */
const DROP_RESULTS = new Script({
  keys: ['expiring'],
  args: ['prefix', 'limit', 'idPrefix', 'againMs'],
  lua: `local prefix = args.prefix
${RECORDS}
local due = redis.call('ZRANGEBYSCORE', keys.expiring, '-inf', now, 'LIMIT', 0, args.limit)
local paged, foreign = {}, {}
for _, id in ipairs(due) do
  local isOurs = string.sub(id, 1, #args.idPrefix) == args.idPrefix
  local job = isOurs and open(id)
  local rows = job and job.exists and redis.call('HMGET', job.key, 'inline', 'result') or {}
  local isInline = rows[1] and rows[1] ~= ''
  if not isOurs then
    redis.call('ZADD', keys.expiring, 'XX', now + tonumber(args.againMs), id)
    foreign[#foreign + 1] = id
  elseif not job or (not isInline and rows[2] and rows[2] ~= '') then
    paged[#paged + 1] = {id, job and job.tenant or ''}
  else
    if isInline then change(job, job.state, 'result_expired', {}, {inline = ''}) end
    redis.call('ZREM', keys.expiring, id)
  end
end
return {#due, paged, foreign}
`,
});

const Reply = z.tuple([z.int(), z.array(z.tuple([JobId, z.union([z.literal(''), TenantName])])), z.array(z.string())]);

/** What a pass over the expired results met. */
export interface ExpiredResults {
  readonly looked: number;
  /** Jobs whose pages are to be removed. `tenant` is empty where the record cannot be read. */
  readonly paged: readonly { readonly id: JobId; readonly tenant: string }[];
  /** Entries that are no ID of a job of this shard. */
  readonly foreign: readonly string[];
}

export async function dropResults(redis: RedisClient, shard: Shard, limit: number): Promise<ExpiredResults> {
  const args = { prefix: prefixOf(shard), limit, idPrefix: `job_${shard}`, againMs: AGAIN_MS };
  const reply = await DROP_RESULTS.run(redis, { expiring: keysOf(shard).resultsExpiring }, args);
  const [looked, paged, foreign] = Reply.parse(reply);
  return { looked, paged: paged.map(([id, tenant]) => ({ id, tenant })), foreign };
}
