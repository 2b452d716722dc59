import { TERMINAL_STATES } from '@firn/contract';
import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import { RECORD_VERSION } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { luaSet } from '../scripts/lua-set.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';
import { NOW } from './now.js';

/** When something that met trouble is looked at again. */
const AGAIN_MS = 3_600_000;

/**
 * `version`: that of records that this process knows. `idPrefix`: how the IDs of this shard begin. `againMs`: when trouble is looked
 * at again.
 *
 * Takes the oldest records whose time is over, with every trace of them. One that cannot be taken is put off and named.
 */
const FORGET_EXPIRED = new Script({
  keys: ['expiring'],
  args: ['prefix', 'limit', 'version', 'idPrefix', 'againMs'],
  lua: `${NOW}
local prefix, again, ended = args.prefix, now + tonumber(args.againMs), ${luaSet(TERMINAL_STATES)}
local due = redis.call('ZRANGEBYSCORE', keys.expiring, '-inf', now, 'LIMIT', 0, args.limit)
local forgotten, foreign, troubled = 0, {}, {}

local function encoded(value)
  return (string.gsub(value, "[^%w%-_%.!~%*'%(%)]", function (byte) return string.format('%%%02X', string.byte(byte)) end))
end

local function forget(id)
  local key = prefix .. 'job:' .. id
  local job = redis.call('HMGET', key, 'tenant', 'state', 'keyDigest', 'profile', 'action', 'session', 'batch', 'tags', 'schema', 'handler')
  local jobs = prefix .. 'jobs:' .. (job[1] or '')
  if job[2] then
    if (tonumber(job[9]) or 0) > tonumber(args.version) then return 'its record is of a newer version' end
    if not ended[job[2]] then return 'its job has not ended' end
    local indexes = {'state:' .. job[2], 'profile:' .. (job[4] or ''), 'action:' .. (job[5] or '')}
    if job[6] and job[6] ~= '' then indexes[#indexes + 1] = 'session:' .. job[6] end
    if job[7] and job[7] ~= '' then indexes[#indexes + 1] = 'batch:' .. job[7] end
    if job[10] and job[10] ~= '' then indexes[#indexes + 1] = 'handler:' .. job[10] end
    for name, value in pairs(cjson.decode(job[8] or '{}')) do indexes[#indexes + 1] = 'tag:' .. name .. ':' .. encoded(value) end
    redis.call('ZREM', jobs, id)
    for _, index in ipairs(indexes) do redis.call('ZREM', jobs .. ':' .. index, id) end
    if job[3] and job[3] ~= '' then
      local known = prefix .. 'idempotency:' .. job[1] .. ':' .. job[3]
      if redis.call('HGET', known, 'job') == id then redis.call('DEL', known) end
    end
  end
  for _, set in ipairs({'results-expiring', 'reconcile', 'deadlines'}) do redis.call('ZREM', prefix .. set, id) end
  redis.call('DEL', key, prefix .. 'history:' .. id)
  redis.call('ZREM', keys.expiring, id)
end

for _, id in ipairs(due) do
  local isOurs = string.sub(id, 1, #args.idPrefix) == args.idPrefix
  local whole, why = isOurs, nil
  if isOurs then whole, why = pcall(forget, id) end
  if whole and not why then forgotten = forgotten + 1
  elseif not isOurs then
    redis.call('ZADD', keys.expiring, 'XX', again, id)
    foreign[#foreign + 1] = id
  else
    redis.call('ZADD', keys.expiring, 'XX', again, id)
    if type(why) == 'table' then why = why.err end
    troubled[#troubled + 1] = {id, tostring(why)}
  end
end
return {#due, forgotten, foreign, troubled}
`,
});

const Reply = z.tuple([z.int(), z.int(), z.array(z.string()), z.array(z.tuple([z.string(), z.string()]))]);

/** What a pass over the expired records did. */
export interface Forgotten {
  readonly looked: number;
  readonly forgotten: number;
  /** Entries that are no ID of a job of this shard. */
  readonly foreign: readonly string[];
  /** Records that could not be taken; they are looked at again in an hour. */
  readonly troubled: readonly { readonly id: string; readonly why: string }[];
}

export async function forgetExpired(redis: RedisClient, shard: Shard, limit: number): Promise<Forgotten> {
  const args = {
    ...{ prefix: prefixOf(shard), limit, version: RECORD_VERSION, idPrefix: `job_${shard}`, againMs: AGAIN_MS },
  };
  const reply = await FORGET_EXPIRED.run(redis, { expiring: keysOf(shard).expiring }, args);
  const [looked, forgotten, foreign, troubled] = Reply.parse(reply);
  return {
    looked,
    forgotten,
    foreign,
    troubled: troubled.map(([id, why]) => ({ id, why })),
  };
}
