import { setTimeout as sleep } from 'node:timers/promises';
import { FirnClient } from '@firn/client';
import { Redis } from 'ioredis';
import { LOCAL_PROFILE, startSystem } from '../scripts/system/system.js';
import { until } from '../test/support/until.js';
import { perSecond } from './support/lanes.js';

const JOBS = Number(process.env.FIRN_BENCH_JOBS ?? 50_000);
const EXPIRING = 'firn:{00}:expiring';
const WITHIN_MS = 600_000;

/** So many jobs accepted, cancelled as one batch, and forgotten once their time is over: how many of each in a second, and the memory. */
export async function run(): Promise<object> {
  const system = await startSystem({
    workers: 0,
    requestsPerMinute: 10_000_000,
    env: { FIRN_WORKER_SWEEP_MS: '1000' },
  });
  const redis = new Redis(system.redis.url);
  const figures: Record<string, unknown> = { jobs: JOBS };
  const tell = (name: string, value: unknown) => {
    figures[name] = value;
    process.stdout.write(`${name}: ${JSON.stringify(value)}\n`);
  };
  const used = async () => Number(/^used_memory_dataset:(\d+)/m.exec(await redis.info('memory'))?.[1]);
  const perJob = async (before: number) => Math.round(((await used()) - before) / JOBS);
  try {
    const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
    await client.submitBatch([{ profile: LOCAL_PROFILE, sql: 'select 1' }]); // the scripts stay in memory too
    const before = await used();
    async function* lines() {
      for (let at = 0; at < JOBS; at += 1) yield { profile: LOCAL_PROFILE, sql: 'select 1' };
    }
    let begun = performance.now();
    const { batch } = await client.submitBatch(lines());
    tell('acceptedPerSecond', perSecond(JOBS, begun));
    tell('bytesWaiting', await perJob(before));

    await system.addWorker();
    begun = performance.now();
    const { id } = await client.cancelMany({ batch: batch.id });
    await until('all are cancelled', async () => (await client.cancelProgress(id)).done, WITHIN_MS);
    tell('cancelledPerSecond', perSecond(JOBS, begun));

    // Their time is over now.
    const ended = await redis.zcard(EXPIRING);
    begun = performance.now();
    await redis.zunionstore(EXPIRING, 1, EXPIRING, 'WEIGHTS', 0);
    while ((await redis.zcard(EXPIRING)) > 0) await sleep(20);
    tell('forgottenPerSecond', perSecond(ended, begun));
    tell('bytesLeft', await perJob(before));
    return figures;
  } finally {
    redis.disconnect();
    await system.stop();
  }
}
