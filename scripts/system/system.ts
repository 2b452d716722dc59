import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrivateFolder } from '@firn/results';
import { type Application, startApplication } from './apps.js';
import { developmentKeys } from './development-keys.js';
import { localConnection } from './local-connection.js';
import { isPortFree } from './ports.js';
import { type RedisServer, startRedis } from './redis.js';
import type { Part } from './supervise.js';

export interface SystemOptions {
  /** Worker processes. Default 2. */
  readonly workers?: number;
  /** API processes. Default 1. */
  readonly apis?: number;
  /** Port of the first API; 0 picks one. Default 0. */
  readonly apiPort?: number;
  /** Port of the local Snowflake; 0 picks one. Default 0. */
  readonly snowflakePort?: number;
  /** Data folder that outlives the system; default a temporary one, removed at the end. */
  readonly folder?: string;
  /** Allows the local Snowflake's fault switches. Default false. */
  readonly faults?: boolean;
  /** More environment for every API and worker, or for the local Snowflake. */
  readonly env?: Readonly<Record<string, string>>;
  readonly snowflakeEnv?: Readonly<Record<string, string>>;
  /** More environment of the first API, known once Redis is there. */
  readonly firstApiEnv?: (redisUrl: string) => Promise<Readonly<Record<string, string>>>;
  /** Tenants with a key each; the first one's is `system.apiKey`. Default one, `default`. */
  readonly tenants?: readonly string[];
  readonly requestsPerMinute?: number;
  /** Limits of every profile, as the profiles file takes them. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Warehouse of every profile for reads of the history. Default: that of the jobs. */
  readonly controlWarehouse?: string;
}

export interface System {
  readonly folder: string;
  readonly redis: RedisServer;
  readonly snowflake: Application;
  readonly apis: readonly Application[];
  readonly workers: readonly Application[];
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Key by tenant. */
  readonly keys: Readonly<Record<string, string>>;
  /** Every process, to be watched. */
  readonly parts: readonly Part[];
  /** Starts one more worker, for example in the place of a killed one. */
  addWorker(name?: string): Promise<Application>;
  addApi(): Promise<Application>;
  /** Restarts the local Snowflake on its port and data, after a kill. */
  restartSnowflake(): Promise<void>;
  /** Stops everything in the order in which work flows, and asserts that no process and no port is left. */
  stop(): Promise<void>;
}

export const LOCAL_PROFILE = 'local';

