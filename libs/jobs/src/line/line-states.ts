import { z } from 'zod';
import { epochMs } from '../due/now.js';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { allShards } from '../shard.js';
import { json } from '../unreadable.js';
import { slotCounts } from './slot-counts.js';
import { capsOf, type Workload } from './workloads.js';

/** How far a cap is used, over all shards. */
export interface SlotUse {
  readonly cap: string;
  readonly used: number;
  readonly most: number;
  /** Lines that it holds back. */
  readonly parked: number;
}

/** The caps of some workloads that are known before any job comes: of profile, tenant, warehouse and writes. */
export async function slotUses(
  redis: RedisClient,
  shards: number,
  workloads: readonly Workload[],
): Promise<readonly SlotUse[]> {
  const caps = new Map<string, number>();
  for (const workload of workloads)
    for (const { name, most } of Object.values(capsOf(workload))) if (most !== null) caps.set(name, most);
  const sums = [...caps].map(([cap, most]) => ({ cap, most, used: 0, parked: 0 }));
  for (const shard of allShards(shards)) {
    const counts = await slotCounts(redis, shard, [...caps.keys()]);
    for (const [at, sum] of sums.entries()) {
      sum.used += counts[at]?.used ?? 0;
      sum.parked += counts[at]?.parked ?? 0;
    }
  }
  return sums;
}

/** A breaker that has met failures. */
export interface BreakerState {
  /** Account, or account, slash, warehouse. */
  readonly name: string;
  readonly isOpen: boolean;
  readonly failures: number;
}

const Stored = json(z.looseObject({ failures: z.int(), opened: z.int(), till: z.number() }));

/** Breakers that have met failures lately, in whichever shard. One that is damaged is left out. */
export async function breakerStates(redis: RedisClient, shards: number): Promise<readonly BreakerState[]> {
  const states = new Map<string, BreakerState>();
  for (const shard of allShards(shards)) {
    const now = await epochMs(redis, shard);
    for (const [name, text] of Object.entries(await redis.hgetall(keysOf(shard).breakers))) {
      const { data } = Stored.safeParse(text);
      if (data === undefined) continue;
      const known = states.get(name);
      states.set(name, {
        name,
        isOpen: data.till > now || known?.isOpen === true,
        failures: Math.max(data.failures, known?.failures ?? 0),
      });
    }
  }
  return [...states.values()];
}
