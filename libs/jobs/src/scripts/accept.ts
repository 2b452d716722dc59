import { JobId, JobState, ProblemError, shardOfJob } from '@firn/contract';
import { z } from 'zod';
import { keysOf } from '../keys.js';
import { admittedOf } from '../line/admit.js';
import type { NextStep } from '../queues/step-queues.js';
import type { RedisClient } from '../redis/client.js';
import { readAs } from '../unreadable.js';
import { RecordScript } from './record-script.js';
import { replyOf } from './reply.js';
import type { ScriptArgument } from './script.js';
import { BOUNDS, type WaitingBounds } from './waiting-bounds.js';

/**
 * Record, idempotency key and place in the line in one step: a crash leaves all three or none. `idempotency` is the record again where
 * there is no key, and `batch` empty where there is no batch. `fields` are names and values in turn.
 */
const ACCEPT = new RecordScript({
  keys: ['idempotency'],
  args: [
    ...(['body', 'timeoutMs', 'queueTimeoutMs', 'indexes', 'batch', 'tenant'] as const),
    ...(['admit', 'mostJobs', 'mostBytes', 'bytes', '...fields'] as const),
  ],
  lua: `${BOUNDS}
if keys.idempotency ~= keys.record then
  local known = redis.call('HMGET', keys.idempotency, 'job', 'body')
  if known[1] then
    local state = redis.call('HGET', prefix .. 'job:' .. known[1], 'state')
    if state then
      -- Of a job that was restored nobody knows the body.
      local isSame = known[2] == args.body or known[2] == ''
      return {isSame and 'existing' or 'conflict', known[1], state}
    end
  end
end
local full = too_much_waits(args.tenant, tonumber(args.mostJobs), tonumber(args.mostBytes), tonumber(args.bytes))
if full then return full end
redis.call('HINCRBY', prefix .. 'bytes', args.tenant, args.bytes)
if keys.idempotency ~= keys.record then
  redis.call('HSET', keys.idempotency, 'job', job.id, 'body', args.body)
end
local deadline = now + tonumber(args.timeoutMs)
local fields = {acceptedAt = now, deadlineAt = deadline}
for at = 1, #args.fields, 2 do fields[args.fields[at]] = args.fields[at + 1] end
local jobs = prefix .. 'jobs:' .. args.tenant
redis.call('ZADD', jobs, now, job.id)
for index in string.gmatch(args.indexes, '[^\\n]+') do redis.call('ZADD', jobs .. ':' .. index, now, job.id) end
redis.call('ZADD', prefix .. 'deadlines', math.min(deadline, now + tonumber(args.queueTimeoutMs)), job.id)
if args.batch ~= '' then redis.call('HINCRBY', prefix .. 'batch-count:' .. args.batch, 'jobs', 1) end
job.tenant, job.acceptedAt, job.epoch, job.version, job.told = args.tenant, now, 0, 0, 0
job.micros = clock[2] % 1000
change(job, 'accepted', 'accepted', {}, fields)
return {'created', job.id, 'accepted', admit(tonumber(args.admit))}
`,
});

export interface AcceptArguments {
  readonly id: JobId;
  readonly tenant: string;
  readonly keyDigest: string | null;
  readonly bodyDigest: string;
  readonly timeoutMs: number;
  /** For the wait until the statement runs; the same as `timeoutMs` where nothing was asked for. */
  readonly queueTimeoutMs: number;
  /** Such as `profile:local`; the index of all jobs and those by state come by themselves. */
  readonly indexes: readonly string[];
  readonly batch: string | null;
  /** What it takes while it waits, about. */
  readonly bytes: number;
  readonly fields: Readonly<Record<string, ScriptArgument>>;
}

/** `existing`: the key was used before, for the same body. `conflict`: for another body. `id` is then the job of that time. */
const AcceptReply = z.strictObject({
  outcome: z.enum(['created', 'existing', 'conflict']),
  id: JobId,
  state: JobState,
});
export type AcceptReply = Readonly<z.infer<typeof AcceptReply>>;

export interface Acceptance {
  readonly reply: AcceptReply;
  /** Jobs that may start now, this one or others: their steps are to be added. */
  readonly admitted: readonly NextStep[];
}

/** @param most jobs that may be let out of their lines along with it */
export async function accept(
  redis: RedisClient,
  job: AcceptArguments,
  most: number,
  bounds: WaitingBounds,
): Promise<Acceptance> {
  const keys = keysOf(shardOfJob(job.id));
  const args = {
    body: job.bodyDigest,
    timeoutMs: job.timeoutMs,
    queueTimeoutMs: job.queueTimeoutMs,
    indexes: job.indexes.join('\n'),
    batch: job.batch ?? '',
    tenant: job.tenant,
    admit: most,
    mostJobs: bounds.jobs,
    mostBytes: bounds.bytes,
    bytes: job.bytes,
    fields: Object.entries(job.fields).flat(),
  };
  const idempotency = job.keyDigest === null ? keys.job(job.id) : keys.idempotency(job.tenant, job.keyDigest);
  const [outcome, id, state, flat = []] = replyOf(await ACCEPT.run(redis, job.id, args, { idempotency }));
  if (outcome === 'full') throw queueFull(job.tenant, String(id), Number(state), bounds);
  const admitted = admittedOf(flat);
  const reached = admitted.some((step) => step.id === id) ? 'queued' : state;
  const reply = readAs(AcceptReply, { outcome, id, state: reached }, 'The job of this idempotency key');
  return { reply, admitted };
}

/** How soon somebody who met a bound may come again: something ends all the time, and nothing is gained by asking more often. */
const FULL_AGAIN_MS = 5_000;

function queueFull(tenant: string, what: string, found: number, { jobs, bytes }: WaitingBounds): ProblemError {
  const [most, unit] = what === 'jobs' ? [jobs, 'jobs'] : [bytes, 'bytes of jobs'];
  const detail = `${found} ${unit} of the tenant ${tenant} wait to be run; at most ${most} may wait.`;
  return ProblemError.of('queue_full', { detail, retryAfterMs: FULL_AGAIN_MS });
}
