import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePorts } from '../../scripts/system/ports.js';
import { type RedisServer, startRedis } from '../../scripts/system/redis.js';
import { until } from './until.js';

/** A node that does not answer for so long has failed, and its replica takes its place. */
const NODE_TIMEOUT_MS = 1_000;
const SLOTS = 16_384;

export interface ClusterNode {
  readonly port: number;
  readonly id: string;
  readonly server: RedisServer;
  /** A connection to this node alone. */
  readonly redis: Redis;
}

export interface RedisCluster {
  readonly url: string;
  readonly nodes: readonly ClusterNode[];
  /** The node that has the slot of a key now, as the others see it. */
  ownerOf(key: string): Promise<ClusterNode>;
  /** Another master than this one. */
  masterBeside(node: ClusterNode): Promise<ClusterNode>;
  /** Null where it has none (any more). */
  replicaOf(master: ClusterNode): Promise<ClusterNode | null>;
  /** Kills a master, and waits until a replica has taken its place. */
  failOver(master: ClusterNode): Promise<void>;
  /**
   * Gives the slot of a key to another master, key by key, as `redis-cli --cluster reshard` does.
   *
   * @param between is called while a part of the keys has moved, once
   */
  moveSlot(key: string, between?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Three masters with a replica each, on free ports, with a fail-over within a second or two. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'firn-cluster-'));
  const ports = await freePorts(12);
  const nodes = await Promise.all(
    Array.from({ length: 6 }, async (_, at): Promise<ClusterNode> => {
      const [port = 0, bus = 0] = ports.slice(2 * at);
      const server = await startRedis({
        folder: join(folder, String(at)),
        durable: false,
        port,
        args: [
          ...[
            '--cluster-enabled',
            'yes',
            '--cluster-port',
            String(bus),
            '--cluster-node-timeout',
            `${NODE_TIMEOUT_MS}`,
          ],
          ...['--cluster-require-full-coverage', 'no', '--cluster-replica-validity-factor', '0'],
          ...['--repl-diskless-sync', 'yes', '--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1'],
        ],
      });
      const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => 100 });
      redis.on('error', () => undefined); // killed by the test
      return { port, server, redis, id: String(await redis.cluster('MYID')) };
    }),
  );
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error('A Cluster has nodes.');
  const masters = nodes.slice(0, 3);
  for (const [at, { redis }] of masters.entries()) {
    const from = Math.floor((SLOTS * at) / 3);
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', from, Math.floor((SLOTS * (at + 1)) / 3) - 1);
  }
  for (const [at, { port }] of others.entries())
    await first.redis.call('CLUSTER', 'MEET', '127.0.0.1', port, ports[2 * at + 3] ?? 0);
  await until('all nodes know each other', async () => {
    const known = await Promise.all(nodes.map(({ redis }) => redis.cluster('NODES')));
    return known.every(
      (text) =>
        String(text)
          .split('\n')
          .filter((line) => line.includes('connected')).length === 6,
    );
  });
  for (const [at, { redis }] of nodes.slice(3).entries()) await redis.cluster('REPLICATE', masters[at]?.id ?? '');
  const cluster = { nodes, running: () => nodes.filter(({ server }) => server.service.isRunning()) };
  await until('every master has a replica, and all slots are served', async () => {
    const infos = await Promise.all(nodes.map(({ redis }) => redis.info('replication')));
    const states = await Promise.all(nodes.map(({ redis }) => redis.cluster('INFO')));
    const replicas = infos.slice(3).every((info) => info.includes('master_link_status:up'));
    return replicas && states.every((state) => String(state).includes('cluster_state:ok'));
  });

  const ownerOf = async (key: string): Promise<ClusterNode> => (await ownerIn(cluster.running(), key)).node;
  return {
    url: `redis+cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    nodes,
    ownerOf,
    masterBeside: (node) => masterBeside(cluster.running(), node),
    replicaOf: async ({ port }) => {
      const left = cluster.running();
      const infos = await Promise.all(left.map(({ redis }) => redis.info('replication')));
      return left[infos.findIndex((info) => info.includes(`master_port:${port}\r`))] ?? null;
    },
    failOver: async (master) => {
      await master.server.service.kill();
      await until('a replica is the master', async () => {
        const left = cluster.running();
        const states = await Promise.all(left.map(({ redis }) => redis.cluster('INFO')));
        const served = states.every((state) => String(state).includes(`cluster_slots_ok:${SLOTS}`));
        return served && !(await ownedBy(left, master.id));
      });
    },
    moveSlot: async (key, between) => {
      const source = await ownerOf(key);
      await move(
        cluster.running(),
        await slotOf(source, key),
        source,
        await masterBeside(cluster.running(), source),
        between,
      );
    },
    stop: async () => {
      for (const { redis } of nodes) redis.disconnect();
      await Promise.all(cluster.running().map(({ server }) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const slotOf = async ({ redis }: ClusterNode, key: string): Promise<number> =>
  Number(await redis.cluster('KEYSLOT', key));

/** Of each master its port and its slots, as one of the nodes sees it. */
async function mastersIn([node]: readonly ClusterNode[]) {
  const ranges: unknown = await node?.redis.cluster('SLOTS');
  if (!Array.isArray(ranges)) throw new Error('A Cluster has slots.');
  return ranges.map((range: readonly [number, number, readonly [string, number, string]]) => ({
    ...{ from: range[0], to: range[1], port: range[2][1], id: range[2][2] },
  }));
}

const ownedBy = async (nodes: readonly ClusterNode[], id: string): Promise<boolean> =>
  (await mastersIn(nodes)).some((master) => master.id === id);

async function ownerIn(nodes: readonly ClusterNode[], key: string) {
  const [any] = nodes;
  if (any === undefined) throw new Error('No node runs.');
  const slot = await slotOf(any, key);
  const owner = (await mastersIn(nodes)).find(({ from, to }) => from <= slot && slot <= to);
  const node = nodes.find(({ port }) => port === owner?.port);
  if (node === undefined) throw new Error(`Nobody has the slot of ${key}.`);
  return { node };
}

async function masterBeside(nodes: readonly ClusterNode[], { port }: ClusterNode): Promise<ClusterNode> {
  const ports = new Set((await mastersIn(nodes)).map((master) => master.port));
  const other = nodes.find((node) => node.port !== port && ports.has(node.port));
  if (other === undefined) throw new Error('There is no other master.');
  return other;
}

async function move(
  nodes: readonly ClusterNode[],
  slot: number,
  source: ClusterNode,
  target: ClusterNode,
  between: (() => Promise<void>) | undefined,
): Promise<void> {
  await target.redis.cluster('SETSLOT', slot, 'IMPORTING', source.id);
  await source.redis.cluster('SETSLOT', slot, 'MIGRATING', target.id);
  let pause = between;
  for (;;) {
    const keys = await source.redis.cluster('GETKEYSINSLOT', slot, 10);
    if (!Array.isArray(keys) || keys.length === 0) break;
    await source.redis.call('MIGRATE', '127.0.0.1', target.port, '', 0, 5_000, 'KEYS', ...keys.map(String));
    await pause?.();
    pause = undefined;
  }
  for (const { redis } of [target, source, ...nodes]) {
    const isReplica = (await redis.info('replication')).includes('role:slave');
    if (!isReplica) await redis.cluster('SETSLOT', slot, 'NODE', target.id);
  }
}
