import type { RedisClient } from './client.js';

interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

type RedisError = Error & { readonly code?: string; readonly lastNodeError?: Error };

/** Of a node of a Cluster that is away others are told of so often. */
const AGAIN_MS = 60_000;

/**
 * Says at once that Redis cannot be reached, where it was looked for and why not: once for an outage, however many attempts it takes,
 * and once when it is back. Without a listener the client would throw. Of a Cluster it also tells of single nodes.
 *
 * @param connection what it is for
 * @param address as `addressText` gives it
 */
export function reportOutages(redis: RedisClient, connection: string, address: string, log: Log): void {
  let isLost = false;
  redis.on('ready', () => {
    if (isLost) log.info({ connection, address }, `Redis at ${address} is back`);
    isLost = false;
  });
  redis.on('error', (error: RedisError) => {
    if (isLost) return;
    isLost = true;
    log.warn(
      { connection, address, err: error },
      `Redis at ${address} (FIRN_REDIS_URL) cannot be reached: ${reasonOf(error)}. It is tried until it answers.`,
    );
  });
  const told = new Map<string, number>();
  redis.on('node error', (error: RedisError, node: string) => {
    if (performance.now() - (told.get(node) ?? -Infinity) < AGAIN_MS) return;
    told.set(node, performance.now());
    log.warn({ connection, node, err: error }, `The Redis node ${node} has trouble: ${reasonOf(error)}.`);
  });
}

/** Several addresses of one name are one error without a text; of a Cluster the last node's tells why. */
const reasonOf = ({ message, code, lastNodeError }: RedisError): string =>
  lastNodeError === undefined ? message || code || 'no reason is given' : reasonOf(lastNodeError);
