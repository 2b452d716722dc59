import { type JobId, shardOfJob, TERMINAL_STATES } from '@firn/contract';
import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { luaSet } from '../scripts/lua-set.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';
import { NOW } from './now.js';

/** Whoever has the job hears of the wish over a channel. So long it has for it, where nobody is known to watch its query. */
const HEARD_MS = 250;
/** The same where a living worker watches it. */
const WATCHED_MS = 500;
/** A wish that was taken up is looked at again until its job has ended. */
const AGAIN_MS = 2_000;

/** In Lua, needs `prefix` and `now`: somebody looks at the wish of a job soon, and not later than was said before. */
export const CARRY_SOON = `
local function carry_soon(id)
  local due = redis.call('ZSCORE', prefix .. 'wishes', id)
  if not due or tonumber(due) > now + ${HEARD_MS} then redis.call('ZADD', prefix .. 'wishes', now + ${HEARD_MS}, id) end
end
`;

/** Each entry that is due goes to one caller, who may die with it: it is due again a while later. */
const TAKE = new Script({
  keys: ['wishes'],
  args: ['prefix', 'instance', 'limit'],
  lua: `${NOW}
local prefix, SETTLED = args.prefix, ${luaSet([...TERMINAL_STATES, 'needs_review'])}
local taken = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', keys.wishes, '-inf', now, 'LIMIT', 0, args.limit)) do
  local job = redis.pcall('HMGET', prefix .. 'job:' .. id, 'state', 'wishAt', 'owner')
  -- A record that cannot be read is told of by whoever tries to.
  local state, wish_at, owner = job[1], tonumber(job[2]) or 0, job[3] or ''
  if not job.err and (not state or SETTLED[state]) then redis.call('ZREM', keys.wishes, id)
  else
    local of_another = owner ~= '' and owner ~= args.instance and now < wish_at + ${WATCHED_MS}
      and redis.call('EXISTS', prefix .. 'heartbeat:' .. owner) == 1
    redis.call('ZADD', keys.wishes, of_another and wish_at + ${WATCHED_MS} or now + ${AGAIN_MS}, id)
    if not of_another then taken[#taken + 1] = id end
  end
end
return taken
`,
});

const ADD = new Script({
  keys: ['wishes'],
  args: ['id'],
  lua: `${NOW}
return redis.call('ZADD', keys.wishes, 'NX', now, args.id)
`,
});

/** Entries whose wish the caller is to carry out, oldest first: no living worker that has heard of it does. @param instance of the caller */
export const takeWishes = async (
  redis: RedisClient,
  shard: Shard,
  instance: string,
  limit: number,
): Promise<readonly string[]> =>
  z
    .array(z.string())
    .parse(await TAKE.run(redis, { wishes: keysOf(shard).wishes }, { prefix: prefixOf(shard), instance, limit }));

/** A wish that nobody looks after, such as one that an earlier version has recorded. */
export async function addWish(redis: RedisClient, id: JobId): Promise<void> {
  await ADD.run(redis, { wishes: keysOf(shardOfJob(id)).wishes }, { id });
}
