import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { RECORDS } from '../scripts/record-lua.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';
import { reading } from '../unreadable.js';

/** Entries that one script looks at, about. */
const CHUNK = 200;

/**
 * `holding` names the shard. Frees the slots of jobs whose record says that they hold none, and opens lines whose cap has room: what a
 * process of an earlier version ended, and caps that were raised, nobody else notices.
 */
const AUDIT_SLOTS = new Script({
  keys: ['holding'],
  args: ['prefix', 'holders', 'lines', 'count'],
  lua: `local prefix = args.prefix
${RECORDS}
local freed, holders, lines = 0, {'0', {}}, {'0', {}}
if args.holders ~= '' then holders = redis.call('HSCAN', keys.holding, args.holders, 'COUNT', args.count) end
for at = 1, #holders[2], 2 do
  local job = open(holders[2][at])
  if job and not LET_OUT[job.state] and not (job.state == 'retrying' and job.unresolved ~= 'none') then
    free(job)
    freed = freed + 1
  end
end
if args.lines ~= '' then lines = redis.call('HSCAN', PARKED, args.lines, 'COUNT', args.count) end
for at = 1, #lines[2], 2 do wake(lines[2][at + 1]) end
return {freed, holders[1], lines[1]}
`,
});

const Reply = z.tuple([z.number(), z.string(), z.string()]);

/** Compares who holds slots with the records, piece by piece. Gives how many slots' holders were let go. */
export function auditSlots(redis: RedisClient, shard: Shard, signal: AbortSignal): Promise<number> {
  return walk(redis, shard, { holders: '0', lines: '0' }, signal);
}

/** Opens the lines whose cap has room, and compares nothing. */
export async function openLines(redis: RedisClient, shard: Shard, signal?: AbortSignal): Promise<void> {
  await walk(redis, shard, { holders: '', lines: '0' }, signal);
}

/** From two cursors on, each of which is empty where there is nothing (more) to walk through. */
async function walk(
  redis: RedisClient,
  shard: Shard,
  from: { readonly holders: string; readonly lines: string },
  signal: AbortSignal | undefined,
): Promise<number> {
  let freed = 0;
  let { holders, lines } = from;
  do {
    const args = { prefix: prefixOf(shard), holders, lines, count: CHUNK };
    const sent = AUDIT_SLOTS.run(redis, { holding: keysOf(shard).holding }, args);
    const [count, nextHolders, nextLines] = Reply.parse(await reading(`The slots of shard ${shard}`, sent));
    freed += count;
    holders = nextHolders === '0' ? '' : nextHolders;
    lines = nextLines === '0' ? '' : nextLines;
  } while ((holders !== '' || lines !== '') && signal?.aborted !== true);
  return freed;
}
