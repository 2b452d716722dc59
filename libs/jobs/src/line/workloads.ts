import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { allShards } from '../shard.js';

/** What admission allows the jobs of one profile. Counts are of statements in flight, over all workers. */
export interface Workload {
  readonly tenant: string;
  readonly profile: string;
  /** Names of account and warehouse, the same for all profiles that use them. */
  readonly account: string;
  readonly warehouse: string;
  readonly statements: number;
  readonly tenantStatements: number | null;
  readonly warehouseStatements: number | null;
  /** Writes, each of which has a session to itself. */
  readonly writes: number;
  /** Writes of one table. */
  readonly tableWrites: number;
  /** Statements that may start in a second; null: any number. */
  readonly statementsPerSecond: number | null;
  /** Share of the tenant, against those of others. */
  readonly weight: number;
}

/** Says what the workloads are allowed from now on, in all shards. Each shard has its share of a cap. */
export async function announceWorkloads(
  redis: RedisClient,
  shards: number,
  workloads: readonly Workload[],
): Promise<void> {
  const share = (most: number): number => Math.max(1, Math.ceil(most / shards));
  const shareOrNone = (most: number | null) => (most === null ? undefined : share(most));
  const entries = workloads.flatMap(({ tenant, profile, account, warehouse, ...limits }) => [
    `${tenant}/${profile}`,
    JSON.stringify({
      account,
      warehouse,
      statements: share(limits.statements),
      tenantStatements: shareOrNone(limits.tenantStatements),
      warehouseStatements: shareOrNone(limits.warehouseStatements),
      writes: share(limits.writes),
      tableWrites: share(limits.tableWrites),
      rate: limits.statementsPerSecond === null ? undefined : limits.statementsPerSecond / shards,
      weight: limits.weight,
    }),
  ]);
  if (entries.length === 0) return;
  await Promise.all(allShards(shards).map((shard) => redis.hset(keysOf(shard).workloads, ...entries)));
}
