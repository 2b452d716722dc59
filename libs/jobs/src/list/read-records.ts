import { z } from 'zod';
import { jobKey } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';

/** Records that one script reads, so that Redis is free again at once. */
const CHUNK = 200;

/** Of each record its fields, or what is wrong with its key. */
const READ = new Script({
  keys: ['...records'],
  args: ['...fields'],
  lua: `
local found = {}
for at, key in ipairs(keys.records) do
  local values = redis.pcall('HMGET', key, unpack(args.fields))
  found[at] = values.err or values
end
return found
`,
});

const Reply = z.array(z.union([z.string(), z.array(z.string().nullable())]));

/** The fields of a record, in the order in which they were asked for. Null: its key holds something else. */
export type RecordFields = readonly (string | null)[] | null;

/**
 * Some fields of many records of a shard. By a script, as no pipeline would do: while a Cluster moves the slot, one that is sent on as a
 * whole finds records missing that are still where it came from.
 */
export async function readRecords(
  redis: RedisClient,
  shard: Shard,
  ids: readonly string[],
  fields: readonly string[],
): Promise<readonly RecordFields[]> {
  const found: RecordFields[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) {
    const records = ids.slice(at, at + CHUNK).map((id) => jobKey(shard, id));
    const reply = Reply.parse(await READ.run(redis, { records }, { fields }));
    for (const values of reply) found.push(typeof values === 'string' ? null : values);
  }
  return found;
}
