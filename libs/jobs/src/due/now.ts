import { z } from 'zod';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';

/** Epoch milliseconds of Redis' clock inside a script, as `now`. */
export const NOW = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
`;

/** The key only names the shard. */
const CLOCK = new Script({ keys: ['turns'], lua: `${NOW}\nreturn now` });

/** Epoch milliseconds of the clock of the server that has the shard, the only one that counts there. */
export const epochMs = async (redis: RedisClient, shard: Shard): Promise<number> =>
  z.int().parse(await CLOCK.run(redis, { turns: keysOf(shard).turns }, {}));
