import type { Redis } from 'ioredis';
import { mastersOf, type RedisClient } from './client.js';

/** The first one with everything that the scripts and commands here need. */
const LEAST_MAJOR = 7;

/** Redis is no such server as Firn needs, or as its address says. Trying again does not help. */
export class UnsupportedRedis extends Error {
  override readonly name = 'UnsupportedRedis';
}

/** @throws UnsupportedRedis, in one sentence; the client's own error where Redis cannot be asked. */
export async function requireRedis(redis: RedisClient): Promise<void> {
  if (redis.isCluster) await redis.ping(); // until then its nodes are not known
  await Promise.all(mastersOf(redis).map((server) => judge(server, redis.isCluster)));
}

async function judge(server: Redis, isNode: boolean): Promise<void> {
  // HELLO tells version and mode to every user; INFO may be forbidden.
  const reply = await server.call('HELLO');
  const words = Array.isArray(reply) ? reply.map(String) : [];
  const told = (name: string) => words[words.indexOf(name) + 1];
  const version = told('version') ?? 'of an unknown version';
  if (!(Number.parseInt(version, 10) >= LEAST_MAJOR))
    throw new UnsupportedRedis(
      `Firn needs Redis ${LEAST_MAJOR}.0 or newer, and the one at FIRN_REDIS_URL is ${version}.`,
    );
  const mode = words.includes('mode') ? told('mode') : undefined;
  if (mode === 'cluster' && !isNode)
    throw new UnsupportedRedis(
      'FIRN_REDIS_URL names a node of a Redis Cluster as if it were alone: write redis+cluster:// instead of redis://.',
    );
  if (mode === 'sentinel')
    throw new UnsupportedRedis(
      'FIRN_REDIS_URL names a Sentinel as if it were a Redis: write redis+sentinel://host:port/name, with the name of the master.',
    );
  if (!isNode) await requireDatabase(server);
}

/** The client goes on with database 0 where there is no other one: that is another store of jobs. */
async function requireDatabase(server: Redis): Promise<void> {
  const { db = 0 } = server.options;
  if (db === 0) return;
  try {
    await server.select(db);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('ERR')) throw error;
    throw new UnsupportedRedis(
      `FIRN_REDIS_URL names the database ${db}, which the Redis there does not have (${error.message}).`,
    );
  }
}
