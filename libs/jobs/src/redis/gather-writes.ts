import type { Redis } from 'ioredis';
import type { RedisClient } from './client.js';

/**
 * Sends what is said to a server within one turn of the event loop together. A packet for each command costs a system call here and one
 * there, more than all else that a short command does. Nothing waits for more to come: it goes before the loop looks for input again.
 */
export function gatherWrites(redis: RedisClient): void {
  if ('nodes' in redis) {
    for (const node of redis.nodes()) gatherOf(node);
    redis.on('+node', gatherOf);
  } else gatherOf(redis);
}

function gatherOf(redis: Redis): void {
  const begin = () => gather(redis.stream);
  if (redis.status === 'ready') begin();
  redis.on('connect', begin);
}

function gather(stream: Redis['stream']): void {
  let isGathering = false;
  const send = () => {
    isGathering = false;
    stream.uncork();
  };
  stream.write = new Proxy(stream.write, {
    apply: (write, socket, given) => {
      if (!isGathering) {
        isGathering = true;
        stream.cork();
        setImmediate(send);
      }
      return Reflect.apply(write, socket, given);
    },
  });
}
