import type { RedisClient } from '@firn/jobs';
import { Script } from '@firn/jobs';
import { z } from 'zod';
import type { ApiKey } from '../config/keys-file.js';

/**
 * Counts the cost of requests per key over all API processes, as a bucket that holds one minute's worth and refills evenly: a
 * client may spend a whole minute's worth at once, then gets it back bit by bit, so that the time to wait is exact. What costs
 * more than one request may begin while there is room for one, and is paid by waiting afterwards, for a minute at most.
 *
 * `full` is when the bucket will be full again, in microseconds of Redis' clock; `unit` how many of them one request is worth, `bucket`
 * how many requests fit. Takes `cost` requests, `anyway` in any case, and up to `more` beside them where there is room.
 *
 * Returns {1, how many more were taken} or {0, milliseconds until the next request is allowed}.
 */
const TAKE = new Script({
  keys: ['full'],
  args: ['unit', 'bucket', 'cost', 'more', 'anyway'],
  lua: `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local unit, cost = tonumber(args.unit), tonumber(args.cost)
local bucket = unit * tonumber(args.bucket)
local full = math.max(tonumber(redis.call('GET', keys.full) or '0'), now)
local early = full + unit * math.min(cost, 1) - now - bucket
if early > 0 and args.anyway ~= '1' then return {0, math.ceil(early / 1000)} end
full = math.min(full + unit * cost, math.max(full, now + 2 * bucket))
local more = math.max(0, math.min(tonumber(args.more), math.floor((now + bucket - full) / unit)))
full = full + unit * more
redis.call('SET', keys.full, string.format('%.0f', full), 'PX', math.max(1, math.ceil((full - now) / 1000)))
return {1, more}
`,
});

const Reply = z.tuple([z.int(), z.int()]);

export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number };

type LimitedKey = Pick<ApiKey, 'id' | 'requestsPerMinute'>;

const MINUTE_US = 60_000_000;
/** A process takes so many times less than a minute's worth at once, and spends it without asking again. */
const PARTS_OF_A_MINUTE = 600;
/** What it has not spent by then is lost: the key has gone elsewhere, or sends little. */
const SPEND_WITHIN_MS = 5_000;

/** What a key may still spend here. */
interface Purse {
  left: number;
  until: number;
  filling: Promise<Permission> | null;
}

/** The limits of all keys of this process. Redis is asked once for many requests of a key that sends many. */
export class RequestLimit {
  private readonly keys: ReadonlyMap<string, LimitedKey>;
  private readonly purses = new Map<string, Purse>();

  constructor(
    private readonly redis: RedisClient,
    keys: readonly LimitedKey[],
  ) {
    this.keys = new Map(keys.map((key) => [key.id, key]));
  }

  /** Takes the cost where the key has anything left. @param cost in requests */
  async take(keyId: string, cost: number): Promise<Permission> {
    const purse = this.purseOf(keyId);
    while (!spend(purse, cost)) {
      // Who comes meanwhile waits for what is on its way, instead of asking as well.
      if (purse.filling !== null) {
        const filled = await purse.filling;
        if (!filled.allowed) return filled;
        continue;
      }
      purse.filling = this.fill(keyId, purse, cost).finally(() => {
        purse.filling = null;
      });
      return purse.filling;
    }
    return { allowed: true };
  }

  /** Takes the cost of what was done already: the next request may have to wait for it. */
  async charge(keyId: string, cost: number): Promise<void> {
    if (cost <= 0 || spend(this.purseOf(keyId), cost)) return;
    await this.ask(keyId, { cost, more: 0, anyway: 1 });
  }

  private async fill(keyId: string, purse: Purse, cost: number): Promise<Permission> {
    const key = this.keyOf(keyId);
    const more = Math.floor(key.requestsPerMinute / PARTS_OF_A_MINUTE);
    const [allowed, told] = await this.ask(keyId, { cost, more, anyway: 0 });
    if (allowed !== 1) return { allowed: false, retryAfterMs: told };
    if (told > 0) {
      purse.left = (isOver(purse) ? 0 : purse.left) + told;
      purse.until = performance.now() + SPEND_WITHIN_MS;
    }
    return { allowed: true };
  }

  private async ask(keyId: string, taken: { readonly cost: number; readonly more: number; readonly anyway: 0 | 1 }) {
    const { requestsPerMinute } = this.keyOf(keyId);
    const full = `firn:{limit-${keyId}}:requests`;
    const unit = Math.round(MINUTE_US / requestsPerMinute);
    return Reply.parse(await TAKE.run(this.redis, { full }, { ...taken, unit, bucket: requestsPerMinute }));
  }

  private keyOf(keyId: string): LimitedKey {
    const key = this.keys.get(keyId);
    if (key === undefined) throw new Error(`There is no key ${keyId}.`);
    return key;
  }

  private purseOf(keyId: string): Purse {
    const known = this.purses.get(keyId);
    if (known !== undefined) return known;
    const purse: Purse = { left: 0, until: 0, filling: null };
    this.purses.set(this.keyOf(keyId).id, purse);
    return purse;
  }
}

const isOver = ({ until }: Purse): boolean => performance.now() >= until;

function spend(purse: Purse, cost: number): boolean {
  if (purse.left < cost || isOver(purse)) return false;
  purse.left -= cost;
  return true;
}
