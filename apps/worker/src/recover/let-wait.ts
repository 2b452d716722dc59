import { JobId } from '@firn/contract';
import { allShards, buildQueue, handlersOf, isHosted, type Shard } from '@firn/jobs';
import type { Job, Queue } from 'bullmq';
import type { WorkerPorts } from '../ports.js';

/** Steps of one handler that one pass takes out of its queue. */
const CHUNK = 500;

/**
 * Takes the jobs of handlers that no living worker hosts any more out of their queues: they wait, and say so. Who comes to host one
 * fetches them.
 */
export async function letWait(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  let more = false;
  for (const shard of allShards(ports.config.shards)) {
    for (const handler of await handlersOf(ports.redis, shard)) {
      if (signal.aborted) return false;
      try {
        if (await isHosted(ports.redis, shard, handler)) continue;
        const met = await emptyQueue(handler, shard, ports);
        more ||= met >= CHUNK;
      } catch (error) {
        ports.troubles.tell(error, `The queue of the handler ${handler}`);
      }
    }
  }
  return more;
}

async function emptyQueue(handler: string, shard: Shard, ports: WorkerPorts): Promise<number> {
  const { store, queues, troubles } = ports;
  const queue = queues.queue(buildQueue(handler), shard);
  const steps = await queue.getJobs(['waiting', 'delayed', 'active'], 0, CHUNK - 1);
  for (const step of steps) {
    // In the hands of a process that was at work when it told that it goes: it may still finish.
    if (await isLocked(step, queue, ports)) continue;
    const id = JobId.safeParse(step.data.id);
    if (!id.success) continue;
    try {
      // Of a job that waits, has ended, or was built, nobody needs this step any more.
      if ((await store.wait(id.data, handler)) !== 'hosted') await step.remove();
    } catch (error) {
      troubles.tell(error, `Job ${id.data}`);
    }
  }
  return steps.length;
}

const isLocked = async (step: Job, queue: Queue, { redis }: WorkerPorts): Promise<boolean> =>
  (await redis.exists(queue.toKey(`${step.id}:lock`))) === 1;
