import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, Redis } from 'ioredis';
import type { RedisAddress, RedisNode } from './address.js';
import { mastersOf, type RedisClient } from './client.js';
import { type ClusterAddress, clusterOptions, DISCONNECT_MS, type ServerOptions, serverOptions } from './options.js';

/** A server that hangs says nothing, and neither does one that has nothing to say: it is asked so often. */
const ASK_MS = 5_000;
/** The silence after which another connection is made. */
const SILENCE_MS = 5_000;

/**
 * A connection for subscriptions, which it makes again whenever it was lost. In a Cluster each node passes messages on to all others, so that
 * one connection hears everything, whichever node it is to; when that one is gone, it is another one's turn.
 *
 * @param commands whose nodes are those that are there now
 */
export function subscriberTo(address: RedisAddress, options: ServerOptions, commands: RedisClient): Redis {
  const asked = { ...options, socketTimeout: SILENCE_MS };
  const redis =
    address.kind === 'cluster'
      ? new Redis({
          ...clusterOptions(address, asked)[1].redisOptions,
          ...asked,
          Connector: nodesOf(address, commands),
        })
      : new Redis({ ...serverOptions(address), ...asked });
  const timer = setInterval(() => {
    if (redis.status === 'ready') redis.ping().catch(() => undefined); // lost: the client says so itself
  }, ASK_MS);
  timer.unref();
  redis.once('end', () => clearInterval(timer));
  return redis;
}

/** Connects to one node after the other. */
function nodesOf({ nodes: known, tls }: ClusterAddress, commands: RedisClient) {
  let turn = Math.floor(Math.random() * known.length);
  const next = (): RedisNode => {
    const found = mastersOf(commands).map(({ options: { host = '', port = 0 } }) => ({ host, port }));
    const nodes = found.length > 0 ? found : known;
    turn += 1;
    const node = nodes[turn % nodes.length];
    if (node === undefined) throw new Error('The address of a Cluster names no node.');
    return node;
  };
  return class NodeConnector extends AbstractConnector {
    constructor() {
      super(DISCONNECT_MS);
    }

    override async connect(): Promise<Socket> {
      this.connecting = true;
      const stream = tls ? connectTls(next()) : connect(next());
      this.stream = stream;
      stream.once('error', (error) => {
        this.firstError = error;
      });
      return stream;
    }
  };
}
