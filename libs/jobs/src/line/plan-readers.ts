import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { RECORDS } from '../scripts/record-lua.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';
import { ADMIT } from './admit-lua.js';
import { tellOfRoom } from './room.js';

/** Jobs of each version that are fetched at once: few enough that Redis is free again soon. */
const CHUNK = 200;

/** `turns` only names the shard. Gives how many jobs stand aside still, and whether something may start. */
const READ_PLANS = new Script({
  keys: ['turns'],
  args: ['prefix', 'ttlMs', '...versions'],
  lua: `local prefix = args.prefix
${RECORDS}${ADMIT}
local left = 0
for _, version in ipairs(args.versions) do
  local aside = prefix .. 'aside:' .. version
  redis.call('SET', prefix .. 'reads-plans:' .. version, 1, 'PX', args.ttlMs)
  for _, id in ipairs(redis.call('ZRANGE', aside, 0, ${CHUNK - 1})) do
    redis.call('ZREM', aside, id)
    local job = open(id)
    if not job then leave_to_repair(id)
    elseif job.exists and stands(job) then enlist(job) end
  end
  left = left + redis.call('ZCARD', aside)
end
return {left, more_may_start() and 1 or 0}
`,
});

const Reply = z.tuple([z.int(), z.int()]);

/**
 * Says for `ttlMs` that a worker lives which reads plans of these versions, and puts jobs into their lines that stood aside for want of
 * one. True: there are more of them.
 */
export async function readPlans(
  redis: RedisClient,
  shard: Shard,
  versions: readonly number[],
  ttlMs: number,
): Promise<boolean> {
  const args = { prefix: prefixOf(shard), ttlMs, versions };
  const [left, more] = Reply.parse(await READ_PLANS.run(redis, { turns: keysOf(shard).turns }, args));
  if (more === 1) tellOfRoom(redis, shard);
  return left > 0;
}