/** The whole of Firn as separate processes: Redis, the local Snowflake, APIs and workers. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'firn-'));
  const logFolder = join(folder, 'log');
  ensurePrivateFolder(folder);
  ensurePrivateFolder(logFolder);
  const started: { stop(): Promise<unknown> }[] = [];
  const stopAll = async () => {
    for (const part of started.reverse()) await part.stop();
    started.length = 0;
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };

  try {
    const parts: Part[] = [];
    const startSnowflake = (port: number) =>
      startApplication('snowflake-local', {
        args: [
          '--port',
          String(port),
          '--data',
          join(folder, 'snowflake'),
          ...(options.faults === true ? ['--faults'] : []),
        ],
        ...(options.snowflakeEnv && { env: options.snowflakeEnv }),
        logFolder,
      });
    // First, since it refuses a folder that another system uses: two servers would spoil the records of one Redis.
    let snowflake = await startSnowflake(options.snowflakePort ?? 0);
    started.push({ stop: () => snowflake.stop() });
    const restartSnowflake = async () => {
      snowflake = await startSnowflake(portOf(snowflake.url));
    };
    parts.push({ service: () => snowflake, restart: restartSnowflake });
    let redis = await startRedis({ folder: join(folder, 'redis') });
    started.push({ stop: () => redis.stop() });
    parts.push({
      service: () => redis.service,
      restart: async () => {
        redis = await startRedis({ folder: join(folder, 'redis'), port: redis.port });
      },
    });

    const tenants = options.tenants ?? ['default'];
    const keys = developmentKeys(folder, tenants);
    const env = {
      FIRN_REDIS_URL: redis.url,
      FIRN_DATA_DIR: join(folder, 'firn'),
      FIRN_PROFILES_FILE: writeProfiles(folder, tenants, snowflake.url, options),
      FIRN_API_KEYS_FILE: writeKeys(folder, keys, options.requestsPerMinute),
      ...options.env,
    };

    /** Adds it to its kind, whose place another one takes when it has died. */
    const add = async (kind: Application[], start: (port: number) => Promise<Application>, port: number) => {
      const first = await start(port);
      const at = kind.push(first) - 1;
      const current = () => kind[at] ?? first;
      started.push({ stop: () => current().stop() });
      parts.push({
        service: current,
        restart: async () => {
          kind[at] = await start(portOf(current().url));
        },
      });
      return first;
    };
    const apis: Application[] = [];
    const firstApiEnv = (await options.firstApiEnv?.(redis.url)) ?? {};
    const addApi = () => {
      const name = `api-${apis.length + 1}`;
      const more = apis.length === 0 ? firstApiEnv : {};
      const start = (port: number) =>
        startApplication('api', { name, env: { ...env, ...more, FIRN_API_PORT: String(port) }, logFolder });
      return add(apis, start, apis.length === 0 ? (options.apiPort ?? 0) : 0);
    };
    const workers: Application[] = [];
    const addWorker = (name = `worker-${workers.length + 1}`) =>
      add(workers, () => startApplication('worker', { name, env: { ...env, FIRN_WORKER_NAME: name }, logFolder }), 0);
    // Workers start at the same time: booting one is mostly waiting for the disk.
    const boots = Array.from({ length: options.workers ?? 2 }, (_, index) => addWorker(`worker-${index + 1}`));
    await Promise.allSettled(boots); // so that one which fails leaves none that is still starting
    await Promise.all(boots);
    for (let index = 0; index < (options.apis ?? 1); index += 1) await addApi();

    const [api] = apis;
    const [tenant] = tenants;
    if (api === undefined || tenant === undefined) throw new Error('A system needs at least one API and one tenant.');
    return {
      folder,
      get redis() {
        return redis;
      },
      parts,
      get snowflake() {
        return snowflake;
      },
      apis,
      workers,
      apiUrl: api.url,
      apiKey: keys[tenant] ?? '',
      keys,
      addWorker,
      addApi,
      restartSnowflake,
      stop: async () => {
        const ports = [redis.port, portOf(snowflake.url), ...apis.map(({ url }) => portOf(url))];
        await stopAll();
        for (const port of ports) {
          if (!(await isPortFree(port))) throw new Error(`Port ${port} is still taken after everything was stopped.`);
        }
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** 0 for an app that does not listen. */
const portOf = (url: string) => (URL.canParse(url) ? Number(new URL(url).port) : 0);

/** One profile per tenant, all on the local Snowflake; the first is called `local`. */
function writeProfiles(
  folder: string,
  tenants: readonly string[],
  accessUrl: string,
  { limits, controlWarehouse }: SystemOptions,
): string {
  const file = join(folder, 'profiles.json');
  const profiles = tenants.map((tenant, index) => ({
    name: index === 0 ? LOCAL_PROFILE : `${LOCAL_PROFILE}-${tenant}`,
    tenant,
    ...localConnection(accessUrl),
    scratchSchema: 'FIRN.FIRN_SCRATCH',
    ...(limits && { limits }),
    ...(controlWarehouse !== undefined && { controlWarehouse }),
  }));
  writeFileSync(file, JSON.stringify({ profiles }, null, 2), { mode: 0o600 });
  return file;
}

function writeKeys(folder: string, keys: Readonly<Record<string, string>>, requestsPerMinute?: number): string {
  const file = join(folder, 'keys.json');
  const entries = Object.entries(keys).map(([tenant, key]) => ({
    id: `key-${tenant}`,
    sha256: createHash('sha256').update(key).digest('hex'),
    tenant,
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
  }));
  writeFileSync(file, JSON.stringify({ keys: entries }, null, 2), { mode: 0o600 });
  return file;
}
