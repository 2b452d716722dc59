import type { Cluster, Redis } from 'ioredis';
import { absentKeyBeside, keysOf } from '../keys.js';
import { allShards } from '../shard.js';

/** A connection to one Redis, whoever is its master now, or to all nodes of a Redis Cluster. */
export type RedisClient = Redis | Cluster;

/** The servers that hold the data: of a Cluster its masters, as far as they are known. */
export const mastersOf = (redis: RedisClient): readonly Redis[] => ('nodes' in redis ? redis.nodes('master') : [redis]);

/** Resolves once the server of each shard has answered. */
export async function pingShards(redis: RedisClient, shards: number): Promise<void> {
  await Promise.all(allShards(shards).map((shard) => redis.exists(keysOf(shard).turns)));
}

/**
 * Resolves once the server of each shard has shown that it takes writes: one whose memory is full, or that has become a replica, goes on
 * answering questions. Nothing put into what is not there writes nothing, and is refused wherever a write is.
 */
export async function requireWrites(redis: RedisClient, shards: number): Promise<void> {
  await Promise.all(allShards(shards).map((shard) => redis.setrange(absentKeyBeside(keysOf(shard).turns), 0, '')));
}
