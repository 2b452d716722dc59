import { JobState } from '@firn/contract';
import { z } from 'zod';
import { NOW } from '../due/now.js';
import { keysOf, prefixOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import { allShards } from '../shard.js';

/** Accepted, and taken by no worker yet. */
const WAITING: ReadonlySet<JobState> = new Set<JobState>(['accepted', 'queued']);
/** Jobs that are looked at for one that no other one holds back; the next is taken for one. */
const MOST_HELD_BACK = 1_000;

/** The jobs of one tenant. */
export interface JobCount {
  readonly tenant: string;
  /** Those that have ended count for as long as their records are kept. */
  readonly states: Readonly<Record<JobState, number>>;
  /** For how long the oldest one has waited that a worker may take, and none has taken yet. */
  readonly waitingMs: number;
}

/**
 * Of each index its size and, where `waits` has a 1 for it, when the oldest job in it was accepted that does not wait for another one, or
 * empty. Of the jobs of one order key, and of equal reads, the first alone is for a worker to take.
 */
const COUNT = new Script({
  keys: ['...indexes'],
  args: ['prefix', '...waits'],
  lua: `${NOW}
local function waits_for_other(id)
  local job = redis.pcall('HMGET', args.prefix .. 'job:' .. id, 'tenant', 'orderKey', 'flight')
  if job.err or not job[1] then return false end
  for kind, value in pairs({order = job[2], flight = job[3]}) do
    local first = value and value ~= '' and redis.call('ZRANGE', args.prefix .. kind .. ':' .. job[1] .. ':' .. value, 0, 0)[1]
    if first and first ~= id then return true end
  end
  return false
end

local function oldest_in(index)
  local jobs = redis.call('ZRANGE', index, 0, ${MOST_HELD_BACK}, 'WITHSCORES')
  for at = 1, #jobs, 2 do
    if at > ${2 * MOST_HELD_BACK} or not waits_for_other(jobs[at]) then return jobs[at + 1] end
  end
  return ''
end

local found = {now}
for at, index in ipairs(keys.indexes) do
  found[#found + 1] = redis.call('ZCARD', index)
  found[#found + 1] = args.waits[at] == '1' and oldest_in(index) or ''
end
return found
`,
});
const WAITS = JobState.options.map((state) => (WAITING.has(state) ? 1 : 0));
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
    const args = { prefix: prefixOf(shard), waits: WAITS };
    const [now, ...found] = Reply.parse(await COUNT.run(redis, { indexes }, args));
    for (const [at, state] of JobState.options.entries()) {
      const [count, oldest] = found.slice(2 * at);
      states[state] += Number(count);
      if (oldest !== '') waitingMs = Math.max(waitingMs, Number(now) - Number(oldest));
    }
  }
  return { tenant, states, waitingMs };
}
