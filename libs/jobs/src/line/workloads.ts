import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { allShards } from '../shard.js';
import { type Demand, rateSharesOf, sharesOf } from './shares.js';

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

/** The caps of a workload that are known before any job comes, by their names in Redis; null: no cap. */
export const capsOf = (workload: Workload) => {
  const name = `${workload.tenant}/${workload.profile}`;
  return {
    statements: { name: `profile:${name}`, most: workload.statements },
    tenantStatements: { name: `tenant:${workload.tenant}`, most: workload.tenantStatements },
    warehouseStatements: { name: `warehouse:${workload.warehouse}`, most: workload.warehouseStatements },
    writes: { name: `writes:${name}`, most: workload.writes },
  } as const;
};

/** What a cap or a rate is asked for in each shard, in their order. */
export type Demands = (cap: string) => readonly Demand[];

/**
 * Writes down what the workloads are allowed in each shard: its share of each cap and rate, by what is asked for there. A cap on the
 * writes of one table is divided evenly.
 */
export async function writeShares(
  redis: RedisClient,
  shards: number,
  workloads: readonly Workload[],
  demands: Demands,
): Promise<void> {
  if (workloads.length === 0) return;
  const limits = workloads.map((workload) => {
    const { tenant, profile, account, warehouse, tableWrites, statementsPerSecond, weight } = workload;
    const caps = Object.entries(capsOf(workload)).map(([limit, { name, most }]) => ({
      limit,
      shares: most === null ? [] : sharesOf(most, demands(name)),
    }));
    const rates =
      statementsPerSecond === null ? [] : rateSharesOf(statementsPerSecond, demands(`rate:${tenant}/${profile}`));
    return (at: number): readonly [string, string] => [
      `${tenant}/${profile}`,
      JSON.stringify({
        account,
        warehouse,
        ...Object.fromEntries(caps.map(({ limit, shares }) => [limit, shares[at]])),
        tableWrites: Math.max(1, Math.ceil(tableWrites / shards)),
        rate: rates[at],
        weight,
      }),
    ];
  });
  await Promise.all(
    allShards(shards).map((shard, at) => redis.hset(keysOf(shard).workloads, ...limits.flatMap((of) => of(at)))),
  );
}
