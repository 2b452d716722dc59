import type { ClusterNode, ClusterOptions, RedisOptions } from 'ioredis';
import type { RedisAddress } from './address.js';

/** A fail-over is seen by the masters that the nodes name; a node that hangs says nothing by itself. */
const SLOTS_REFRESH_MS = 5_000;
const SENTINEL_ANSWER_MS = 2_000;
/** For a server to end a connection that was ended here; by itself the client gives one that is gone, or hangs, 2 seconds, which hold the process. */
export const DISCONNECT_MS = 100;

/** A new attempt comes soon, and again and again. @param attempt from 1 */
export const reconnect = (attempt: number): number => Math.min(50 * 2 ** attempt, 1_000);

/** Replies are mapped as they always were. */
export type ServerOptions = Omit<RedisOptions, 'replyMapping'>;
export interface NodesOptions extends Omit<ClusterOptions, 'redisOptions'> {
  readonly redisOptions: Omit<NonNullable<ClusterOptions['redisOptions']>, 'replyMapping'>;
}

type Servers = Exclude<RedisAddress, { readonly kind: 'cluster' }>;
export type ClusterAddress = Extract<RedisAddress, { readonly kind: 'cluster' }>;

const connectionOf = ({ tls, username, password, family }: RedisAddress): ServerOptions => ({
  disconnectTimeout: DISCONNECT_MS,
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
  ...(family !== undefined && { family }),
  ...(tls && { tls: {} }),
});

/** How the one server is reached that is the master now. */
export function serverOptions(address: Servers): ServerOptions {
  const common = { ...connectionOf(address), db: address.db };
  if (address.kind === 'one') return { ...common, ...address.node };
  const { name, sentinels, sentinelUsername, sentinelPassword, tls } = address;
  return {
    ...common,
    name,
    sentinels: sentinels.map((node) => ({ ...node })),
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    sentinelCommandTimeout: SENTINEL_ANSWER_MS,
    // A master that hangs keeps its connections: the Sentinels say when there is another one.
    failoverDetector: true,
    sentinelRetryStrategy: reconnect,
  };
}

/** How the nodes of a Cluster are reached. @param options of the connection to each node */
export function clusterOptions(address: ClusterAddress, options: ServerOptions): [ClusterNode[], NodesOptions] {
  const { retryStrategy: _, enableOfflineQueue: __, lazyConnect: ___, ...ofNode } = options;
  return [
    address.nodes.map((node) => ({ ...node })),
    {
      clusterRetryStrategy: reconnect,
      slotsRefreshInterval: SLOTS_REFRESH_MS,
      redisOptions: { ...ofNode, ...connectionOf(address) },
      // With TLS the nodes name themselves as their certificates do.
      ...(address.tls && { dnsLookup: (host, done) => done(null, host) }),
    },
  ];
}
