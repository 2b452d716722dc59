import { shardOfJob } from '@firn/contract';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { RecordScript } from '../scripts/record-script.js';
import { Script } from '../scripts/script.js';
import type { TrackedQuery } from './tracked-query.js';

/** Leaves a query to an owner that lives. */
const WATCH = new RecordScript({
  event: 'watch',
  args: ['epoch', 'instance', 'entry'],
  lua: `
if not allowed[job.state] or job.epoch ~= tonumber(args.epoch) then return 0 end
local isOurs = job.owner == args.instance
if job.owner ~= '' and not isOurs then
  local lives = redis.call('EXISTS', prefix .. 'heartbeat:' .. job.owner) == 1
  if lives and redis.call('HEXISTS', prefix .. 'tracked:' .. job.owner, job.id) == 1 then return 0 end
  unwatch(job)
end
redis.call('SADD', prefix .. 'workers', args.instance)
redis.call('HSET', prefix .. 'tracked:' .. args.instance, job.id, args.entry)
if not isOurs then change(job, job.state, 'watched', {worker = args.instance}, {owner = args.instance}) end
return 1
`,
});

/** Makes `instance` the owner of a running query. False if another one watches it, or it does not run any more. */
export async function watch(redis: RedisClient, query: TrackedQuery, instance: string): Promise<boolean> {
  const args = { epoch: query.epoch, instance, entry: JSON.stringify(query) };
  return (await WATCH.run(redis, query.id, args)) === 1;
}

/** A job that runs under a later epoch has an entry of its own by now. */
const UNWATCH = new RecordScript({
  event: 'unwatch',
  args: ['epoch', 'instance'],
  lua: `
local isOurs = allowed[job.state] and job.owner == args.instance
if isOurs and job.epoch ~= tonumber(args.epoch) then return 0 end
redis.call('HDEL', prefix .. 'tracked:' .. args.instance, job.id)
if isOurs then change(job, job.state, 'unwatched', {worker = args.instance}, {owner = ''}) end
return 1
`,
});

/** Lets go of a query. The record does so by itself once it does not run any more. */
export async function unwatch(
  redis: RedisClient,
  { id, epoch }: Pick<TrackedQuery, 'id' | 'epoch'>,
  instance: string,
): Promise<void> {
  await UNWATCH.run(redis, id, { epoch, instance });
}

/** Only what is there is written again. */
const MARK = new Script({
  keys: ['tracked'],
  args: ['id', 'entry'],
  lua: `
if redis.call('HEXISTS', keys.tracked, args.id) == 0 then return 0 end
redis.call('HSET', keys.tracked, args.id, args.entry)
return 1
`,
});

/** Writes down how often a look at a query has ended a process: before the look, so that the next owner knows. */
export async function markLook(redis: RedisClient, query: TrackedQuery, instance: string): Promise<void> {
  const tracked = keysOf(shardOfJob(query.id)).tracked(instance);
  await MARK.run(redis, { tracked }, { id: query.id, entry: JSON.stringify(query) });
}
