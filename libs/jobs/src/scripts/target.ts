import type { JobId } from '@firn/contract';
import { shardOfJob } from '@firn/contract';
import type { Redis } from 'ioredis';
import { keysOf, prefixOf } from '../keys.js';
import { newerRecord } from '../record.js';
import { reading, UnreadableRecord } from '../unreadable.js';
import type { Script, ScriptArgument } from './script.js';

/** Runs a script on the record of a job. @throws UnreadableRecord, and then nothing was changed. */
export async function runOn(
  redis: Redis,
  script: Script,
  id: JobId,
  args: readonly ScriptArgument[],
  moreKeys: readonly string[] = [],
): Promise<unknown> {
  const shard = shardOfJob(id);
  const keys = [keysOf(shard).job(id), ...moreKeys];
  const reply = await reading(`Job ${id}`, script.run(redis, keys, [prefixOf(shard), id, ...args]));
  if (!Array.isArray(reply) || reply[0] !== 'unreadable') return reply;
  if (reply[1] === 'newer') throw newerRecord(id, Number(reply[2]));
  throw new UnreadableRecord(`Job ${id}`, 'damaged', `is damaged: ${String(reply[2])}`);
}
