import type { JobId, Problem } from '@firn/contract';
import { JobState } from '@firn/contract';
import type { Redis } from 'ioredis';
import { endState } from '../machine/end-state.js';
import { ALLOWED_IN, IDLE_STATES, stateList } from '../machine/guards.js';
import { recordScript } from './prelude.js';
import { replyOf } from './reply.js';
import { runOn } from './target.js';

/**
 * ARGV[3] allowed states, [4] idle states, [5] user or timeout, [6] by whom, [7] why, [8] keep the record for ms,
 * [9] end for a user's wish, [10] end for a timeout, [11] problem of the first, [12] of the second
 *
 * The first wish stays. An idle job ends at once, unless a statement of it may be under way: whoever claims it looks. A wish
 * moves the job to the head of the line in which recovery looks, should nobody else carry it out.
 */
const WISH = recordScript(`
local state = field('state')
if state == '' or not within(ARGV[3], state) then
  -- Nothing is due any more of what has ended.
  for _, set in ipairs({'reconcile', 'outbox', 'deadlines'}) do redis.call('ZREM', prefix .. set, id) end
  if state == '' then return {'gone'} end
  return {'ended', state}
end
local wish = field('wish')
if wish == 'none' then
  wish = ARGV[5]
  local event = {by = ARGV[6]}
  if ARGV[7] ~= '' then event.reason = ARGV[7] end
  change(state, 'cancel_requested', event, {'wish', wish, 'wishAt', now, 'wishBy', ARGV[6], 'wishReason', ARGV[7]})
end
if within(ARGV[4], state) and field('unresolved') == 'none' then
  local problem = wished(wish == 'user' and ARGV[11] or ARGV[12], wish)
  finish(wish == 'user' and ARGV[9] or ARGV[10], {problem = cjson.decode(problem)}, {'problem', problem}, tonumber(ARGV[8]), 0)
  return {'ended', field('state')}
end
if state ~= 'needs_review' then redis.call('ZADD', prefix .. 'reconcile', 'XX', 0, id) end
redis.call('PUBLISH', prefix .. 'nudges', id)
return {'wished', state}
`);

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
  redis: Redis,
  id: JobId,
  { kind, by, reason, keepMs, problems }: WishArguments,
): Promise<WishReply> {
  const [outcome, state] = replyOf(
    await runOn(redis, WISH, id, [
      ...[stateList(ALLOWED_IN.wish), stateList(IDLE_STATES), kind, by, reason ?? '', keepMs],
      ...[endState('never_sent', 'user', false), endState('never_sent', 'timeout', false)],
      ...[JSON.stringify(problems.user), JSON.stringify(problems.timeout)],
    ]),
  );
  if (outcome === 'gone') return { outcome };
  return { outcome: outcome === 'ended' ? 'ended' : 'wished', state: JobState.parse(state) };
}
