import { allShards, laterPlans, planQueue, STEP_KINDS } from '@firn/jobs';
import { PLAN_VERSION } from '@firn/snowpark/internal';
import type { WorkerPorts } from '../ports.js';

/** Steps that BullMQ has given up are kept for a day, to be looked at. */
const KEEP_FAILED_MS = 86_400_000;
const CHUNK = 1_000;

const QUEUES = [...STEP_KINDS, ...laterPlans(PLAN_VERSION).map(planQueue)];

/** BullMQ looks at the age of what it has given up only when the next one is: an idle queue would keep everything. */
export async function trimQueues({ queues, config }: WorkerPorts): Promise<boolean> {
  let more = false;
  for (const shard of allShards(config.shards)) {
    for (const name of QUEUES) {
      const removed = await queues.queue(name, shard).clean(KEEP_FAILED_MS, CHUNK, 'failed');
      more ||= removed.length >= CHUNK;
    }
  }
  return more;
}
