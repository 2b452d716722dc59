import { allShards, heedClock } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';

/** What waits for its time does not wait for an hour more where the clock of Redis was set back by one. */
export async function lookAtClocks({ redis, config, log, admitter }: WorkerPorts): Promise<boolean> {
  for (const shard of allShards(config.shards)) {
    const setBackMs = await heedClock(redis, shard);
    if (setBackMs === 0) continue;
    log.warn({ shard, setBackMs }, 'the clock of Redis was set back; what waits for its time comes forward by as much');
    admitter.wake(shard);
  }
  return false;
}
