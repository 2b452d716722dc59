import { announceWorkloads, type Workload } from '@firn/jobs';
import { accessUrlOf, type Profile } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';

/** Tells admission what the profiles of this worker allow. The last worker that tells is believed. */
export async function tellWorkloads(
  { redis, config }: Pick<WorkerPorts, 'redis' | 'config'>,
  signal?: AbortSignal,
): Promise<void> {
  await announceWorkloads(redis, config.shards, workloadsOf(config), signal);
}

/** Moves the shares of caps to the shards where jobs wait. */
export async function shareCaps(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  await tellWorkloads(ports, signal);
  return false;
}

export const workloadsOf = ({ profiles }: WorkerPorts['config']): readonly Workload[] =>
  [...profiles.values()].map(workloadOf);

export function workloadOf(profile: Profile): Workload {
  const { limits, warehouse } = profile;
  const account = accessUrlOf(profile).toLowerCase();
  return {
    tenant: profile.tenant,
    profile: profile.name,
    account,
    // Without one it is the user's own default, which only Snowflake knows.
    warehouse: `${account}/${warehouse === undefined ? `of ${profile.user}` : warehouse.toUpperCase()}`,
    statements: limits.statements,
    tenantStatements: limits.tenantStatements ?? null,
    warehouseStatements: limits.warehouseStatements ?? null,
    writes: limits.exclusiveSessions,
    tableWrites: limits.tableWrites,
    statementsPerSecond: limits.statementsPerSecond ?? null,
    weight: limits.weight,
  };
}
