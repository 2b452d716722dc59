import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';

const HOLD = new Script({
  keys: ['lease'],
  args: ['holder', 'ttlMs'],
  lua: `
-- What is no text holds nothing: recovery must not stand still for a damaged key.
local holder = redis.pcall('GET', keys.lease)
if type(holder) == 'string' and holder ~= args.holder then return 0 end
redis.call('SET', keys.lease, args.holder, 'PX', args.ttlMs)
return 1
`,
});

const RELEASE = new Script({
  keys: ['lease'],
  args: ['holder'],
  lua: `
if redis.pcall('GET', keys.lease) == args.holder then redis.call('DEL', keys.lease) end
return 1
`,
});

/**
 * Takes or renews a lease: true while `holder` alone has it. What is done under a lease must bear being done twice: a frozen
 * process does not notice that its lease has lapsed.
 */
export async function holdLease(
  redis: RedisClient,
  shard: Shard,
  role: string,
  holder: string,
  ttlMs: number,
): Promise<boolean> {
  return (await HOLD.run(redis, { lease: keysOf(shard).lease(role) }, { holder, ttlMs })) === 1;
}

export async function releaseLease(redis: RedisClient, shard: Shard, role: string, holder: string): Promise<void> {
  await RELEASE.run(redis, { lease: keysOf(shard).lease(role) }, { holder });
}
