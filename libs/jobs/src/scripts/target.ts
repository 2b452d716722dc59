import type { JobId } from '@firn/contract';
import { shardOfJob } from '@firn/contract';
import type { Redis } from 'ioredis';
import { keysOf, prefixOf } from '../keys.js';
import type { Script, ScriptArgument } from './script.js';

/** Runs a script on the record of a job. */
export function runOn(redis: Redis, script: Script, id: JobId, args: readonly ScriptArgument[]): Promise<unknown> {
  const shard = shardOfJob(id);
  return script.run(redis, [keysOf(shard).job(id)], [prefixOf(shard), id, ...args]);
}
