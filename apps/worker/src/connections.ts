import {
  addressText,
  clusterOptions,
  gatherWrites,
  parseRedisUrl,
  type RedisClient,
  reconnect,
  reportOutages,
  requireRedis,
  serverOptions,
  subscriberTo,
} from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import { Cluster, Redis, type RedisOptions } from 'ioredis';

/**
 * The silence after which what was asked is asked over another connection. Where packets are lost on the way, the system itself takes a
 * quarter of an hour to see that one is dead.
 */
const SILENCE_MS = 10_000;

/** A worker waits out an outage of Redis: its steps go on when it is back. */
const WAIT_OUT = {
  maxRetriesPerRequest: null,
  connectTimeout: 2_000,
  keepAlive: 10_000,
  socketTimeout: SILENCE_MS,
  retryStrategy: reconnect,
} satisfies RedisOptions;

/** The connection for commands, once it is there. It reports once when it is lost and once when it is back. @throws UnsupportedRedis */
export async function connectCommands(url: string, log: StructuredLogger): Promise<RedisClient> {
  const redis = open(url);
  gatherWrites(redis);
  reportOutages(redis, 'commands', addressText(parseRedisUrl(url)), log);
  try {
    await requireRedis(redis);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** A connection of its own for what others tell. */
export function connectSubscriber(url: string, commands: RedisClient, log: StructuredLogger): Redis {
  const address = parseRedisUrl(url);
  const redis = subscriberTo(address, WAIT_OUT, commands);
  reportOutages(redis, 'nudges', addressText(address), log);
  return redis;
}

function open(url: string): RedisClient {
  const address = parseRedisUrl(url);
  if (address.kind !== 'cluster') return new Redis({ ...serverOptions(address), ...WAIT_OUT });
  const [nodes, options] = clusterOptions(address, WAIT_OUT);
  // A fail-over or a slot that moves takes as long as it takes.
  return new Cluster(nodes, { ...options, maxRedirections: Number.POSITIVE_INFINITY });
}
