import type { RedisClient } from '../redis/client.js';

/** Pub/sub: there may be a step in the queue of this name, as BullMQ qualifies it. */
export const RINGS = 'firn:rings';

/** Rings in the other processes. It may be lost: whoever waits looks again by itself. */
export async function ringElsewhere(redis: RedisClient, queue: string): Promise<void> {
  await redis.publish(RINGS, queue);
}
