import type { JobId } from '@firn/contract';
import type { Redis } from 'ioredis';
import { endedList } from '../machine/guards.js';
import { recordScript } from './prelude.js';
import { runOn } from './target.js';

/** ARGV[3] ended states, [4] indexes with newlines between. Takes the record and every trace of it; only ever an ended one. */
const FORGET = recordScript(`
local job = redis.call('HMGET', key, 'tenant', 'state', 'keyDigest')
if not job[1] then
  redis.call('ZREM', prefix .. 'expiring', id)
  redis.call('ZREM', prefix .. 'results-expiring', id)
  return 1
end
if not within(ARGV[3], job[2]) then return 0 end
local jobs = prefix .. 'jobs:' .. job[1]
redis.call('ZREM', jobs, id)
redis.call('ZREM', jobs .. ':state:' .. job[2], id)
for index in string.gmatch(ARGV[4], '[^\\n]+') do redis.call('ZREM', jobs .. ':' .. index, id) end
if job[3] and job[3] ~= '' then
  local known = prefix .. 'idempotency:' .. job[1] .. ':' .. job[3]
  if redis.call('HGET', known, 'job') == id then redis.call('DEL', known) end
end
for _, set in ipairs({'expiring', 'results-expiring', 'outbox', 'open', 'deadlines'}) do redis.call('ZREM', prefix .. set, id) end
redis.call('DEL', key, prefix .. 'history:' .. id)
return 1
`);

export async function forget(redis: Redis, id: JobId, indexes: readonly string[]): Promise<boolean> {
  return (await runOn(redis, FORGET, id, [endedList, indexes.join('\n')])) === 1;
}
