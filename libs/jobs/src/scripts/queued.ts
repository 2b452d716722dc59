import type { JobId } from '@firn/contract';
import type { Redis } from 'ioredis';
import { RecordScript } from './record-script.js';

/** The step is in the queue, so the outbox lets go, even if a worker was faster than this script. */
const QUEUED = new RecordScript({
  event: 'queue',
  lua: `
redis.call('ZREM', prefix .. 'outbox', job.id)
if not allowed[job.state] then return 0 end
change(job, 'queued', 'queued', {}, {problem = ''})
return 1
`,
});

export async function queued(redis: Redis, id: JobId): Promise<void> {
  await QUEUED.run(redis, id, {});
}
