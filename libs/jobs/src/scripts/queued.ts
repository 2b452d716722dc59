import type { JobId } from '@firn/contract';
import type { RedisClient } from '../redis/client.js';
import { RecordScript } from './record-script.js';

/** The step that builds it is in the queue of its handler. A worker may have been faster than this script. */
const QUEUED = new RecordScript({
  event: 'queue',
  lua: `
if not allowed[job.state] then return 0 end
change(job, 'queued', 'queued', {}, {problem = ''})
return 1
`,
});

export async function queued(redis: RedisClient, id: JobId): Promise<void> {
  await QUEUED.run(redis, id, {});
}
