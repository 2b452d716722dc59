import type { Cluster, Redis } from 'ioredis';

/** A connection to one Redis, whoever is its master now, or to all nodes of a Redis Cluster. */
export type RedisClient = Redis | Cluster;

/** The servers that hold the data: of a Cluster its masters, as far as they are known. */
export const mastersOf = (redis: RedisClient): readonly Redis[] => ('nodes' in redis ? redis.nodes('master') : [redis]);

/** Resolves once each server that holds data has answered. */
export async function pingAll(redis: RedisClient): Promise<void> {
  const answered = await redis.ping(); // also where no server is known yet
  await Promise.all(mastersOf(redis).map((server) => (server === redis ? answered : server.ping())));
}
