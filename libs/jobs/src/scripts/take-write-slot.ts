import type { Problem } from '@firn/contract';
import type { Job } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { type Fenced, FencedScript } from './record-script.js';

/**
 * A job that was let out as a read takes a slot among the writes. Without room it goes back into the line, where it is known as a
 * write from then on.
 */
const TAKE_WRITE_SLOT = new FencedScript({
  event: 'release',
  args: ['problem'],
  lua: `
local held = redis.call('HGET', prefix .. 'holding', job.id) or ''
local line = job.tenant .. '/' .. job.profile .. '/write'
for _, cap in ipairs(workload_of(line).caps) do
  if string.sub(cap.name, 1, 7) == 'writes:' and not string.find(held, cap.name, 1, true) then
    if room_in(cap) then
      take_from(cap, job.id)
      redis.call('HSET', prefix .. 'holding', job.id, held .. '\\n' .. cap.name)
    else
      change(job, 'accepted', 'released', {problem = cjson.decode(args.problem)},
        {problem = args.problem, nextAttemptAt = '', lane = 'write'})
    end
  end
end
`,
});

/** Answers `inLine` where all slots are taken: the job waits for one, and the caller's work on it is over. */
export const takeWriteSlot = (redis: RedisClient, job: Job, problem: Problem): Promise<Fenced> =>
  TAKE_WRITE_SLOT.run(redis, job, { problem: JSON.stringify(problem) });
