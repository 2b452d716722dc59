import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';

/** `turns` only names the shard. What is damaged counts for nothing. */
const COUNT = new Script({
  keys: ['turns'],
  args: ['prefix', '...caps'],
  lua: `
local counts = {}
local function count(command, key)
  local found = redis.pcall(command, args.prefix .. key)
  counts[#counts + 1] = type(found) == 'number' and found or 0
end
for _, cap in ipairs(args.caps) do
  count('SCARD', 'slots:' .. cap)
  count('ZCARD', 'parked:' .. cap)
end
return counts
`,
});

export interface SlotCount {
  /** Jobs that hold a slot of the cap. */
  readonly used: number;
  /** Lines that it holds back. */
  readonly parked: number;
}

/** How far caps are used in a shard, in their order. */
export async function slotCounts(
  redis: RedisClient,
  shard: Shard,
  caps: readonly string[],
): Promise<readonly SlotCount[]> {
  const args = { prefix: prefixOf(shard), caps };
  const counts = z.array(z.int()).parse(await COUNT.run(redis, { turns: keysOf(shard).turns }, args));
  return caps.map((_, at) => ({ used: counts[2 * at] ?? 0, parked: counts[2 * at + 1] ?? 0 }));
}
