import { z } from 'zod';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';
import { NOW } from './now.js';

/** Clocks are put right by less all the time, and what waits for its time does not notice. */
const SET_BACK_MS = 2_000;

/**
 * Somebody has set the clock back, or another server with a clock of its own has taken the shard over: what was to happen in a second
 * would happen an hour later. It comes forward by as much. Deadlines stay: a job has more time then, not less.
 */
const HEED_CLOCK = new Script({
  keys: ['clock', 'later', 'wishes', 'reconcile', 'breakers'],
  args: ['setBackMs'],
  lua: `${NOW}
local back = (tonumber(redis.call('GET', keys.clock) or '') or now) - now
redis.call('SET', keys.clock, now)
if back < tonumber(args.setBackMs) then return 0 end
for _, name in ipairs({'later', 'wishes', 'reconcile'}) do
  local set = keys[name]
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', set, '(' .. now, '+inf')) do redis.call('ZINCRBY', set, -back, entry) end
end
local breakers = redis.call('HGETALL', keys.breakers)
for at = 1, #breakers, 2 do
  local whole, broken = pcall(cjson.decode, breakers[at + 1])
  if whole and type(broken) == 'table' and tonumber(broken.till) and broken.till > now then
    broken.till = broken.till - back
    redis.call('HSET', keys.breakers, breakers[at], cjson.encode(broken))
  end
end
return back
`,
});

/** Looks at the clock of a shard, about every second. Gives by how many milliseconds it was set back since the last look; 0: it was not. */
export async function heedClock(redis: RedisClient, shard: Shard): Promise<number> {
  const { clock, later, wishes, reconcile, breakers } = keysOf(shard);
  const back = await HEED_CLOCK.run(redis, { clock, later, wishes, reconcile, breakers }, { setBackMs: SET_BACK_MS });
  return z.int().parse(back);
}
