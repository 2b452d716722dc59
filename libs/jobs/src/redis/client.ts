import type { Cluster, Redis } from 'ioredis';
import { keysOf } from '../keys.js';
import { allShards } from '../shard.js';

/** A connection to one Redis, whoever is its master now, or to all nodes of a Redis Cluster. */
export type RedisClient = Redis | Cluster;

/** The servers that hold the data: of a Cluster its masters, as far as they are known. */
export const mastersOf = (redis: RedisClient): readonly Redis[] => ('nodes' in redis ? redis.nodes('master') : [redis]);

/** Resolves once the server of each shard has answered. */
export async function pingShards(redis: RedisClient, shards: number): Promise<void> {
  await Promise.all(allShards(shards).map((shard) => redis.exists(keysOf(shard).turns)));
}
