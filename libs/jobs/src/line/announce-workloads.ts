import type { RedisClient } from '../redis/client.js';
import { allShards, type Shard } from '../shard.js';
import { openLines } from './audit-slots.js';
import type { Demand } from './shares.js';
import { slotCounts } from './slot-counts.js';
import { capsOf, type Workload, writeShares } from './workloads.js';

/**
 * Says what the workloads are allowed from now on. Each shard has a share of a cap, by what is asked for there at the moment: to be
 * called again and again where there are several. Lines that have room then are opened.
 */
export async function announceWorkloads(
  redis: RedisClient,
  shards: number,
  workloads: readonly Workload[],
  signal?: AbortSignal,
): Promise<void> {
  const names = new Set(
    workloads.flatMap((workload) => [
      ...Object.values(capsOf(workload)).flatMap(({ name, most }) => (most === null ? [] : [name])),
      ...(workload.statementsPerSecond === null ? [] : [`rate:${workload.tenant}/${workload.profile}`]),
    ]),
  );
  const all = allShards(shards);
  const demands = new Map<string, Demand[]>([...names].map((name) => [name, []]));
  for (const shard of all) {
    const ofShard = await demandsIn(redis, shard, [...names]);
    for (const [name, demand] of ofShard) demands.get(name)?.push(demand);
  }
  await writeShares(redis, shards, workloads, (cap) => demands.get(cap) ?? []);
  if (shards > 1) for (const shard of all) await openLines(redis, shard, signal);
}

async function demandsIn(
  redis: RedisClient,
  shard: Shard,
  names: readonly string[],
): Promise<readonly (readonly [string, Demand])[]> {
  const counts = await slotCounts(redis, shard, names);
  return names.map(
    (name, at) => [name, { used: counts[at]?.used ?? 0, waits: (counts[at]?.parked ?? 0) > 0 }] as const,
  );
}
