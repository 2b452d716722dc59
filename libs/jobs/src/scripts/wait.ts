import { type JobId, problem } from '@firn/contract';
import type { RedisClient } from '../redis/client.js';
import { RecordScript } from './record-script.js';
import { replyOf } from './reply.js';

const WAIT = new RecordScript({
  event: 'wait',
  args: ['problem'],
  lua: `
if job.handler == '' or job.built == '1' then return {'refused'} end
if redis.call('ZCOUNT', prefix .. 'hosts:' .. job.handler, now, '+inf') > 0 then return {'hosted'} end
if job.state == 'waiting' then return {'waiting'} end
if not allowed[job.state] then return {'refused'} end
redis.call('ZADD', prefix .. 'waiting:' .. job.handler, job.acceptedAt, job.id)
change(job, 'waiting', 'waiting', {problem = cjson.decode(args.problem)}, {problem = args.problem, nextAttemptAt = ''})
return {'waiting'}
`,
});

/** `hosted`: somebody lives who hosts its handler. `refused`: it needs none, or is on its way, or has ended. */
export type WaitReply = 'waiting' | 'hosted' | 'refused';

/**
 * Lets a job wait where no living worker hosts its handler, and says so in it. Who comes to host it finds it in `waiting`. Looked at
 * and written in one step: a host that comes at the same moment sees it either way.
 */
export async function wait(redis: RedisClient, id: JobId, handler: string): Promise<WaitReply> {
  const detail = `No living worker hosts the handler "${handler}".`;
  const missing = problem('handler_unavailable', { detail });
  const [outcome] = replyOf(await WAIT.run(redis, id, { problem: JSON.stringify(missing) }));
  return outcome === 'waiting' || outcome === 'hosted' ? outcome : 'refused';
}
