import type { JobId, Problem, ReviewEvidence } from '@firn/contract';
import type { Job } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { type Fenced, FencedScript, RecordScript } from './record-script.js';
import { replyOf } from './reply.js';

const NEED_REVIEW = new FencedScript({
  event: 'need_review',
  args: ['problem', 'evidence'],
  lua: `
unwatch(job)
redis.call('ZREM', prefix .. 'deadlines', job.id)
change(job, 'needs_review', 'needs_review', {problem = cjson.decode(args.problem)},
  {problem = args.problem, evidence = args.evidence, phase = '', owner = '', nextAttemptAt = ''})
`,
});

/** Whether a write happened cannot be known: a person decides, nobody guesses. */
export const needReview = (
  redis: RedisClient,
  job: Job,
  problem: Problem,
  evidence?: ReviewEvidence,
): Promise<Fenced> =>
  NEED_REVIEW.run(redis, job, {
    problem: JSON.stringify(problem),
    evidence: evidence === undefined ? '' : JSON.stringify(evidence),
  });

const RECORD_LATE_QUERY = new FencedScript({
  event: 'tell',
  args: ['queryId', 'evidence'],
  lua: `
change(job, job.state, 'late_answer', {queryId = args.queryId}, {queryId = args.queryId, evidence = args.evidence})
`,
});

/** Snowflake's answer came when a person had been asked: the query is known from now on, with what is known of it by then. */
export const recordLateQuery = (
  redis: RedisClient,
  job: Job,
  queryId: string,
  evidence: ReviewEvidence,
): Promise<Fenced> => RECORD_LATE_QUERY.run(redis, job, { queryId, evidence: JSON.stringify(evidence) });

const RECORD_EVIDENCE = new FencedScript({
  event: 'tell',
  args: ['evidence'],
  lua: `change(job, job.state, 'evidence', {}, {evidence = args.evidence})`,
});

/** What Snowflake tells now, for the person who has to decide. */
export const recordEvidence = (redis: RedisClient, job: Job, evidence: ReviewEvidence): Promise<Fenced> =>
  RECORD_EVIDENCE.run(redis, job, { evidence: JSON.stringify(evidence) });

/** `reason` may be empty; `problem` is that of a failure. */
const RESOLVE = new RecordScript({
  event: 'resolve',
  args: ['outcome', 'by', 'reason', 'keepMs', 'problem'],
  lua: `
if not job.exists then return {'gone'} end
if not allowed[job.state] then return {'refused', job.state} end
local event = {by = args.by, reason = args.reason ~= '' and args.reason or nil}
if args.outcome == 'rerun' then
  local deadline = now + tonumber(job.timeoutMs)
  redis.call('ZADD', prefix .. 'deadlines', deadline, job.id)
  change(job, 'accepted', 'resolved', event, {
    epoch = job.epoch + 1, deadlineAt = deadline, wish = 'none', wishAt = '', wishBy = '', wishReason = '', unresolved = 'none',
    intent = '', queryId = '', problem = '', evidence = '', reruns = '', runningAt = '',
  })
  for _, kind in ipairs({'submit', 'finish', 'build', 'control'}) do redis.call('DEL', prefix .. 'hands:' .. kind .. ':' .. job.id) end
  begin(job, now)
else
  change(job, job.state, 'resolved', event, {})
  finish(job, args.outcome, event, {problem = args.outcome == 'succeeded' and '' or args.problem}, tonumber(args.keepMs), 0)
end
return {'ok'}
`,
});

export type Resolution = 'resolved' | 'gone' | 'not_in_review';

/** What a person decided about a job in `needs_review`. `rerun` starts over, with a deadline of its own. */
export async function resolveReview(
  redis: RedisClient,
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
    await RESOLVE.run(redis, id, {
      ...decision,
      reason: decision.reason ?? '',
      problem: JSON.stringify(decision.problem),
    }),
  );
  if (outcome === 'gone') return 'gone';
  return outcome === 'ok' ? 'resolved' : 'not_in_review';
}
