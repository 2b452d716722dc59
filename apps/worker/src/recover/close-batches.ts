import { allShards } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';

/** A request may take five minutes to arrive, and its last lines a moment more. */
const ABANDONED_MS = 10 * 60_000;
const CHUNK = 500;

/** Closes batches whose API process died while it took their lines: who waits for their end must not wait for ever. */
export async function closeBatches({ batches, config, log }: WorkerPorts): Promise<boolean> {
  let more = false;
  for (const shard of allShards(config.shards)) {
    const ids = await batches.abandoned(shard, ABANDONED_MS, CHUNK);
    more ||= ids.length >= CHUNK;
    for (const id of ids) {
      await batches.close(id, null);
      log.info({ batchId: id }, 'nobody takes lines for this batch any more; closed');
    }
  }
  return more;
}
