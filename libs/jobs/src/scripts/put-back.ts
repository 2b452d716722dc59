import type { Problem } from '@firn/contract';
import { RUN_ID } from '../audit/unaudited.js';
import type { Unresolved } from '../machine/machine-job.js';
import type { Job } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { type Fenced, FencedScript } from './record-script.js';

/** What all of them are given. */
const COMMON = ['delayMs', 'problem'] as const;
const FIELDS = `
local fields = {nextAttemptAt = now + tonumber(args.delayMs), problem = args.problem}
`;
const EVENT = `{problem = cjson.decode(args.problem)}`;
const UNWATCHED = `
unwatch(job)
fields.phase, fields.owner, fields.runningAt = '', '', ''
`;

const PUT_BACK = new FencedScript({
  event: 'put_back',
  args: [...COMMON, 'unresolved', 'ran'],
  lua: `${FIELDS}${UNWATCHED}
fields.unresolved, fields.queryId = args.unresolved, ''
fail(job, cjson.decode(args.problem))
if args.ran == '1' then fields.reruns = (tonumber(job.reruns) or 0) + 1 end
change(job, 'retrying', 'retry', ${EVENT}, fields)
begin(job, now + tonumber(args.delayMs))
`,
});
const PUT_BACK_AS_IS = new FencedScript({
  event: 'put_back_as_is',
  args: COMMON,
  lua: `${FIELDS}${UNWATCHED}change(job, 'retrying', 'retry', ${EVENT}, fields)`,
});
const RELEASE = new FencedScript({
  event: 'release',
  args: COMMON,
  lua: `${FIELDS}${UNWATCHED}change(job, 'accepted', 'released', ${EVENT}, fields)`,
});
/** The audit may have ended since the job has asked: then it goes on at once. */
const AWAIT_AUDIT = new FencedScript({
  event: 'release',
  args: COMMON,
  lua: `${FIELDS}${UNWATCHED}${RUN_ID}
if redis.call('HGET', prefix .. 'audited:' .. job.profile, 'run') == run then fields.nextAttemptAt = now
else redis.call('SADD', prefix .. 'unaudited:' .. job.profile, job.id) end
change(job, 'accepted', 'released', ${EVENT}, fields)`,
});
const LEAVE_TO_NEWER = new FencedScript({
  event: 'release',
  args: ['problem', 'planVersion'],
  lua: `
local fields = {problem = args.problem, planVersion = args.planVersion, nextAttemptAt = ''}
${UNWATCHED}change(job, 'accepted', 'released', ${EVENT}, fields)`,
});
const DELAY = new FencedScript({
  event: 'delay',
  args: COMMON,
  lua: `${FIELDS}change(job, job.state, 'retry', ${EVENT}, fields)`,
});

/** Who waits for an audit is told when it has been made. Should that get lost, each asks again after so long. */
const ASK_AGAIN_MS = 60_000;

export interface NextAttempt {
  readonly delayMs: number;
  readonly problem: Problem;
  /** What of this attempt may still reach Snowflake. */
  readonly unresolved: Unresolved;
  /** The statement had run, and failed by no fault of its own: it is counted. */
  readonly ran?: boolean;
}

/** Waits for its next attempt, with the reason. */
export const putBack = (redis: RedisClient, job: Job, next: NextAttempt): Promise<Fenced> =>
  PUT_BACK.run(redis, job, {
    ...common(next.delayMs, next.problem),
    unresolved: next.unresolved,
    ran: next.ran === true ? '1' : '0',
  });

/** A step broke before it was over: another attempt, which finds what is under way as the record says it. */
export const putBackAsIs = (redis: RedisClient, job: Job, delayMs: number, problem: Problem): Promise<Fenced> =>
  PUT_BACK_AS_IS.run(redis, job, common(delayMs, problem));

/** Storing goes on later, with the reason. */
export const delayStoring = (redis: RedisClient, job: Job, delayMs: number, problem: Problem): Promise<Fenced> =>
  DELAY.run(redis, job, common(delayMs, problem));

/** Back into the line, with the reason: this worker cannot take it now, another may. */
export const release = (redis: RedisClient, job: Job, delayMs: number, problem: Problem): Promise<Fenced> =>
  RELEASE.run(redis, job, common(delayMs, problem));

/** The same for a write whose key Snowflake's history has to be asked for first. It costs nothing until that was done. */
export const awaitAudit = (redis: RedisClient, job: Job, reason: Problem): Promise<Fenced> =>
  AWAIT_AUDIT.run(redis, job, common(ASK_AGAIN_MS, reason));

/**
 * The same for a plan that this worker cannot read: only who reads that version takes it from now on. Where none of them lives it stands
 * aside, and who comes fetches it.
 */
export const leaveToNewer = (redis: RedisClient, job: Job, planVersion: number, problem: Problem): Promise<Fenced> =>
  LEAVE_TO_NEWER.run(redis, job, { problem: JSON.stringify(problem), planVersion });

const common = (delayMs: number, problem: Problem) => ({
  delayMs,
  problem: JSON.stringify(problem),
});
