import { z } from 'zod';
import { NOW } from '../due/now.js';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import { HOME } from '../shard.js';

/** Counts are kept by instance, with the time until which each is believed; those of instances that are gone are struck off. */
const REPORT = new Script({
  keys: ['inFlight', 'reading'],
  args: ['instance', 'count', 'ttlMs'],
  lua: `${NOW}
redis.call('HSET', keys.inFlight, args.instance, args.count .. ' ' .. now + tonumber(args.ttlMs))
redis.call('PEXPIRE', keys.inFlight, args.ttlMs)
local total, counts = 0, redis.call('HGETALL', keys.inFlight)
for at = 1, #counts, 2 do
  local count, known = string.match(counts[at + 1], '^(%d+) (%d+)$')
  if count and tonumber(known) >= now then total = total + tonumber(count)
  else redis.call('HDEL', keys.inFlight, counts[at]) end
end
return {total, redis.call('GET', keys.reading) or '', now}
`,
});

const Reply = z.tuple([z.int(), z.union([z.literal(''), z.string().regex(/^\d+$/)]).catch(''), z.int()]);

/** What all workers together have in flight for a profile. Times are epoch milliseconds of Redis' clock. */
export interface InFlight {
  readonly total: number;
  /** Until when somebody has read the history of the profile; null: nobody does, or not any more. */
  readonly readUntil: number | null;
  readonly now: number;
}

/**
 * Says how many queries of a profile `instance` watches, and gives what all of them do.
 *
 * @param profile tenant, slash, name
 * @param ttlMs for how long the count is believed
 */
export async function reportInFlight(
  redis: RedisClient,
  profile: string,
  report: { readonly instance: string; readonly count: number; readonly ttlMs: number },
): Promise<InFlight> {
  const keys = keysOf(HOME);
  const reply = await REPORT.run(redis, { inFlight: keys.inFlight(profile), reading: keys.reading(profile) }, report);
  const [total, readUntil, now] = Reply.parse(reply);
  return { total, now, readUntil: readUntil === '' ? null : Number(readUntil) };
}

/**
 * Says until when the history of a profile has been read.
 *
 * @param until epoch milliseconds; null: what was read proves nothing
 * @param ttlMs for how long that is worth anything
 */
export async function recordReading(
  redis: RedisClient,
  profile: string,
  until: number | null,
  ttlMs: number,
): Promise<void> {
  const key = keysOf(HOME).reading(profile);
  if (until === null) await redis.del(key);
  else await redis.set(key, Math.floor(until), 'PX', ttlMs);
}
