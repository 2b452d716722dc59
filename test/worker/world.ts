import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobId, type JobRequestInput, readJob } from '@firn/contract';
import {
  acceptJob,
  type Job,
  JobChanges,
  JobStore,
  type NewJob,
  parseRedisUrl,
  type RedisClient,
  StepQueues,
  subscriberTo,
  waitForJob,
} from '@firn/jobs';
import { createLogger } from '@firn/nest/internal';
import { readConfig } from '../../apps/worker/src/config/config.js';
import { type RunningWorker, startWorker } from '../../apps/worker/src/start-worker.js';
import { type Application, startApplication } from '../../scripts/system/apps.js';
import { localConnection } from '../../scripts/system/local-connection.js';
import { type AdminSession, adminSession } from '../support/admin-session.js';
import { startLocalSnowflake } from '../support/local-snowflake.js';
import { startRedis } from '../support/redis.js';
import { connectRedis } from '../support/redis-client.js';

/** Short times to live, so that what a dead worker held comes free soon. */
export const SHORT_LEASES = {
  FIRN_TRACKER_HEARTBEAT_MS: '200',
  FIRN_TRACKER_TTL_MS: '800',
  FIRN_WORKER_LOCK_MS: '1000',
  FIRN_WORKER_RECONCILE_MS: '500',
};

export interface WorkerProcess {
  readonly exited: Promise<number | null>;
  isRunning(): boolean;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL: nothing is said, nothing is closed. */
  kill(): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
}

/** Hundreds of jobs may be before one. */
const STANDSTILL_MS = 120_000;

export interface World {
  readonly store: JobStore;
  readonly queues: StepQueues;
  readonly redis: RedisClient;
  readonly redisUrl: string;
  readonly folder: string;
  readonly workers: readonly RunningWorker[];
  /** Asks the server directly, as somebody else would. */
  rows(sql: string): ReturnType<AdminSession['rows']>;
  readonly snowflake: Awaited<ReturnType<typeof startLocalSnowflake>>;
  worker(name?: string, env?: Readonly<Record<string, string>>): Promise<RunningWorker>;
  /** A worker as a process of its own, which can be killed. */
  process(name: string, env?: Readonly<Record<string, string>>): Promise<WorkerProcess>;
  stopProcesses(): Promise<void>;
  submit(request: Partial<JobRequestInput>, key?: string): Promise<JobId>;
  /** As an API that dies between the record and the queue. */
  acceptOnly(request: Partial<JobRequestInput>): Promise<JobId>;
  /** The job once it is in one of the states. */
  until(id: JobId, ...states: readonly Job['state'][]): Promise<Job>;
  stop(): Promise<void>;
}

const ENDED = ['succeeded', 'failed', 'cancelled', 'timed_out', 'needs_review'] as const;

/** Redis and a local Snowflake of the test's own, and workers in this process: all of a job but the API. */
export async function startWorld(
  options: {
    readonly faults?: boolean;
    readonly shards?: number;
    readonly keepMs?: number;
    readonly redis?: { readonly url: string };
    /** What stands between the workers and the server: gives the address that they use. */
    readonly through?: (url: string) => Promise<string>;
  } = {},
): Promise<World> {
  const shards = options.shards ?? 1;
  const folder = mkdtempSync(join(tmpdir(), 'firn-worker-'));
  // A Redis of the test's own may be given, which then also ends it.
  const server =
    options.redis === undefined ? await startRedis() : { url: options.redis.url, stop: async () => undefined };
  const snowflake = await startLocalSnowflake(options).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const profiles = join(folder, 'profiles.json');
  const profile = {
    name: 'local',
    ...localConnection((await options.through?.(snowflake.url)) ?? snowflake.url),
    scratchSchema: 'FIRN.FIRN_SCRATCH',
  };
  writeFileSync(profiles, JSON.stringify({ profiles: [profile] }));
  const redis = connectRedis(server.url);
  const subscriber = subscriberTo(parseRedisUrl(server.url), { maxRetriesPerRequest: null }, redis);
  subscriber.on('error', () => undefined); // tests end servers on purpose
  const store = new JobStore(redis, {
    shards,
    keepMs: options.keepMs ?? 600_000,
    keepResultMs: options.keepMs ?? 600_000,
  });
  const queues = new StepQueues({ connection: redis, shards, onError: () => {} });
  const changes = new JobChanges(subscriber, shards);
  changes.start();
  const workers: RunningWorker[] = [];
  let admin: AdminSession | null = null;
  const processes: Application[] = [];
  const stopProcesses = async () => {
    for (const application of processes.splice(0)) await application.stop();
  };
  const environment = (name: string, env: Readonly<Record<string, string>>) => ({
    FIRN_REDIS_URL: server.url,
    FIRN_DATA_DIR: join(folder, 'data'),
    FIRN_PROFILES_FILE: profiles,
    FIRN_WORKER_NAME: name,
    FIRN_SHARDS: String(shards),
    FIRN_LOG_LEVEL: process.env.FIRN_LOG_LEVEL ?? 'fatal',
    ...env,
  });

  return {
    store,
    queues,
    redis,
    redisUrl: server.url,
    folder,
    workers,
    snowflake,
    rows: async (sql) => {
      admin ??= await adminSession(snowflake.url);
      return admin.rows(sql);
    },
    worker: async (name = `worker-${workers.length + 1}`, env = {}) => {
      const config = readConfig(environment(name, env));
      const worker = await startWorker(config, createLogger(config.logLevel, { app: 'worker', worker: name }));
      workers.push(worker);
      return worker;
    },
    process: async (name, env = {}) => {
      const application = await startApplication('worker', { name, env: environment(name, env), logFolder: folder });
      processes.push(application);
      return {
        exited: application.exited,
        isRunning: () => application.isRunning(),
        signal: (signal) => application.signal(signal),
        kill: () => application.kill(),
        stop: async () => void (await application.stop()),
      };
    },
    stopProcesses,
    submit: async (request, key) => (await acceptJob(store, queues, newJob(request, key))).id,
    acceptOnly: async (request) => (await store.accept(newJob(request))).id,
    until: async (id, ...states) => {
      const wanted: readonly Job['state'][] = states.length === 0 ? ENDED : states;
      for (let version = 0; ; ) {
        const seen = version;
        const enough = (job: Pick<Job, 'version'>) => job.version > seen;
        const job = await waitForJob(changes, (of) => store.read(of), id, { enough, waitMs: STANDSTILL_MS });
        if (job === null) throw new Error(`The job ${id} is gone.`);
        if (wanted.includes(job.state)) return job;
        if (job.version === version)
          throw new Error(`The job ${id} stays ${job.state}: ${JSON.stringify(job.problem)}`);
        version = job.version;
      }
    },
    stop: async () => {
      await stopProcesses();
      await Promise.all(workers.map((worker) => worker.close()));
      await admin?.close();
      changes.stop();
      subscriber.disconnect();
      await queues.close();
      redis.disconnect();
      await snowflake.stop();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function newJob(given: Partial<JobRequestInput>, key?: string): NewJob {
  const { request, kind, encoded } = readJob({ profile: 'local', ...given });
  const plan = { kind: 'inline', text: encoded } as const;
  return { tenant: 'default', request, kind, plan, idempotencyKey: key ?? null, batch: null };
}
