import { reportOutages, requireRedis } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import { Redis, type RedisOptions } from 'ioredis';

/** A worker waits out an outage of Redis: its steps go on when it is back. */
const WAIT_OUT = {
  maxRetriesPerRequest: null,
  connectTimeout: 2_000,
  keepAlive: 10_000,
  retryStrategy: (attempt: number): number => Math.min(50 * 2 ** attempt, 1_000),
} satisfies RedisOptions;

/** A connection that reports once when it is lost and once when it is back, however many attempts lie between. */
export function connect(url: string, name: string, log: StructuredLogger): Redis {
  const redis = new Redis(url, WAIT_OUT);
  reportOutages(redis, name, log);
  return redis;
}

/** The connection for commands, once it is there. @throws UnsupportedRedis */
export async function connectCommands(url: string, log: StructuredLogger): Promise<Redis> {
  const redis = connect(url, 'commands', log);
  try {
    await requireRedis(redis);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}
