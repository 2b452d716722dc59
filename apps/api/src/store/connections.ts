import {
  addressText,
  clusterOptions,
  gatherWrites,
  parseRedisUrl,
  type RedisAddress,
  type RedisClient,
  reconnect,
  reportOutages,
  requireRedis,
  requireWrites,
  serverOptions,
  subscriberTo,
  UnsupportedRedis,
} from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import type { Redis, RedisOptions } from 'ioredis';
import type { ApiConfig } from '../config/config.js';
import { withinRedisTimeout } from '../http/redis-away.js';
import { BoundedCluster } from './bounded-cluster.js';
import { BoundedRedis } from './bounded-redis.js';

const CONNECT_TIMEOUT_MS = 2_000;

/** For commands of a request: a Redis that is away is an answer at once, not a wait. How long is too long is `Patience`'s matter. */
const forCommands = {
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  connectTimeout: CONNECT_TIMEOUT_MS,
  keepAlive: 10_000,
  retryStrategy: reconnect,
} satisfies RedisOptions;

/** For the subscriber: it waits out an outage and subscribes again by itself. */
const forSubscriber = {
  lazyConnect: true,
  maxRetriesPerRequest: null,
  connectTimeout: CONNECT_TIMEOUT_MS,
  keepAlive: 10_000,
  retryStrategy: reconnect,
} satisfies RedisOptions;

/** The connections of this process to Redis, which live exactly as long as it serves. */
export class Connections {
  readonly commands: RedisClient;
  readonly subscriber: Redis;
  private readonly address: RedisAddress;
  /** Why the Redis that is connected cannot be worked with; null where it can. */
  unsupported: UnsupportedRedis | null = null;

  constructor(
    private readonly config: Pick<ApiConfig, 'redisUrl' | 'redisTimeoutMs' | 'shards'>,
    private readonly logger: StructuredLogger,
  ) {
    this.address = parseRedisUrl(config.redisUrl);
    this.commands = commandsTo(this.address, config.redisTimeoutMs);
    gatherWrites(this.commands);
    this.subscriber = subscriberTo(this.address, forSubscriber, this.commands);
    gatherWrites(this.subscriber);
  }

  /**
   * Starts connecting, and waits a moment for it. A Redis that is away is no reason not to start: it is connected to later.
   *
   * @throws UnsupportedRedis for one that is there and too old.
   */
  async open(): Promise<void> {
    const address = addressText(this.address);
    reportOutages(this.commands, 'commands', address, this.logger);
    reportOutages(this.subscriber, 'subscriber', address, this.logger);
    this.commands.on('ready', () => void this.judgeVersion());
    const connecting = [this.commands, this.subscriber].map((redis) => redis.connect().catch(() => undefined));
    let timer: NodeJS.Timeout | undefined;
    const moment = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.config.redisTimeoutMs);
    });
    await Promise.race([Promise.all(connecting), moment]);
    clearTimeout(timer);
    if (this.commands.status !== 'ready') return;
    await this.judgeVersion();
    if (this.unsupported !== null) throw this.unsupported;
  }

  /** With every connection: what was away, or has failed over, may be another version when it is there. */
  private async judgeVersion(): Promise<void> {
    try {
      await withinRedisTimeout(requireRedis(this.commands), this.config.redisTimeoutMs);
      this.unsupported = null;
    } catch (error) {
      if (!(error instanceof UnsupportedRedis)) return; // lost again: the next connection is judged
      if (this.unsupported === null)
        this.logger.error({ err: error }, 'Redis cannot be worked with; requests are refused');
      this.unsupported = error;
    }
  }

  /** Why jobs cannot be accepted now, judged by asking the server of each shard; null where they can. */
  async fault(): Promise<unknown> {
    return requireWrites(this.commands, this.config.shards).then(
      () => null,
      (error: unknown) => error,
    );
  }

  close(): void {
    this.commands.disconnect();
    this.subscriber.disconnect();
  }
}

function commandsTo(address: RedisAddress, timeoutMs: number): RedisClient {
  if (address.kind !== 'cluster') return new BoundedRedis({ ...serverOptions(address), ...forCommands }, timeoutMs);
  const [nodes, options] = clusterOptions(address, forCommands);
  return new BoundedCluster(nodes, { ...options, lazyConnect: true, enableOfflineQueue: false }, timeoutMs);
}
