import { JobState } from '@firn/contract';
import { epochMs } from '../due/now.js';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
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

/** Counts jobs by their indexes: a few commands for each tenant and state, whatever the number of jobs. */
export async function countJobs(
  redis: RedisClient,
  shards: number,
  tenants: readonly string[],
): Promise<readonly JobCount[]> {
  const now = await epochMs(redis);
  return Promise.all(tenants.map((tenant) => countOf(redis, shards, tenant, now)));
}

async function countOf(redis: RedisClient, shards: number, tenant: string, now: number): Promise<JobCount> {
  const states = Object.fromEntries(JobState.options.map((state) => [state, 0])) as Record<JobState, number>;
  let oldest = now;
  for (const shard of allShards(shards)) {
    // A pipeline for each shard: its keys are in one slot, those of all shards are not.
    const pipeline = redis.pipeline();
    for (const state of JobState.options) {
      const index = keysOf(shard).jobs(tenant, `state:${state}`);
      pipeline.zcard(index);
      pipeline.zrange(index, '0', '0', 'WITHSCORES');
    }
    const replies = (await pipeline.exec()) ?? [];
    for (const [at, state] of JobState.options.entries()) {
      const [countError, count] = replies[2 * at] ?? [];
      const [oldestError, first] = replies[2 * at + 1] ?? [];
      const error = countError ?? oldestError;
      if (error) throw error;
      states[state] += Number(count);
      if (WAITING.has(state) && Array.isArray(first) && first.length > 1) oldest = Math.min(oldest, Number(first[1]));
    }
  }
  return { tenant, states, waitingMs: now - oldest };
}
