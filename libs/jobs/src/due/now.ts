import type { RedisClient } from '../redis/client.js';

/** Epoch milliseconds of Redis' clock, the only one that counts. */
export async function epochMs(redis: RedisClient): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}

/** The same inside a script, as `now`. */
export const NOW = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
`;
