import { allShards, STEP_KINDS } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';

/** Steps that BullMQ has given up are kept for a day, to be looked at. */
const KEEP_FAILED_MS = 86_400_000;
const CHUNK = 1_000;

/** BullMQ looks at the age of what it has given up only when the next one is: an idle queue would keep everything. */
export async function trimQueues({ queues, config }: WorkerPorts): Promise<boolean> {
  let more = false;
  for (const shard of allShards(config.shards)) {
    for (const kind of STEP_KINDS) {
      const removed = await queues.queue(kind, shard).clean(KEEP_FAILED_MS, CHUNK, 'failed');
      more ||= removed.length >= CHUNK;
    }
  }
  return more;
}
