import { JobId, JobState, ProblemError, shardOfJob } from '@firn/contract';
import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import { admittedOf } from '../line/admit.js';
import { ADMIT } from '../line/admit-lua.js';
import { tellOfRoom } from '../line/room.js';
import type { NextStep } from '../queues/step-queues.js';
import type { RedisClient } from '../redis/client.js';
import { readAs, reading, UnreadableRecord } from '../unreadable.js';
import { RECORDS } from './record-lua.js';
import { replyOf } from './reply.js';
import { Script, type ScriptArgument } from './script.js';
import { BOUNDS, type WaitingBounds } from './waiting-bounds.js';

/**
 * Jobs of one tenant, and of one batch where that is not empty: of each the record, its idempotency key and its place in the line. All
 * in one step: a crash leaves all of it or nothing.
 *
 * `keys.named` has for each job its record and its idempotency key, the record again where there is no key. `lines` begins with fields
 * that all of them have, behind their number; then each has its ID, digest of the body, times, bytes, indexes, and fields of its own
 * behind their number. Fields are names and values in turn.
 *
 * Indexes are written once for all of them. Gives what became of each, what may start now, and whether more may.
 */
const ACCEPT = new Script({
  keys: ['...named'],
  args: ['prefix', 'tenant', 'batch', 'admit', 'mostJobs', 'mostBytes', 'bytes', '...lines'],
  lua: `local prefix = args.prefix
${RECORDS}${ADMIT}${BOUNDS}
local most, most_jobs, most_bytes = tonumber(args.admit), tonumber(args.mostJobs), tonumber(args.mostBytes)
local replies, admitted = {}, {}
local created, bytes, indexes, lines = 0, 0, {}, {}

local at = 1
local function next_value()
  at = at + 1
  return args.lines[at - 1]
end
local function next_fields(fields)
  for _ = 1, tonumber(next_value()) do
    local name = next_value()
    fields[name] = next_value()
  end
  return fields
end

local function into(index, score, id)
  local members = indexes[index] or {}
  indexes[index] = members
  members[#members + 1] = score
  members[#members + 1] = id
end

-- The job that its idempotency key means already, if there is one.
local function known_by(key, body)
  local known = redis.pcall('HMGET', key, 'job', 'body')
  if known.err then return {'damaged', 'its key holds a ' .. redis.call('TYPE', key).ok .. '.'} end
  local state = known[1] and redis.pcall('HGET', prefix .. 'job:' .. known[1], 'state')
  if type(state) == 'table' then return {'damaged', 'its job ' .. known[1] .. ' is no record.'} end
  -- Of a job that was restored nobody knows the body.
  if state then return {(known[2] == body or known[2] == '') and 'existing' or 'conflict', known[1], state} end
end

local function make(id, timeout, queue_timeout, fields)
  local given = {}
  for name, value in pairs(fields) do given[name] = value end
  local job = job_of(id, given)
  fields.acceptedAt, fields.deadlineAt = now, now + timeout
  job.acceptedAt, job.epoch, job.micros = now, tonumber(fields.epoch), clock[2] % 1000
  job.state, job.version, job.due = 'accepted', 1, now + math.min(timeout, queue_timeout)
  return job
end

local function place_new(job)
  if not stands(job) then return into('reconcile', now, job.id) end
  if not is_first(job) then return end
  lines[line_of(job)] = true
  into('line:' .. line_of(job), place_in_line(job), job.id)
end

local shared = next_fields({})
reserve(args.tenant, tonumber(args.bytes))
for number = 1, #keys.named, 2 do
  local record, key = keys.named[number], keys.named[number + 1]
  local id, body, timeout, queue_timeout = next_value(), next_value(), tonumber(next_value()), tonumber(next_value())
  local size, listed, fields = tonumber(next_value()), next_value(), {}
  for name, value in pairs(shared) do fields[name] = value end
  next_fields(fields)
  local reply = key ~= record and known_by(key, body) or nil
  if not reply then
    local job = make(id, timeout, queue_timeout, fields)
    local at_once = most > 0 and not next(lines) and starts_at_once(job)
    reply = too_much_waits(args.tenant, at_once and 0 or most_jobs, most_bytes, size)
    if not reply then
      if key ~= record then redis.call('HSET', key, 'job', id, 'body', body) end
      note(job, 'accepted', {}, fields)
      -- What has just come is not waited for by anybody yet; who follows the tenant hears of each change.
      log_change(job)
      if at_once then
        start(job, admitted)
        job.state, job.version = 'queued', 2
        note(job, 'queued', {}, fields)
        log_change(job)
        into('reconcile', now, id)
      else place_new(job) end
      taken(size, not at_once)
      write(job, fields)
      into('deadlines', job.due, id)
      into('jobs:' .. args.tenant, now, id)
      into('jobs:' .. args.tenant .. ':state:' .. job.state, now, id)
      for index in string.gmatch(listed, '[^\\n]+') do into('jobs:' .. args.tenant .. ':' .. index, now, id) end
      created, bytes = created + 1, bytes + size
      reply = {'created', id, job.state}
    end
  end
  replies[#replies + 1] = reply
end
for index, members in pairs(indexes) do redis.call('ZADD', prefix .. index, unpack(members)) end
give_back(args.tenant, tonumber(args.bytes) - bytes)
if created > 0 and args.batch ~= '' then redis.call('HINCRBY', prefix .. 'batch-count:' .. args.batch, 'jobs', created) end
for line in pairs(lines) do
  if not is_parked(line) then open_line(line) end
end
if most > 0 and next(lines) then
  for _, value in ipairs(admit(most)) do admitted[#admitted + 1] = value end
end
return {replies, admitted, moved and more_may_start() and 1 or 0}
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
  /** In the order of the jobs: what became of each, or why it was not recorded. */
  readonly replies: readonly (AcceptReply | ProblemError)[];
  /** Jobs that may start now, these or others: their steps are to be added. */
  readonly admitted: readonly NextStep[];
}

/** Jobs that one script records: enough to be worth it, few enough that Redis is free again at once. */
export const MOST_TOGETHER = 250;

/**
 * Records jobs of one shard, tenant and batch, `MOST_TOGETHER` at most.
 *
 * @param most jobs that may be let out of their lines along with it
 */
export async function accept(
  redis: RedisClient,
  jobs: readonly AcceptArguments[],
  most: number,
  bounds: WaitingBounds,
): Promise<Acceptance> {
  const [first] = jobs;
  if (first === undefined) return { replies: [], admitted: [] };
  const shard = shardOfJob(first.id);
  const keys = keysOf(shard);
  const named = jobs.flatMap(({ id, tenant, keyDigest }) => [
    keys.job(id),
    keyDigest === null ? keys.job(id) : keys.idempotency(tenant, keyDigest),
  ]);
  const args = {
    prefix: prefixOf(shard),
    tenant: first.tenant,
    batch: first.batch ?? '',
    admit: most,
    mostJobs: bounds.jobs,
    mostBytes: bounds.bytes,
    bytes: jobs.reduce((sum, job) => sum + job.bytes, 0),
    lines: linesOf(jobs),
  };
  const told = Reply.parse(await reading(`Acceptance in shard ${shard}`, ACCEPT.run(redis, { named }, args)));
  const [replies, flat, mayMore] = told;
  if (mayMore === 1) tellOfRoom(redis, shard);
  const admitted = admittedOf(flat);
  const queued = new Set(admitted.map(({ id }) => id));
  return { replies: replies.map((reply) => readReply(reply, first.tenant, bounds, queued)), admitted };
}

const Reply = z.tuple([z.array(z.unknown()), z.unknown(), z.int()]);

/** What all jobs have is sent once. */
function linesOf(jobs: readonly AcceptArguments[]): readonly ScriptArgument[] {
  const [first, ...others] = jobs;
  const shared = Object.entries(first?.fields ?? {}).filter(([name, value]) =>
    others.every(({ fields }) => fields[name] === value),
  );
  const names = new Set(shared.map(([name]) => name));
  const lines: ScriptArgument[] = [shared.length, ...shared.flat()];
  for (const { id, bodyDigest, timeoutMs, queueTimeoutMs, bytes, indexes, fields } of jobs) {
    lines.push(id, bodyDigest, timeoutMs, queueTimeoutMs, bytes, indexes.join('\n'));
    const count = lines.push(0);
    for (const name in fields) {
      const value = fields[name];
      if (value !== undefined && !names.has(name)) lines.push(name, value);
    }
    lines[count - 1] = (lines.length - count) / 2;
  }
  return lines;
}

function readReply(
  reply: unknown,
  tenant: string,
  bounds: WaitingBounds,
  queued: ReadonlySet<string>,
): AcceptReply | ProblemError {
  const [outcome, id, state] = replyOf(reply);
  if (outcome === 'full') return queueFull(tenant, String(id), Number(state), bounds);
  try {
    if (outcome === 'damaged') throw new UnreadableRecord(WHAT, 'damaged', `is damaged: ${String(id)}`);
    return readAs(AcceptReply, { outcome, id, state: queued.has(String(id)) ? 'queued' : state }, WHAT);
  } catch (error) {
    if (error instanceof UnreadableRecord) return error;
    throw error;
  }
}

const WHAT = 'The job of this idempotency key';

/** How soon somebody who met a bound may come again: something ends all the time, and nothing is gained by asking more often. */
const FULL_AGAIN_MS = 5_000;

function queueFull(tenant: string, what: string, found: number, { jobs, bytes }: WaitingBounds): ProblemError {
  const [most, unit] = what === 'jobs' ? [jobs, 'jobs'] : [bytes, 'bytes of jobs'];
  const detail = `${found} ${unit} of the tenant ${tenant} wait to be run; at most ${most} may wait.`;
  return ProblemError.of('queue_full', { detail, retryAfterMs: FULL_AGAIN_MS });
}
