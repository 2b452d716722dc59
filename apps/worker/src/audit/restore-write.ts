import { shardOfJob } from '@firn/contract';
import type { Profile } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';
import type { TaggedEntry } from '../submit/root-statements.js';

/**
 * Makes a job of a write whose record is gone, under the ID that it had: it adopts the query, and ends as the query does. Its key means
 * it from now on, also for a job that came with the key meanwhile. False: there is nothing to be restored.
 */
export async function restoreWrite(
  profile: Profile,
  { entry: { queryId }, tag }: TaggedEntry,
  ports: WorkerPorts,
): Promise<boolean> {
  const { store, audits, config } = ports;
  const shard = shardOfJob(tag.job);
  // First the key: who comes with it right now must not write again.
  if (tag.key !== undefined)
    await audits.remember(shard, tag.tenant, tag.key, { queryId, job: tag.job }, config.keepRecordsMs);
  const { tenant, job: id, key = null, epoch } = tag;
  return store.restore({ id, tenant, profile: profile.name, queryId, keyDigest: key, epoch });
}
