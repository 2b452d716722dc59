import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from './log/logger.js';

/** A worker waits out an outage of Redis: its steps go on when it is back. */
const WAIT_OUT = {
  maxRetriesPerRequest: null,
  connectTimeout: 2_000,
  keepAlive: 10_000,
  retryStrategy: (attempt: number): number => Math.min(50 * 2 ** attempt, 1_000),
} satisfies RedisOptions;

/** A connection that reports once when it is lost and once when it is back, however many attempts lie between. */
export function connect(url: string, name: string, log: Logger): Redis {
  const redis = new Redis(url, WAIT_OUT);
  let lost = false;
  redis.on('ready', () => {
    if (lost) log.info({ connection: name }, 'Redis is back');
    lost = false;
  });
  redis.on('error', (error: Error) => {
    if (!lost) log.warn({ connection: name, err: error }, 'Redis is away');
    lost = true;
  });
  return redis;
}
