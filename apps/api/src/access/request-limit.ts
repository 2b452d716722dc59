import type { Redis } from 'ioredis';
import type { ApiKey } from '../config/keys-file.js';

/**
 * Counts the cost of requests per key over all API processes, as a bucket that holds one minute's worth and refills evenly: a
 * client may spend a whole minute's worth at once, then gets it back bit by bit, so that the time to wait is exact. What costs
 * more than one request may begin while there is room for one, and is paid by waiting afterwards, for a minute at most.
 *
 * KEYS[1]  when the bucket will be full again, in microseconds of Redis' clock
 * ARGV[1]  microseconds that one request is worth    ARGV[2]  requests that fit into the bucket
 * ARGV[3]  requests to take    ARGV[4]  1: take them in any case
 * Returns {1, 0} or {0, milliseconds until the next request is allowed}.
 */
const TAKE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local unit, bucket, cost = tonumber(ARGV[1]), tonumber(ARGV[1]) * tonumber(ARGV[2]), tonumber(ARGV[3])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local early = full + unit * math.min(cost, 1) - now - bucket
if early > 0 and ARGV[4] ~= '1' then return {0, math.ceil(early / 1000)} end
full = math.min(full + unit * cost, math.max(full, now + 2 * bucket))
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.max(1, math.ceil((full - now) / 1000)))
return {1, 0}
`;

export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number };

type LimitedKey = Pick<ApiKey, 'id' | 'requestsPerMinute'>;

const MINUTE_US = 60_000_000;

/** The limits of all keys of this process. */
export class RequestLimit {
  private readonly keys: ReadonlyMap<string, LimitedKey>;

  constructor(
    private readonly redis: Redis,
    keys: readonly LimitedKey[],
  ) {
    this.keys = new Map(keys.map((key) => [key.id, key]));
  }

  /** Takes the cost where the key has anything left. @param cost in requests */
  take(keyId: string, cost: number): Promise<Permission> {
    return this.spend(keyId, cost, false);
  }

  /** Takes the cost of what was done already: the next request may have to wait for it. */
  async charge(keyId: string, cost: number): Promise<void> {
    if (cost > 0) await this.spend(keyId, cost, true);
  }

  private async spend(keyId: string, cost: number, inAnyCase: boolean): Promise<Permission> {
    const key = this.keys.get(keyId);
    if (key === undefined) throw new Error(`There is no key ${keyId}.`);
    const unit = Math.round(MINUTE_US / key.requestsPerMinute);
    const name = `firn:{limit-${key.id}}:requests`;
    const reply = await this.redis.eval(TAKE, 1, name, unit, key.requestsPerMinute, cost, inAnyCase ? 1 : 0);
    const [allowed, retryAfterMs] = Array.isArray(reply) ? reply.map(Number) : [];
    return allowed === 1 ? { allowed: true } : { allowed: false, retryAfterMs: retryAfterMs ?? 0 };
  }
}
