import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { startRedis } from '../../scripts/system/redis.js';
import { type Service, startService } from '../../scripts/system/service.js';

export interface BareLoop {
  readonly redisUrl: string;
  readonly redisPid: number;
  readonly workerPids: readonly number[];
  /** One job, from being added to its rows. */
  run(sql: string): Promise<unknown>;
  /** Many at once, added together. */
  runAll(sqls: readonly string[]): Promise<void>;
  /** Adds so many together, and takes them away again. Gives the milliseconds of the adding. */
  addBulk(count: number): Promise<number>;
  stop(): Promise<void>;
}

/** BullMQ and the driver, and nothing else: nothing of a job outlives a crash, and nothing is promised about it. */
export async function startBareLoop(snowflakeUrl: string, workers: number): Promise<BareLoop> {
  const folder = mkdtempSync(join(tmpdir(), 'firn-bare-'));
  const redis = await startRedis({ folder });
  const started: Service[] = [];
  for (let at = 0; at < workers; at += 1) {
    started.push(
      await startService({
        name: `bare-${at}`,
        command: process.execPath,
        args: [join(import.meta.dirname, 'worker.mjs'), redis.url, snowflakeUrl],
        logFile: join(folder, `bare-${at}.log`),
        ready: /^ready/,
      }),
    );
  }
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  const queue = new Queue('bare', { connection });
  const listening = new Redis(redis.url, { maxRetriesPerRequest: null });
  const events = new QueueEvents('bare', { connection: listening });
  events.setMaxListeners(0);
  queue.setMaxListeners(0);
  await events.waitUntilReady();
  // Told by the job's ID, which is given before it is added: one that has ended already is gone from BullMQ.
  const waiting = new Map<
    string,
    { readonly done: (rows: unknown) => void; readonly failed: (error: Error) => void }
  >();
  events.on('completed', ({ jobId, returnvalue }) => waiting.get(jobId)?.done(returnvalue));
  events.on('failed', ({ jobId, failedReason }) => waiting.get(jobId)?.failed(new Error(failedReason)));
  const ended = async (jobId: string) => {
    try {
      return await new Promise<unknown>((done, failed) => waiting.set(jobId, { done, failed }));
    } finally {
      waiting.delete(jobId);
    }
  };
  const options = { removeOnComplete: true, removeOnFail: true };
  return {
    redisUrl: redis.url,
    redisPid: redis.service.pid,
    workerPids: started.map(({ pid }) => pid),
    run: async (sql) => {
      const jobId = randomUUID();
      const [rows] = await Promise.all([ended(jobId), queue.add('sql', { sql }, { ...options, jobId })]);
      return rows;
    },
    runAll: async (sqls) => {
      const jobs = sqls.map((sql) => ({ name: 'sql', data: { sql }, opts: { ...options, jobId: randomUUID() } }));
      await Promise.all([...jobs.map(({ opts }) => ended(opts.jobId)), queue.addBulk(jobs)]);
    },
    addBulk: async (count) => {
      const others = new Queue('others', { connection });
      const begun = performance.now();
      for (let at = 0; at < count; at += 1_000) {
        const length = Math.min(1_000, count - at);
        await others.addBulk(
          Array.from({ length }, () => ({ name: 'sql', data: { profile: 'local', sql: 'select 1' }, opts: options })),
        );
      }
      const tookMs = performance.now() - begun;
      await others.obliterate({ force: true });
      await others.close();
      return tookMs;
    },
    stop: async () => {
      await events.close();
      await queue.close();
      connection.disconnect();
      listening.disconnect();
      for (const service of started) await service.stop();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
