import { clusterOptions, parseRedisUrl, type RedisClient, reconnect, serverOptions } from '@firn/jobs';
import { Cluster, Redis } from 'ioredis';

/** A connection of the test's own to whatever the URL names, which waits out an outage. */
export function connectRedis(url: string): RedisClient {
  const address = parseRedisUrl(url);
  const waitOut = { maxRetriesPerRequest: null, retryStrategy: reconnect };
  if (address.kind !== 'cluster') return quiet(new Redis({ ...serverOptions(address), ...waitOut }));
  const [nodes, options] = clusterOptions(address, waitOut);
  return quiet(new Cluster(nodes, { ...options, maxRedirections: Number.POSITIVE_INFINITY }));
}

/** Tests end servers on purpose. */
function quiet<Client extends RedisClient>(redis: Client): Client {
  redis.on('error', () => undefined);
  return redis;
}
