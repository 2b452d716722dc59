import type { JobId, Problem } from '@firn/contract';
import { JobState } from '@firn/contract';
import { CARRY_SOON } from '../due/wishes.js';
import { endState } from '../machine/end-state.js';
import { IDLE_STATES } from '../machine/guards.js';
import { HEAVY_FIELDS, type Job, parseRecord } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { luaSet } from './lua-set.js';
import { RecordScript } from './record-script.js';
import { hashOf, replyOf } from './reply.js';

/**
 * `kind` is user or timeout, `reason` may be empty; the job ends as one of `toByUser` and `toByTimeout`, with the problem of that.
 *
 * A timeout that comes before the deadline is that of the wait, or of the run.
 *
 * With a tenant it is for a job of that tenant alone, and gives the record as it is then.
 *
 * The first wish stays. A job whose query an equal read goes on with ends at once, and so does an idle one, unless a statement of it may be under way: whoever claims it looks. A wish
 * is looked after by any worker until the job has ended, should whoever has the job not have heard; and the job moves to the head of the
 * line in which recovery looks, should its step be missing.
 */
const WISH = new RecordScript({
  event: 'wish',
  args: ['tenant', 'kind', 'by', 'reason', 'keepMs', 'toByUser', 'toByTimeout', 'problemByUser', 'problemByTimeout'],
  lua: `${CARRY_SOON}
local function wish()
  if args.tenant ~= '' and job.tenant ~= args.tenant then return {'gone'} end
  if not allowed[job.state] then
    -- Nothing is due any more of what has ended.
    for _, set in ipairs({'reconcile', 'deadlines'}) do redis.call('ZREM', prefix .. set, job.id) end
    if not job.exists then return {'gone'} end
    return {'ended', job.state}
  end
  local heir = nil
  if job.wish == 'none' then
    heir = args.kind == 'user' and heir_of(job) or nil
    local reason = args.reason
    if args.kind == 'timeout' and now < (tonumber(job.deadlineAt) or 0) then
      local part = job.runningAt ~= '' and 'runTimeoutMs' or 'queueTimeoutMs'
      if job[part] ~= '' then reason = part end
    end
    local event = {by = args.by, reason = reason ~= '' and reason or nil}
    change(job, job.state, 'cancel_requested', event,
      {wish = args.kind, wishAt = now, wishBy = args.by, wishReason = reason})
  end
  if heir then
    local problem = wished(job, args.problemByUser, 'user', '')
    pass_on(job, heir, args.toByUser, cjson.decode(problem), {problem = problem}, tonumber(args.keepMs))
    return {'ended', job.state}
  end
  if (${luaSet(IDLE_STATES)})[job.state] and job.unresolved == 'none' then
    local by = job.wish == 'user' and 'ByUser' or 'ByTimeout'
    local problem = wished(job, args['problem' .. by], job.wish, '')
    finish(job, args['to' .. by], {problem = cjson.decode(problem)}, {problem = problem}, tonumber(args.keepMs), 0)
    return {'ended', job.state}
  end
  if job.state ~= 'needs_review' then
    redis.call('ZADD', prefix .. 'reconcile', 'XX', 0, job.id)
    carry_soon(job.id)
  end
  redis.call('PUBLISH', prefix .. 'nudges', job.id .. ':' .. (job.owner ~= '' and job.owner or job.worker))
  return {'wished', job.state}
end
local reply = wish()
if args.tenant ~= '' and reply[1] ~= 'gone' then reply[3] = redis.call('HGETALL', job.key) end
return reply
`,
});

/** `ended`: the job is in that state, by this wish or before. `wished`: somebody works on it and will see the wish. */
export type WishReply =
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'ended' | 'wished'; readonly state: JobState };

export interface WishArguments {
  readonly kind: 'user' | 'timeout';
  readonly by: string;
  readonly reason: string | null;
  /** How long the record of a job that ends by this is kept. */
  readonly keepMs: number;
  readonly problems: { readonly user: Problem; readonly timeout: Problem };
}

export async function wish(redis: RedisClient, id: JobId, given: WishArguments): Promise<WishReply> {
  const [outcome, state] = await run(redis, id, '', given);
  if (outcome === 'gone') return { outcome };
  return { outcome: outcome === 'ended' ? 'ended' : 'wished', state: JobState.parse(state) };
}

/** The same for a job of a tenant. Gives the job as it is then; null: the tenant has none of this ID (any more). */
export async function wishOf(redis: RedisClient, tenant: string, id: JobId, given: WishArguments): Promise<Job | null> {
  const [outcome, , record] = await run(redis, id, tenant, given);
  return outcome === 'gone' ? null : parseRecord(id, viewOf(hashOf(record)));
}

/** Plan and intent may be long, and nobody is shown them: they are not parsed. */
const viewOf = (record: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> => ({
  ...record,
  ...Object.fromEntries(HEAVY_FIELDS.map((name) => [name, undefined])),
});

async function run(
  redis: RedisClient,
  id: JobId,
  tenant: string,
  { kind, by, reason, keepMs, problems }: WishArguments,
) {
  return replyOf(
    await WISH.run(redis, id, {
      ...{ tenant, kind, by, reason: reason ?? '', keepMs },
      toByUser: endState('never_sent', 'user', false),
      toByTimeout: endState('never_sent', 'timeout', false),
      problemByUser: JSON.stringify(problems.user),
      problemByTimeout: JSON.stringify(problems.timeout),
    }),
  );
}
