import { allShards, auditSlots } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { tellWorkloads } from './tell-workloads.js';

/** Frees slots that nobody holds any more, as after the end of a job by a worker of an earlier version. */
export async function lookAfterSlots(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const { redis, config, log } = ports;
  await tellWorkloads(ports); // should Redis have lost them
  for (const shard of allShards(config.shards)) {
    const freed = await auditSlots(redis, shard, signal);
    if (freed > 0) log.warn({ shard, freed }, 'jobs held slots that were not theirs any more; freed');
  }
  return false;
}
