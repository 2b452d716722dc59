import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePorts } from '../../scripts/system/ports.js';
import { type RedisServer, startRedis } from '../../scripts/system/redis.js';
import { type Service, startService } from '../../scripts/system/service.js';
import { until } from './until.js';

const ADMIN = 'of-the-servers';
/** What a user of Firn needs, and no more. */
export const FIRN_ACL = ['firn', 'on', '>of-firn', '~firn:*', '&firn:*', '+@all', '-@admin', '-@dangerous', '+info'];

export interface RedisWithSentinels {
  /** As a user that may touch only what is Firn's. */
  readonly url: string;
  /** Ends the master in a way, and waits until the replica has taken its place. */
  failOver(how: 'kill' | 'hang'): Promise<void>;
  stop(): Promise<void>;
}

/** A master with a replica, and three Sentinels, on free ports, with a fail-over within a second or two. */
export async function startRedisWithSentinels(): Promise<RedisWithSentinels> {
  const folder = mkdtempSync(join(tmpdir(), 'firn-sentinels-'));
  const [first = 0, second = 0, ...ports] = await freePorts(5);
  const server = (port: number, ...args: readonly string[]) =>
    startRedis({
      folder: join(folder, String(port)),
      durable: false,
      port,
      args: [
        ...['--requirepass', ADMIN, '--masterauth', ADMIN, '--user', ...FIRN_ACL],
        ...['--repl-diskless-sync-delay', '0', ...args],
      ],
    });
  const servers: RedisServer[] = [await server(first), await server(second, '--replicaof', '127.0.0.1', String(first))];
  const [master, replica] = servers.map(({ port }) => admin(port));
  if (master === undefined || replica === undefined) throw new Error('There are two of them.');
  await until('the replica follows', async () => (await replica.info('replication')).includes('master_link_status:up'));
  const sentinels = await Promise.all(ports.map((port) => startSentinel(folder, port, first)));
  const [sentinel = 0] = ports;
  const asked = new Redis(sentinel, '127.0.0.1');
  await until('the Sentinels know each other and the replica', async () => {
    const [state] = statesOf(await asked.call('SENTINEL', 'MASTERS'));
    return state?.['num-other-sentinels'] === '2' && state['num-slaves'] === '1';
  });
  return {
    url: `redis+sentinel://firn:of-firn@${ports.map((port) => `127.0.0.1:${port}`).join(',')}/main`,
    failOver: async (how) => {
      const [victim] = servers;
      if (how === 'kill') await victim?.service.kill();
      else victim?.service.signal('SIGSTOP');
      await until('the replica is the master', async () => (await replica.info('replication')).includes('role:master'));
    },
    stop: async () => {
      for (const redis of [master, replica, asked]) redis.disconnect();
      await Promise.all(sentinels.map((one) => one.stop()));
      for (const { service } of servers) if (service.isRunning()) service.signal('SIGCONT');
      await Promise.all(servers.filter(({ service }) => service.isRunning()).map((one) => one.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function admin(port: number): Redis {
  const redis = new Redis({ port, host: '127.0.0.1', password: ADMIN });
  redis.on('error', () => undefined); // killed by the test
  return redis;
}

function startSentinel(folder: string, port: number, master: number): Promise<Service> {
  const file = join(folder, `sentinel-${port}.conf`);
  const lines = [
    ...[`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, `sentinel monitor main 127.0.0.1 ${master} 2`],
    ...[`sentinel auth-pass main ${ADMIN}`, 'sentinel down-after-milliseconds main 1000'],
    ...['sentinel failover-timeout main 5000', 'sentinel parallel-syncs main 1'],
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o600 });
  return startService({
    name: `sentinel-${port}`,
    command: process.env.REDIS_SERVER_BIN ?? 'redis-server',
    args: [file, '--sentinel'],
    logFile: join(folder, `sentinel-${port}.log`),
    ready: /\+monitor master main/,
  });
}

/** Replies of Sentinel are lists of names and values in turn. */
const statesOf = (reply: unknown): readonly Readonly<Record<string, string>>[] =>
  (Array.isArray(reply) ? reply : []).map((flat: readonly string[]) =>
    Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : []))),
  );
