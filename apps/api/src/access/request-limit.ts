import type { Redis } from 'ioredis';

/**
 * Counts requests per key over all API processes, as a bucket that holds one minute's worth and refills evenly:
 * a client may send a whole minute's requests at once, then gets them back one by one, so that the time to wait is exact.
 *
 * KEYS[1]  when the bucket will be full again, in microseconds of Redis' clock
 * ARGV[1]  microseconds that one request costs    ARGV[2]  requests that fit into the bucket
 * Returns {1, 0} or {0, milliseconds until the next request is allowed}.
 */
const TAKE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local cost = tonumber(ARGV[1])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + cost
local early = full - now - cost * tonumber(ARGV[2])
if early > 0 then return {0, math.ceil(early / 1000)} end
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return {1, 0}
`;

export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number };

const MINUTE_US = 60_000_000;

export async function takeRequest(
  redis: Redis,
  key: { readonly id: string; readonly requestsPerMinute: number },
): Promise<Permission> {
  const cost = Math.round(MINUTE_US / key.requestsPerMinute);
  const reply = await redis.eval(TAKE, 1, `firn:{limit-${key.id}}:requests`, cost, key.requestsPerMinute);
  const [allowed, retryAfterMs] = Array.isArray(reply) ? reply.map(Number) : [];
  if (allowed === 1) return { allowed: true };
  return { allowed: false, retryAfterMs: retryAfterMs ?? 0 };
}
