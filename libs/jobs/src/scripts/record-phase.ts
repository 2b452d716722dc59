import type { JobId, QueryPhase } from '@firn/contract';
import type { RedisClient } from '../redis/client.js';
import { RecordScript } from './record-script.js';

/** Only the owner may say where a query is. */
const RECORD_PHASE = new RecordScript({
  event: 'phase',
  args: ['owner', 'phase'],
  lua: `
if job.owner ~= args.owner or not allowed[job.state] or job.phase == args.phase then return 0 end
local wasRunning = job.runningAt ~= ''
local runs = args.phase == 'running' or args.phase == 'blocked'
change(job, job.state, 'phase', {phase = args.phase}, {phase = args.phase, runningAt = runs and (wasRunning and job.runningAt or now) or ''})
if wasRunning ~= runs then begin(job, runs and now or (tonumber(job.startedAt) or now)) end
return 1
`,
});

/** @param owner instance that watches the query */
export async function recordPhase(redis: RedisClient, id: JobId, owner: string, phase: QueryPhase): Promise<void> {
  await RECORD_PHASE.run(redis, id, { owner, phase });
}
