import { type JobId, problem } from '@firn/contract';
import type { Redis } from 'ioredis';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import { recordScript } from './prelude.js';
import { replyOf } from './reply.js';
import { runOn } from './target.js';

/** ARGV[3] allowed states, [4] problem */
const WAIT = recordScript(`
local handler = field('handler')
if handler == '' or field('built') == '1' then return {'refused'} end
if redis.call('ZCOUNT', prefix .. 'hosts:' .. handler, now, '+inf') > 0 then return {'hosted'} end
if field('state') == 'waiting' then return {'waiting'} end
if not within(ARGV[3], field('state')) then return {'refused'} end
redis.call('ZREM', prefix .. 'outbox', id)
redis.call('ZADD', prefix .. 'waiting:' .. handler, field('acceptedAt'), id)
change('waiting', 'waiting', {problem = cjson.decode(ARGV[4])}, {'problem', ARGV[4], 'nextAttemptAt', ''})
return {'waiting'}
`);

/** `hosted`: somebody lives who hosts its handler. `refused`: it needs none, or is on its way, or has ended. */
export type WaitReply = 'waiting' | 'hosted' | 'refused';

/**
 * Lets a job wait where no living worker hosts its handler, and says so in it. Who comes to host it finds it in `waiting`. Looked at
 * and written in one step: a host that comes at the same moment sees it either way.
 */
export async function wait(redis: Redis, id: JobId, handler: string): Promise<WaitReply> {
  const detail = `No living worker hosts the handler "${handler}".`;
  const missing = JSON.stringify(problem('handler_unavailable', { detail }));
  const [outcome] = replyOf(await runOn(redis, WAIT, id, [stateList(ALLOWED_IN.wait), missing]));
  return outcome === 'waiting' || outcome === 'hosted' ? outcome : 'refused';
}
