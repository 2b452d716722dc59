import { announceWorkloads, type Workload } from '@firn/jobs';
import { accessUrlOf, type Profile } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';

/** Tells admission what the profiles of this worker allow. The last worker that tells is believed. */
export async function tellWorkloads({ redis, config }: Pick<WorkerPorts, 'redis' | 'config'>): Promise<void> {
  await announceWorkloads(redis, config.shards, [...config.profiles.values()].map(workloadOf));
}

export function workloadOf(profile: Profile): Workload {
  const { limits } = profile;
  return {
    tenant: profile.tenant,
    profile: profile.name,
    warehouse:
      profile.warehouse === undefined
        ? null
        : `${accessUrlOf(profile).toLowerCase()}/${profile.warehouse.toUpperCase()}`,
    statements: limits.statements,
    tenantStatements: limits.tenantStatements ?? null,
    warehouseStatements: limits.warehouseStatements ?? null,
    writes: limits.exclusiveSessions,
    tableWrites: limits.tableWrites,
    weight: limits.weight,
  };
}
