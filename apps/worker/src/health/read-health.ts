import { pingShards } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import type { WorkerHealth } from './worker-health.js';

/** Failures in a row after which a background task makes the worker not ready. */
const FAILING = 3;
const REDIS_ANSWER_MS = 1_000;

/** Asks Redis, and looks at what the tasks of this process have told. */
export async function readHealth({ redis, config, duties, troubles, tracker }: WorkerPorts): Promise<WorkerHealth> {
  const states = Object.entries(duties.all);
  const checks = {
    redis: await answers(pingShards(redis, config.shards)),
    ...Object.fromEntries(
      states.map(([name, { failures }]) => [name, failures >= FAILING ? 'failing' : 'ok'] as const),
    ),
  };
  const failing = states.filter(([, { failures }]) => failures > 0);
  return {
    status: Object.values(checks).includes('failing') ? 'failing' : 'ok',
    checks,
    failures: Object.fromEntries(
      failing.map(([name, { failures, since, error }]) => [
        name,
        { times: failures, since: new Date(since).toISOString(), error },
      ]),
    ),
    passedOver: { ...troubles.counts, latest: troubles.all.slice(0, 20) },
    tracked: tracker.size,
    lagMs: duties.lagMs,
  };
}

async function answers(ping: Promise<unknown>): Promise<'ok' | 'failing'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'failing'>((resolve) => {
    timer = setTimeout(resolve, REDIS_ANSWER_MS, 'failing');
  });
  const inTime = ping.then(
    () => 'ok' as const,
    () => 'failing' as const,
  );
  return Promise.race([inTime, late]).finally(() => clearTimeout(timer));
}
