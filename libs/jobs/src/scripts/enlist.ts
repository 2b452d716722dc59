import type { JobId } from '@firn/contract';
import type { RedisClient } from '../redis/client.js';
import { RecordScript } from './record-script.js';

const ENLIST = new RecordScript({
  lua: `
if not job.exists or not stands(job) then return 0 end
redis.call('ZREM', prefix .. 'reconcile', job.id)
if not redis.call('ZSCORE', LATER, job.id) then enlist(job) end
return 1
`,
});

/** Puts a job into its line that an earlier version left outside. False: it has no place there. */
export const enlist = async (redis: RedisClient, id: JobId): Promise<boolean> =>
  (await ENLIST.run(redis, id, {})) === 1;
