import type { JobId, Problem } from '@firn/contract';
import type { Redis } from 'ioredis';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import type { Job } from '../record.js';
import { type Fenced, fenced } from './fenced.js';
import { recordScript } from './prelude.js';
import { replyOf } from './reply.js';
import { runOn } from './target.js';

/** ARGV[3] epoch, [4] allowed states, [5] problem */
const REVIEW = recordScript(`
if tonumber(field('epoch')) ~= tonumber(ARGV[3]) or not within(ARGV[4], field('state')) then return {'stale'} end
local owner = field('owner')
if owner ~= '' then redis.call('HDEL', prefix .. 'tracked:' .. owner, id) end
redis.call('ZREM', prefix .. 'deadlines', id)
change('needs_review', 'needs_review', {problem = cjson.decode(ARGV[5])},
  {'problem', ARGV[5], 'phase', '', 'owner', '', 'nextAttemptAt', ''})
return {'ok', field('wish')}
`);

/** Whether a write happened cannot be known: a person decides, nobody guesses. */
export const review = async (redis: Redis, job: Job, problem: Problem): Promise<Fenced> =>
  fenced(await runOn(redis, REVIEW, job.id, [job.epoch, stateList(ALLOWED_IN.review), JSON.stringify(problem)]));

/** ARGV[3] allowed states, [4] outcome, [5] by whom, [6] why, [7] keep the record for ms, [8] problem of a failure */
const RESOLVE = recordScript(`
local state = field('state')
if state == '' then return {'gone'} end
if not within(ARGV[3], state) then return {'refused', state} end
local event = {by = ARGV[5]}
if ARGV[6] ~= '' then event.reason = ARGV[6] end
if ARGV[4] == 'rerun' then
  local deadline = now + tonumber(field('timeoutMs'))
  redis.call('ZADD', prefix .. 'outbox', now, id)
  redis.call('ZADD', prefix .. 'deadlines', deadline, id)
  change('accepted', 'resolved', event, {'deadlineAt', deadline, 'wish', 'none', 'wishAt', '', 'wishBy', '', 'wishReason', '',
    'unresolved', 'none', 'intent', '', 'queryId', '', 'problem', '', 'reruns', '', 'deaths', ''})
else
  change('needs_review', 'resolved', event, {})
  finish(ARGV[4], event, {'problem', ARGV[4] == 'succeeded' and '' or ARGV[8]}, tonumber(ARGV[7]), 0)
end
return {'ok'}
`);

export type Resolution = 'resolved' | 'gone' | 'not_in_review';

/** What a person decided about a job in `needs_review`. `rerun` starts over, with a deadline of its own. */
export async function resolveReview(
  redis: Redis,
  id: JobId,
  decision: {
    readonly outcome: 'succeeded' | 'failed' | 'rerun';
    readonly by: string;
    readonly reason: string | null;
    readonly keepMs: number;
    readonly problem: Problem;
  },
): Promise<Resolution> {
  const [outcome] = replyOf(
    await runOn(redis, RESOLVE, id, [
      ...[stateList(ALLOWED_IN.resolve), decision.outcome, decision.by, decision.reason ?? '', decision.keepMs],
      JSON.stringify(decision.problem),
    ]),
  );
  if (outcome === 'gone') return 'gone';
  return outcome === 'ok' ? 'resolved' : 'not_in_review';
}
