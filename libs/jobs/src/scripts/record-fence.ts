import type { Job } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { type Fenced, FencedScript } from './record-script.js';

const RECORD_FENCE = new FencedScript({
  event: 'fence',
  args: ['session'],
  lua: `change(job, job.state, 'fence', {sessionId = args.session}, {endedSession = args.session})`,
});

/**
 * Before a take-over ends the session of an earlier attempt: should it crash right then, the next one knows who aborted what
 * it finds aborted there.
 */
export const recordFence = (redis: RedisClient, job: Job, session: string): Promise<Fenced> =>
  RECORD_FENCE.run(redis, job, { session });
