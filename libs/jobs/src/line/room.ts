import type { RedisClient } from '../redis/client.js';
import type { Shard } from '../shard.js';

type Listener = (shard: Shard) => void;

const listeners = new WeakMap<RedisClient, Listener>();

/** Names who is told where a script over this connection left something that may start now. One for each connection. */
export function whenRoom(redis: RedisClient, listener: Listener): void {
  listeners.set(redis, listener);
}

/** Tells that something may start in a shard. */
export function tellOfRoom(redis: RedisClient, shard: Shard): void {
  listeners.get(redis)?.(shard);
}
