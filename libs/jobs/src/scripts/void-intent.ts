import type { Redis } from 'ioredis';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import type { Job } from '../record.js';
import { type Fenced, fenced } from './fenced.js';
import { recordScript } from './prelude.js';
import { runOn } from './target.js';

/** ARGV[3] epoch, [4] allowed states */
const VOID_INTENT = recordScript(`
if tonumber(field('epoch')) ~= tonumber(ARGV[3]) or not within(ARGV[4], field('state')) then return {'stale'} end
change('submitting', 'intent_void', {}, {'unresolved', 'none', 'intent', ''})
return {'ok', field('wish')}
`);

/** Nothing of an earlier attempt can reach Snowflake any more, so the job may be submitted again, or end. */
export const voidIntent = async (redis: Redis, job: Job): Promise<Fenced> =>
  fenced(await runOn(redis, VOID_INTENT, job.id, [job.epoch, stateList(ALLOWED_IN.void)]));
