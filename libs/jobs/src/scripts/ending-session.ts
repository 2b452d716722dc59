import type { Redis } from 'ioredis';
import type { Job } from '../record.js';
import { type Fenced, fenced } from './fenced.js';
import { recordScript } from './prelude.js';
import { runOn } from './target.js';

/** ARGV[3] epoch, [4] session */
const ENDING_SESSION = recordScript(`
if tonumber(field('epoch')) ~= tonumber(ARGV[3]) or field('state') ~= 'submitting' then return {'stale'} end
redis.call('HSET', key, 'endedSession', ARGV[4])
return {'ok', field('wish')}
`);

/**
 * Before a take-over ends the session of an earlier attempt: should it crash right then, the next one knows who aborted what
 * it finds aborted there.
 */
export const endingSession = async (redis: Redis, job: Job, sessionId: string): Promise<Fenced> =>
  fenced(await runOn(redis, ENDING_SESSION, job.id, [job.epoch, sessionId]));
