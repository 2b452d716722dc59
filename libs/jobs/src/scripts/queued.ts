import type { JobId } from '@firn/contract';
import type { Redis } from 'ioredis';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import { recordScript } from './prelude.js';
import { runOn } from './target.js';

/** ARGV[3] allowed states. The step is in the queue, so the outbox lets go, even if a worker was faster than this script. */
const QUEUED = recordScript(`
redis.call('ZREM', prefix .. 'outbox', id)
if not within(ARGV[3], field('state')) then return 0 end
change('queued', 'queued', {}, {'problem', ''})
return 1
`);

export async function queued(redis: Redis, id: JobId): Promise<void> {
  await runOn(redis, QUEUED, id, [stateList(ALLOWED_IN.queue)]);
}
