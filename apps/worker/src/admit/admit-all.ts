import { allShards } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';

/** Admission runs on events. Should one be lost with its process, nothing waits for longer than until this look. */
export async function admitAll({ admitter, config }: WorkerPorts): Promise<boolean> {
  for (const shard of allShards(config.shards)) await admitter.look(shard);
  return false;
}
