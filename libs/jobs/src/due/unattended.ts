import { HandlerName, JobId, JobState } from '@firn/contract';
import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import { RECORD_VERSION } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';
import { NOW } from './now.js';

/** A job that is well is left alone for as long as it has been so, and for this long at most. */
const LONGEST_PAUSE_MS = 300_000;

/**
 * `reconcile`: the jobs that have not ended, by when they were last looked at. `quietMs`: for how long they were left alone.
 *
 * What carries a job on is looked up by key: BullMQ keeps a hash for each step that it has, wherever it stands in its lists.
 */
const UNATTENDED = new Script({
  keys: ['reconcile'],
  args: ['prefix', 'quietMs', 'limit'],
  lua: `${NOW}
local prefix, quietSince = args.prefix, now - tonumber(args.quietMs)
local due = redis.call('ZRANGEBYSCORE', keys.reconcile, '-inf', quietSince, 'WITHSCORES', 'LIMIT', 0, args.limit)

local function has_reader(version)
  return redis.call('EXISTS', prefix .. 'reads-plans:' .. version) == 1
end

-- A step that only workers can take which are gone carries nothing on.
local function place(queue, step)
  local version = string.match(queue, '^submit%.(%d+)$')
  if version and not has_reader(version) then return 'missing' end
  if redis.call('EXISTS', prefix .. queue .. ':' .. step) == 0 then return 'missing' end
  if redis.call('ZSCORE', prefix .. queue .. ':failed', step) then return 'failed' end
  return 'live'
end

local found = {}
for at = 1, #due, 2 do
  local id = due[at]
  local job = redis.pcall('HMGET', prefix .. 'job:' .. id,
    'state', 'epoch', 'version', 'wish', 'updatedAt', 'nextAttemptAt', 'step', 'owner', 'schema',
    'handler', 'built', 'planVersion', 'unresolved')
  if job.err then found[#found + 1] = {id, due[at + 1], 'unreadable'}
  elseif not job[1] and not job[9] then found[#found + 1] = {id, due[at + 1], 'gone'}
  else
    local handler, built = job[10] or '', job[11] or ''
    local kind = job[1] == 'storing' and 'finish' or handler ~= '' and built == '' and 'build' or 'submit'
    -- Any worker looks for what may be under way, and puts aside what nobody can read.
    local plan = job[12] or ''
    if plan ~= '' and (job[13] ~= 'none' or not has_reader(plan)) then plan = '' end
    local queue = kind == 'build' and 'build.' .. handler or kind == 'submit' and plan ~= '' and 'submit.' .. plan or kind
    local own = id .. '-' .. kind .. '-' .. (job[2] or '')
    local places = {queue .. '/' .. own, place(queue, own)}
    local stepQueue, step = string.match(job[7] or '', '^([^/]+)/(.+)$')
    if stepQueue and job[7] ~= places[1] then
      places[3] = job[7]
      places[4] = place(stepQueue, step)
    end
    local owner, watched = job[8] or '', 0
    if owner ~= '' and redis.call('EXISTS', prefix .. 'heartbeat:' .. owner) == 1 then
      watched = redis.call('HEXISTS', prefix .. 'tracked:' .. owner, id)
    end
    found[#found + 1] = {id, due[at + 1], 'found', job[1] or '', job[2] or '', job[3] or '', job[4] or '', job[5] or '',
      job[6] or '', job[9] or '', watched, handler, built, plan, places}
  end
end
return {now, found}
`,
});

/** `scores`: ID, score that was seen, score from now on, and so on. One that has changed meanwhile stays as it is. */
const LEAVE_ALONE = new Script({
  keys: ['reconcile'],
  args: ['...scores'],
  lua: `
for at = 1, #args.scores, 3 do
  local id, seen, score = unpack(args.scores, at, at + 2)
  if redis.call('ZSCORE', keys.reconcile, id) == seen then redis.call('ZADD', keys.reconcile, score, id) end
end
return 1
`,
});

const count = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number);
const Place = z.enum(['missing', 'failed', 'live']);
const Facts = z
  .tuple([
    ...[JobId, z.string(), z.literal('found'), JobState, count, count, z.enum(['none', 'user', 'timeout']), count],
    ...[z.union([z.literal(''), count]), count.pipe(z.int().max(RECORD_VERSION)), z.int()],
    ...[z.union([z.literal(''), HandlerName]), z.enum(['', '1'])],
    z.union([z.literal(''), count]),
    z.array(z.string()),
  ] as const)
  .transform(
    ([id, , , state, epoch, version, wish, updatedAt, nextAttemptAt, , watched, handler, built, plan, places]) => ({
      ...{ id, state, epoch, version, wish, updatedAt },
      nextAttemptAt: nextAttemptAt === '' ? null : nextAttemptAt,
      watched: watched === 1,
      handler: handler === '' ? null : handler,
      built: built === '' ? null : built,
      planVersion: plan === '' ? null : plan,
      steps: places.flatMap((name, at) => (at % 2 === 0 ? [{ name, place: Place.parse(places[at + 1]) }] : [])),
    }),
  );

/** What a job is compared with: where the steps are that may carry it on, and whether a living instance watches its query. */
export type UnattendedFacts = Readonly<z.infer<typeof Facts>>;

export interface Unattended {
  readonly entry: string;
  readonly score: string;
  /** Null: there is no record, or it cannot be read. */
  readonly kind: 'gone' | 'unreadable' | 'found';
  readonly facts: UnattendedFacts | null;
}

const Reply = z.tuple([z.int(), z.array(z.tuple([z.string(), z.string()]).rest(z.unknown()))]);

/** Jobs that nobody has changed or looked at for a while, with all that is to be compared, at one round trip for all of them. */
export async function unattended(
  redis: RedisClient,
  shard: Shard,
  quietMs: number,
  limit: number,
): Promise<{ readonly now: number; readonly jobs: readonly Unattended[] }> {
  const reply = await UNATTENDED.run(
    redis,
    { reconcile: keysOf(shard).reconcile },
    { prefix: prefixOf(shard), quietMs, limit },
  );
  const [now, found] = Reply.parse(reply);
  const jobs = found.map((job): Unattended => {
    const [entry, score, kind] = job;
    const facts = kind === 'found' ? (Facts.safeParse(job).data ?? null) : null;
    return { entry, score, kind: kind === 'gone' ? 'gone' : facts === null ? 'unreadable' : 'found', facts };
  });
  return { now, jobs };
}

/** @param isWell such a job is left alone the longer, the longer it has been so: what waits for long costs little */
export async function leaveAlone(
  redis: RedisClient,
  shard: Shard,
  now: number,
  jobs: readonly { readonly job: Unattended; readonly isWell: boolean }[],
): Promise<void> {
  const pauseMs = ({ facts }: Unattended): number =>
    facts === null ? 0 : Math.min(Math.max(0, now - facts.updatedAt), LONGEST_PAUSE_MS);
  const scores = jobs.flatMap(({ job, isWell }) => [job.entry, job.score, now + (isWell ? pauseMs(job) : 0)]);
  if (scores.length > 0) await LEAVE_ALONE.run(redis, { reconcile: keysOf(shard).reconcile }, { scores });
}
