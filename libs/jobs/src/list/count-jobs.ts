import { JobState } from '@firn/contract';
import { z } from 'zod';
import { NOW } from '../due/now.js';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import { allShards } from '../shard.js';

/** Accepted, and taken by no worker yet. */
const WAITING: ReadonlySet<JobState> = new Set<JobState>(['accepted', 'queued']);

/** The jobs of one tenant. */
export interface JobCount {
  readonly tenant: string;
  /** Those that have ended count for as long as their records are kept. */
  readonly states: Readonly<Record<JobState, number>>;
  /** For how long the oldest one has waited that no worker has taken yet. */
  readonly waitingMs: number;
}

/** Of each index its size and when its oldest entry was accepted, or empty. */
const COUNT = new Script({
  keys: ['...indexes'],
  lua: `${NOW}
local found = {now}
for _, index in ipairs(keys.indexes) do
  found[#found + 1] = redis.call('ZCARD', index)
  found[#found + 1] = redis.call('ZRANGE', index, 0, 0, 'WITHSCORES')[2] or ''
end
return found
`,
});
const Reply = z.array(z.union([z.int(), z.string()]));

/** Counts jobs by their indexes: one script for each tenant and shard, whatever the number of jobs. */
export const countJobs = (
  redis: RedisClient,
  shards: number,
  tenants: readonly string[],
): Promise<readonly JobCount[]> => Promise.all(tenants.map((tenant) => countOf(redis, shards, tenant)));

async function countOf(redis: RedisClient, shards: number, tenant: string): Promise<JobCount> {
  const states = Object.fromEntries(JobState.options.map((state) => [state, 0])) as Record<JobState, number>;
  let waitingMs = 0;
  for (const shard of allShards(shards)) {
    const indexes = JobState.options.map((state) => keysOf(shard).jobs(tenant, `state:${state}`));
    const [now, ...found] = Reply.parse(await COUNT.run(redis, { indexes }, {}));
    for (const [at, state] of JobState.options.entries()) {
      const [count, oldest] = found.slice(2 * at);
      states[state] += Number(count);
      if (WAITING.has(state) && oldest !== '') waitingMs = Math.max(waitingMs, Number(now) - Number(oldest));
    }
  }
  return { tenant, states, waitingMs };
}
