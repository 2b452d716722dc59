import { allShards } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { apart } from './each-apart.js';

/** A request may take five minutes to arrive, and its last lines a moment more. */
const ABANDONED_MS = 10 * 60_000;
const CHUNK = 500;
const DUTY = 'batches';

/** Closes batches whose API process died while it took their lines: who waits for their end must not wait for ever. */
export async function closeBatches(ports: WorkerPorts): Promise<boolean> {
  const { batches, config, log } = ports;
  let more = false;
  for (const shard of allShards(config.shards)) {
    const ids = await batches.abandoned(shard, ABANDONED_MS, CHUNK);
    more ||= ids.length >= CHUNK;
    for (const id of ids) {
      const close = async () => {
        await batches.close(id, null);
        log.info({ batchId: id }, 'nobody takes lines for this batch any more; closed');
      };
      // Looked at again as late as one that lines have come for.
      await apart(DUTY, `Batch ${id}`, ports, close, () => batches.feed(id));
    }
  }
  return more;
}
