import type { JobId } from '@firn/contract';
import type { Redis } from 'ioredis';
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

export async function queued(redis: Redis, id: JobId): Promise<void> {
  await QUEUED.run(redis, id, {});
}
