import type { Redis } from 'ioredis';

/** The first one with everything that the scripts and commands here need. */
const LEAST_MAJOR = 7;

/** The server is older than Firn needs. Trying again does not help. */
export class UnsupportedRedis extends Error {
  override readonly name = 'UnsupportedRedis';
}

/** @throws UnsupportedRedis, in one sentence; the client's own error where Redis cannot be asked. */
export async function requireRedis(redis: Redis): Promise<void> {
  // HELLO tells the version to every user; INFO may be forbidden.
  const reply = await redis.call('HELLO');
  const words = Array.isArray(reply) ? reply.map(String) : [];
  const version = words[words.indexOf('version') + 1] ?? 'of an unknown version';
  if (Number.parseInt(version, 10) >= LEAST_MAJOR) return;
  throw new UnsupportedRedis(
    `Firn needs Redis ${LEAST_MAJOR}.0 or newer, and the one at FIRN_REDIS_URL is ${version}.`,
  );
}
