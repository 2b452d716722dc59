import type { JobState, Problem } from '@firn/contract';
import type { Redis } from 'ioredis';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import type { Unresolved } from '../machine/machine-job.js';
import type { Job } from '../record.js';
import { type Fenced, fenced } from './fenced.js';
import { recordScript } from './prelude.js';
import { runOn } from './target.js';

/**
 * ARGV[3] epoch, [4] allowed states, [5] state afterwards, [6] kind of event, [7] delay in ms, [8] problem or empty,
 * [9] what may still be under way, or empty to leave it, [10] whether the query is forgotten, [11] whether the statement had run, [12] processes that ended, or empty
 */
const PUT_BACK = recordScript(`
if tonumber(field('epoch')) ~= tonumber(ARGV[3]) or not within(ARGV[4], field('state')) then return {'stale'} end
local fields = {'nextAttemptAt', now + tonumber(ARGV[7]), 'problem', ARGV[8], 'deaths', ARGV[12]}
if ARGV[9] ~= '' then fields[#fields + 1] = 'unresolved'; fields[#fields + 1] = ARGV[9] end
if ARGV[11] == '1' then redis.call('HINCRBY', key, 'reruns', 1) end
if ARGV[10] == '1' then fields[#fields + 1] = 'queryId'; fields[#fields + 1] = '' end
if ARGV[5] ~= 'storing' then
  local owner = field('owner')
  if owner ~= '' then redis.call('HDEL', prefix .. 'tracked:' .. owner, id) end
  for _, value in ipairs({'phase', '', 'owner', ''}) do fields[#fields + 1] = value end
end
local event = {}
if ARGV[8] ~= '' then event.problem = cjson.decode(ARGV[8]) end
change(ARGV[5], ARGV[6], event, fields)
return {'ok', field('wish')}
`);

export interface NextAttempt {
  readonly delayMs: number;
  readonly problem: Problem;
  /** What of this attempt may still reach Snowflake. */
  readonly unresolved: Unresolved;
  /** The statement had run, and failed by no fault of its own: it is counted. */
  readonly ran?: boolean;
}

/** Waits for its next attempt, with the reason. */
export const putBack = (redis: Redis, job: Job, next: NextAttempt): Promise<Fenced> =>
  run(redis, job, next.delayMs, next.problem, {
    ...{ allowed: ALLOWED_IN.put_back, to: 'retrying', event: 'retry' },
    ...{ unresolved: next.unresolved, forgetQuery: true, ran: next.ran === true },
  });

/** A step broke before it was over: another attempt, which finds what is under way as the record says it. */
export const putBackAsIs = (redis: Redis, job: Job, delayMs: number, problem: Problem): Promise<Fenced> =>
  run(redis, job, delayMs, problem, { allowed: ALLOWED_IN.release, to: 'retrying', event: 'retry' });

/** Storing goes on later, with the reason. */
export const delayStoring = (redis: Redis, job: Job, delayMs: number, problem: Problem): Promise<Fenced> =>
  run(redis, job, delayMs, problem, { allowed: ALLOWED_IN.delay, to: 'storing', event: 'retry' });

/** Back into the line, with the reason: this worker cannot take it now, another may. */
export const release = (redis: Redis, job: Job, delayMs: number, problem: Problem): Promise<Fenced> =>
  run(redis, job, delayMs, problem, { allowed: ALLOWED_IN.release, to: 'queued', event: 'released' });

interface Way {
  readonly allowed: readonly JobState[];
  readonly to: JobState;
  readonly event: 'retry' | 'released';
  /** Absent: as the record has it. */
  readonly unresolved?: Unresolved;
  readonly forgetQuery?: boolean;
  readonly ran?: boolean;
}

const run = async (redis: Redis, job: Job, delayMs: number, problem: Problem, way: Way): Promise<Fenced> =>
  fenced(
    await runOn(redis, PUT_BACK, job.id, [
      ...[job.epoch, stateList(way.allowed), way.to, way.event, delayMs, JSON.stringify(problem)],
      ...[way.unresolved ?? '', way.forgetQuery === true ? '1' : '0', way.ran === true ? '1' : '0', job.deaths ?? ''],
    ]),
  );
