import type { Job } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { type Fenced, FencedScript } from './record-script.js';

const VOID_INTENT = new FencedScript({
  event: 'void',
  lua: `change(job, job.state, 'intent_void', {}, {unresolved = 'none', intent = ''})`,
});

/** Nothing of an earlier attempt can reach Snowflake any more, so the job may be submitted again, or end. */
export const voidIntent = (redis: RedisClient, job: Job): Promise<Fenced> => VOID_INTENT.run(redis, job, {});
