import type { JobId, Problem } from '@firn/contract';
import { JobState } from '@firn/contract';
import { endState } from '../machine/end-state.js';
import { IDLE_STATES } from '../machine/guards.js';
import type { RedisClient } from '../redis/client.js';
import { luaSet } from './lua-set.js';
import { RecordScript } from './record-script.js';
import { replyOf } from './reply.js';

/**
 * `kind` is user or timeout, `reason` may be empty; the job ends as one of `toByUser` and `toByTimeout`, with the problem of that.
 *
 * A timeout that comes before the deadline is that of the wait, or of the run.
 *
 * The first wish stays. A job whose query an equal read goes on with ends at once, and so does an idle one, unless a statement of it may be under way: whoever claims it looks. A wish
 * moves the job to the head of the line in which recovery looks, should nobody else carry it out.
 */
const WISH = new RecordScript({
  event: 'wish',
  args: ['kind', 'by', 'reason', 'keepMs', 'toByUser', 'toByTimeout', 'problemByUser', 'problemByTimeout'],
  lua: `
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
if job.state ~= 'needs_review' then redis.call('ZADD', prefix .. 'reconcile', 'XX', 0, job.id) end
redis.call('PUBLISH', prefix .. 'nudges', job.id)
return {'wished', job.state}
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

export async function wish(
  redis: RedisClient,
  id: JobId,
  { kind, by, reason, keepMs, problems }: WishArguments,
): Promise<WishReply> {
  const [outcome, state] = replyOf(
    await WISH.run(redis, id, {
      ...{ kind, by, reason: reason ?? '', keepMs },
      toByUser: endState('never_sent', 'user', false),
      toByTimeout: endState('never_sent', 'timeout', false),
      problemByUser: JSON.stringify(problems.user),
      problemByTimeout: JSON.stringify(problems.timeout),
    }),
  );
  if (outcome === 'gone') return { outcome };
  return { outcome: outcome === 'ended' ? 'ended' : 'wished', state: JobState.parse(state) };
}
