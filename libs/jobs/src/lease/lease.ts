import type { Redis } from 'ioredis';
import { keysOf } from '../keys.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';

/** KEYS[1] lease. ARGV[1] holder, [2] ms */
const HOLD = new Script(`
-- What is no text holds nothing: recovery must not stand still for a damaged key.
local holder = redis.pcall('GET', KEYS[1])
if type(holder) == 'string' and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

/** KEYS[1] lease. ARGV[1] holder */
const RELEASE = new Script(`
if redis.pcall('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`);

/**
 * Takes or renews a lease: true while `holder` alone has it. What is done under a lease must bear being done twice: a frozen
 * process does not notice that its lease has lapsed.
 */
export async function holdLease(
  redis: Redis,
  shard: Shard,
  role: string,
  holder: string,
  ttlMs: number,
): Promise<boolean> {
  return (await HOLD.run(redis, [keysOf(shard).lease(role)], [holder, ttlMs])) === 1;
}

export async function releaseLease(redis: Redis, shard: Shard, role: string, holder: string): Promise<void> {
  await RELEASE.run(redis, [keysOf(shard).lease(role)], [holder]);
}
