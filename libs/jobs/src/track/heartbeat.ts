import { JobId } from '@firn/contract';
import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import { ALLOWED_IN } from '../machine/guards.js';
import type { RedisClient } from '../redis/client.js';
import { luaSet } from '../scripts/lua-set.js';
import { RECORDS } from '../scripts/record-lua.js';
import { Script } from '../scripts/script.js';
import { together } from '../scripts/together.js';
import type { Shard } from '../shard.js';
import { parseTracked, type TrackedQuery } from './tracked-query.js';

/** Says that `instance` lives for another `ttlMs`. Once it lapses, others take its queries. */
export async function beat(redis: RedisClient, shard: Shard, instance: string, ttlMs: number): Promise<void> {
  const keys = keysOf(shard);
  await together(redis, ['SET', keys.heartbeat(instance), '1', 'PX', ttlMs], ['SADD', keys.workers, instance]);
}

/** Says that `instance` is gone, so that others need not wait for its heartbeat to lapse. */
export async function lieDown(redis: RedisClient, shard: Shard, instance: string): Promise<void> {
  const keys = keysOf(shard);
  await redis.del(keys.heartbeat(instance));
  await redis.publish(keys.nudges, `gone:${instance}`);
}

/** True while the heartbeat of `instance` has not lapsed. */
export async function lives(redis: RedisClient, shard: Shard, instance: string): Promise<boolean> {
  return (await redis.exists(keysOf(shard).heartbeat(instance))) === 1;
}

/**
 * Moves queries of dead instances; a dead instance that has none left is struck off the list. Ownership moves with the entry, in
 * one step. What is newer than this process stays for a newer one; nothing that is damaged keeps the others from being taken.
 */
const INHERIT = new Script({
  keys: ['workers'],
  args: ['prefix', 'instance', 'worker', 'most'],
  lua: `local prefix = args.prefix
${RECORDS}
local allowed, me, most = ${luaSet(ALLOWED_IN.inherit)}, args.instance, tonumber(args.most)
local mine, taken = prefix .. 'tracked:' .. me, {}

local function inherit(id, entry, theirs, instance)
  local job, unreadable = open(id)
  if unreadable and unreadable[2] == 'newer' then return end
  redis.call('HDEL', theirs, id)
  if not job or not allowed[job.state] or job.owner ~= instance then return end
  redis.call('HSET', mine, id, entry)
  change(job, job.state, 'watched', {worker = me}, {owner = me, worker = args.worker})
  for _, one in ipairs({id, entry, instance}) do taken[#taken + 1] = one end
end

for _, instance in ipairs(redis.call('SMEMBERS', keys.workers)) do
  local theirs = prefix .. 'tracked:' .. instance
  if instance ~= me and redis.call('EXISTS', prefix .. 'heartbeat:' .. instance) == 0 then
    local cursor = '0'
    repeat
      local reply = redis.pcall('HSCAN', theirs, cursor, 'COUNT', most)
      if reply.err then break end
      cursor = reply[1]
      for at = 1, #reply[2], 2 do inherit(reply[2][at], reply[2][at + 1], theirs, instance) end
    until cursor == '0' or #taken >= 3 * most
    if redis.call('EXISTS', theirs) == 0 then redis.call('SREM', keys.workers, instance) end
    if #taken >= 3 * most then return taken end
  end
end
return taken
`,
});

/** What was taken, with the instance that had it where no `hands` are known. `bare`: jobs whose entry cannot be read, so that the record has to be asked what it said. */
export interface Inherited {
  readonly queries: readonly TrackedQuery[];
  readonly bare: readonly JobId[];
}

/** Of each the job, its entry and the instance that had it. */
const TAKEN = z.array(z.string());

/** Takes the queries of instances that died. Call again while it gives any. */
export async function inherit(
  redis: RedisClient,
  shard: Shard,
  by: { readonly instance: string; readonly worker: string; readonly most: number },
): Promise<Inherited> {
  const args = { prefix: prefixOf(shard), instance: by.instance, worker: by.worker, most: by.most };
  const taken = TAKEN.parse(await INHERIT.run(redis, { workers: keysOf(shard).workers }, args));
  const queries: TrackedQuery[] = [];
  const bare: JobId[] = [];
  for (let at = 0; at + 2 < taken.length; at += 3) {
    const [id = '', entry = '', from = ''] = taken.slice(at, at + 3);
    const query = parseTracked(entry);
    const known = JobId.safeParse(id);
    const { hands = [] } = query ?? {};
    // Who has looked at it is among them already; who has not did not end by that.
    if (query !== null) queries.push({ ...query, hands: hands.length > 0 ? hands : [from] });
    else if (known.success) bare.push(known.data);
  }
  return { queries, bare };
}
