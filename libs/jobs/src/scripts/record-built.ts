import type { Redis } from 'ioredis';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import type { Job } from '../record.js';
import type { TextRef } from '../text-ref.js';
import { type Fenced, fenced } from './fenced.js';
import { recordScript } from './prelude.js';
import { runOn } from './target.js';

/** ARGV[3] epoch, [4] allowed states, [5] plan */
const RECORD_BUILT = recordScript(`
if tonumber(field('epoch')) ~= tonumber(ARGV[3]) or not within(ARGV[4], field('state')) then return {'stale'} end
if field('handler') == '' or field('built') == '1' then return {'stale'} end
change('queued', 'built', {worker = field('worker')}, {'plan', ARGV[5], 'built', '1', 'problem', '', 'nextAttemptAt', ''})
return {'ok', field('wish')}
`);

/**
 * What its handler built is the plan of the job from now on, written before anything of it is sent: every attempt sends the same
 * statement, and any worker can. A job is built once.
 */
export const recordBuilt = async (redis: Redis, job: Job, plan: TextRef): Promise<Fenced> =>
  fenced(await runOn(redis, RECORD_BUILT, job.id, [job.epoch, stateList(ALLOWED_IN.build), JSON.stringify(plan)]));
