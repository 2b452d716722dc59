import { join } from 'node:path';
import { ensurePrivateFolder } from '@firn/results';
import { freePort } from './ports.js';
import { type Service, startService } from './service.js';

export interface RedisOptions {
  /** Folder for its data and log; made if missing. */
  readonly folder: string;
  /** Append-only file on, so that what was acknowledged survives the process. Default true. */
  readonly durable?: boolean;
  readonly port?: number;
  /** More of its configuration, such as `--cluster-enabled yes`. */
  readonly args?: readonly string[];
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly service: Service;
  stop(): Promise<void>;
}

export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  ensurePrivateFolder(options.folder);
  const port = options.port ?? (await freePort());
  const service = await startService({
    name: 'redis',
    command: process.env.REDIS_SERVER_BIN ?? 'redis-server',
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', options.folder],
      ...['--save', '', '--appendonly', options.durable === false ? 'no' : 'yes', '--appendfsync', 'everysec'],
      ...['--maxmemory-policy', 'noeviction', '--hz', '100', '--daemonize', 'no'],
      // Records are small hashes with one or two longer values: so they take half the memory.
      ...['--hash-max-listpack-value', '1024'],
      ...(options.args ?? []),
    ],
    logFile: join(options.folder, 'redis.log'),
    ready: /Ready to accept connections/,
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    service,
    stop: async () => {
      await service.stop();
    },
  };
}
