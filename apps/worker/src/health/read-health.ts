import { notNow, type RedisClient, requireWrites } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import type { WorkerHealth } from './worker-health.js';

/** Failures in a row after which a background task makes the worker not ready. */
const FAILING = 3;
const REDIS_ANSWER_MS = 1_000;

/** Asks Redis, and looks at what the tasks of this process have told. */
export async function readHealth({ redis, config, duties, troubles, tracker }: WorkerPorts): Promise<WorkerHealth> {
  const isRedisWell = await duties.run('redis', () => asked(redis, config.shards));
  const states = Object.entries(duties.all);
  const stuck = [...duties.stuck];
  const checks = {
    ...Object.fromEntries(
      states.map(([name, { failures }]) => [name, failures >= FAILING ? 'failing' : 'ok'] as const),
    ),
    ...Object.fromEntries(stuck.map(([name]) => [name, 'failing'] as const)),
    redis: isRedisWell ? 'ok' : 'failing',
  } as const;
  const failing = states.filter(([, { failures }]) => failures > 0);
  return {
    status: Object.values(checks).includes('failing') ? 'failing' : 'ok',
    checks,
    failures: Object.fromEntries([
      ...failing.map(([name, { failures, since, error }]) => [name, failure(failures, since, error)] as const),
      ...stuck.map(([name, since]) => [name, failure(1, since, 'It began then and has not ended.')] as const),
    ]),
    passedOver: { ...troubles.counts, latest: troubles.all.slice(0, 20) },
    tracked: tracker.size,
    lagMs: duties.lagMs,
  };
}

const failure = (times: number, since: number, error: string | null) => ({
  times,
  since: new Date(since).toISOString(),
  error,
});

/** @throws Error that says why Redis cannot be worked with */
async function asked(redis: RedisClient, shards: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis did not answer in time.')), REDIS_ANSWER_MS);
  });
  try {
    await Promise.race([requireWrites(redis, shards), late]);
  } catch (error) {
    const why = error instanceof Error ? notNow(error) : undefined;
    throw why === undefined ? error : new Error(`${why}.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
