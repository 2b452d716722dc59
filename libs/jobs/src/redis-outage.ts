import type { Redis } from 'ioredis';

interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/**
 * Says at once that Redis cannot be reached, where it was looked for and why not: once for an outage, however many attempts it takes,
 * and once when it is back. Without a listener the client would throw.
 *
 * @param connection what it is for
 */
export function reportOutages(redis: Redis, connection: string, log: Log): void {
  const { host, port, path } = redis.options;
  const address = path ?? `${host ?? 'localhost'}:${port ?? 6379}`;
  let isLost = false;
  redis.on('ready', () => {
    if (isLost) log.info({ connection, address }, `Redis at ${address} is back`);
    isLost = false;
  });
  redis.on('error', (error: Error & { readonly code?: string }) => {
    if (isLost) return;
    isLost = true;
    // Several addresses of one name are one error without a text.
    const why = error.message || error.code || 'no reason is given';
    log.warn(
      { connection, address, err: error },
      `Redis at ${address} (FIRN_REDIS_URL) cannot be reached: ${why}. It is tried until it answers.`,
    );
  });
}
