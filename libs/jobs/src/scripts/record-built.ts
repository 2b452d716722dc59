import type { Writing } from '@firn/contract';
import { laneOf } from '../line/lane.js';
import type { Job } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import type { TextRef } from '../text-ref.js';
import { type Fenced, FencedScript } from './record-script.js';

const RECORD_BUILT = new FencedScript({
  event: 'build',
  args: ['plan', 'lane'],
  lua: `
if job.handler == '' or job.built == '1' then return {'stale'} end
change(job, 'accepted', 'built', {worker = job.worker}, {
  plan = args.plan, built = '1', lane = args.lane, problem = '', nextAttemptAt = '',
})
`,
});

/**
 * What its handler built is the plan of the job from now on, written before anything of it is sent: every attempt sends the same
 * statement, and any worker can. A job is built once.
 */
export const recordBuilt = (redis: RedisClient, job: Job, plan: TextRef, writing: Writing | null): Promise<Fenced> =>
  RECORD_BUILT.run(redis, job, { plan: JSON.stringify(plan), lane: laneOf(writing) });
