import { JobId, JobState, shardOfJob } from '@firn/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { keysOf } from '../keys.js';
import { readAs } from '../unreadable.js';
import { recordScript } from './prelude.js';
import { replyOf } from './reply.js';
import type { ScriptArgument } from './script.js';
import { runOn } from './target.js';

/**
 * Record, idempotency key and outbox entry in one step: a crash leaves all three or none.
 *
 * KEYS[2] idempotency key, or the record again where there is none
 * ARGV[3] whether there is one, [4] digest of the body, [5] timeout in ms, [6] indexes with newlines between, [7] batch,
 * [8] tenant, then fields and values
 */
const ACCEPT = recordScript(`
local hasKey, body, timeoutMs, indexes, batch, tenant = ARGV[3] == '1', ARGV[4], tonumber(ARGV[5]), ARGV[6], ARGV[7], ARGV[8]
if hasKey then
  local known = redis.call('HMGET', KEYS[2], 'job', 'body')
  if known[1] then
    local state = redis.call('HGET', prefix .. 'job:' .. known[1], 'state')
    if state then
      if known[2] ~= body then return {'conflict', known[1], state} end
      return {'existing', known[1], state}
    end
  end
  redis.call('HSET', KEYS[2], 'job', id, 'body', body)
end
local fields = {'acceptedAt', now, 'deadlineAt', now + timeoutMs}
for index = 9, #ARGV do fields[#fields + 1] = ARGV[index] end
redis.call('HSET', key, 'tenant', tenant, 'acceptedAt', now, 'epoch', 0, 'wishAt', '')
for index in string.gmatch(indexes, '[^\\n]+') do
  redis.call('ZADD', prefix .. 'jobs:' .. tenant .. ':' .. index, now, id)
end
redis.call('ZADD', prefix .. 'jobs:' .. tenant, now, id)
redis.call('ZADD', prefix .. 'outbox', now, id)
redis.call('ZADD', prefix .. 'deadlines', now + timeoutMs, id)
if batch ~= '' then redis.call('HINCRBY', prefix .. 'batch-count:' .. batch, 'jobs', 1) end
change('accepted', 'accepted', {}, fields)
return {'created', id, 'accepted'}
`);

export interface AcceptArguments {
  readonly id: JobId;
  readonly tenant: string;
  readonly keyDigest: string | null;
  readonly bodyDigest: string;
  readonly timeoutMs: number;
  /** Such as `profile:local`; the index of all jobs and those by state come by themselves. */
  readonly indexes: readonly string[];
  readonly batch: string | null;
  readonly fields: Readonly<Record<string, ScriptArgument>>;
}

/** `existing`: the key was used before, for the same body. `conflict`: for another body. `id` is then the job of that time. */
const AcceptReply = z.strictObject({
  outcome: z.enum(['created', 'existing', 'conflict']),
  id: JobId,
  state: JobState,
});
export type AcceptReply = Readonly<z.infer<typeof AcceptReply>>;

export async function accept(redis: Redis, job: AcceptArguments): Promise<AcceptReply> {
  const keys = keysOf(shardOfJob(job.id));
  const idempotency = job.keyDigest === null ? keys.job(job.id) : keys.idempotency(job.tenant, job.keyDigest);
  const [outcome, id, state] = replyOf(
    await runOn(
      redis,
      ACCEPT,
      job.id,
      [
        job.keyDigest === null ? '0' : '1',
        job.bodyDigest,
        job.timeoutMs,
        job.indexes.join('\n'),
        job.batch ?? '',
        job.tenant,
        ...Object.entries(job.fields).flat(),
      ],
      [idempotency],
    ),
  );
  return readAs(AcceptReply, { outcome, id, state }, 'The job of this idempotency key');
}
