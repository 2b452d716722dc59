import { z } from 'zod';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import { NOW } from './now.js';

const DUE = new Script({
  keys: ['set'],
  args: ['limit'],
  lua: `${NOW}
return redis.call('ZRANGEBYSCORE', keys.set, '-inf', now, 'LIMIT', 0, args.limit)
`,
});

/** A wish stands at the head of its line, with 0, which is no time. */
const LAG = new Script({
  keys: ['set'],
  lua: `${NOW}
local due = tonumber(redis.call('ZRANGE', keys.set, 0, 0, 'WITHSCORES')[2]) or 0
return due == 0 and 0 or math.max(0, now - due)
`,
});

const PUT_OFF = new Script({
  keys: ['set'],
  args: ['entry', 'delayMs'],
  lua: `${NOW}
return redis.call('ZADD', keys.set, 'XX', now + tonumber(args.delayMs), args.entry)
`,
});

/** What is due in a sorted set by time, oldest first. */
export const dueOf = async (redis: RedisClient, set: string, limit: number): Promise<readonly string[]> =>
  z.array(z.string()).parse(await DUE.run(redis, { set }, { limit }));

/** For how long the oldest entry has been due, in milliseconds; 0 where nothing is. */
export const lagOf = async (redis: RedisClient, set: string): Promise<number> =>
  z.int().parse(await LAG.run(redis, { set }, {}));

/** Looks at an entry again later, if it is still there. */
export async function putOff(redis: RedisClient, set: string, entry: string, delayMs: number): Promise<void> {
  await PUT_OFF.run(redis, { set }, { entry, delayMs });
}
