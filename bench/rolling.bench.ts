import { FirnClient } from '@firn/client';
import { isEnded, type JobId } from '@firn/contract';
import { JobStore } from '@firn/jobs';
import { Redis } from 'ioredis';
import { LOCAL_PROFILE, type System, startSystem } from '../scripts/system/system.js';
import { adminSession } from '../test/support/admin-session.js';
import { fillWarehouse } from '../test/support/full-warehouse.js';
import { leaveInFlight, rawSession } from '../test/support/in-flight.js';
import { until } from '../test/support/until.js';
import { untilWatched } from './support/watched-queries.js';

const IN_FLIGHT = Number(process.env.FIRN_BENCH_IN_FLIGHT ?? 5_000);
const WORKERS = 2;
/** What has not ended so long after Snowflake could run it has been forgotten. */
const STALLED_MS = 300_000;
const SQL = 'select system$wait(0)';

/**
 * All workers restarted one after the other while so many statements are in flight, which wait in a warehouse that is full until all are
 * new: how many jobs are lost, were sent twice, or have stalled; how long a worker takes to stop; and for how long single jobs that
 * come meanwhile take.
 */
export async function run(): Promise<object> {
  const system = await startSystem({
    workers: 0,
    requestsPerMinute: 10_000_000,
    limits: { statements: 100_000 },
    controlWarehouse: 'CONTROL_WH',
  });
  const redis = new Redis(system.redis.url);
  const figures: Record<string, unknown> = { inFlight: IN_FLIGHT };
  const tell = (name: string, value: unknown) => {
    figures[name] = value;
    process.stdout.write(`${name}: ${JSON.stringify(value)}\n`);
  };
  try {
    const admin = await adminSession(system.snowflake.url);
    await admin.rows('create warehouse CONTROL_WH');
    const empty = await fillWarehouse(system.snowflake.url);
    const session = await rawSession(system.snowflake.url, 'COMPUTE_WH');
    const jobs = await leaveInFlight({ redisUrl: system.redis.url, session }, IN_FLIGHT, () => ({ sql: SQL }));
    const old = await Promise.all(Array.from({ length: WORKERS }, (_, at) => system.addWorker(`worker-old-${at}`)));
    await untilWatched(redis, IN_FLIGHT);

    const stops: number[] = [];
    const handedOver: number[] = [];
    const living = old.map(({ name }) => name);
    for (const worker of old) {
      living.push((await system.addWorker()).name);
      const began = performance.now();
      await worker.stop();
      living.shift();
      stops.push(Math.round(performance.now() - began));
      await untilWatched(redis, IN_FLIGHT, ...living);
      handedOver.push(Math.round(performance.now() - began));
    }
    tell('stopMs', stops);
    tell('handedOverMs', handedOver);

    const began = performance.now();
    await empty();
    const ids = jobs.map(({ id }) => id);
    const states = await untilEnded(redis, ids);
    tell('endedMs', Math.round(performance.now() - began));
    tell('succeeded', [...states.values()].filter((state) => state === 'succeeded').length);
    tell('stalled', ids.filter((id) => !isEnded(states.get(id) ?? 'running')).length);
    tell('statements', await statementsOfJobs(admin));
    tell('stillWorks', (await new FirnClient(accessOf(system)).run({ profile: LOCAL_PROFILE, sql: SQL })).state);
    await admin.close();
    return figures;
  } finally {
    redis.disconnect();
    await system.stop();
  }
}

const accessOf = ({ apiUrl, apiKey }: System) => ({ url: apiUrl, apiKey });

async function untilEnded(redis: Redis, ids: readonly JobId[]) {
  const store = new JobStore(redis, { shards: 1, keepMs: 3_600_000, keepResultMs: 3_600_000 });
  let states = await store.statesOf(ids);
  const allEnded = async () => {
    states = await store.statesOf(ids);
    return ids.every((id) => isEnded(states.get(id) ?? 'running'));
  };
  await until('all jobs have ended', allEnded, STALLED_MS).catch(() => undefined); // those that have not are counted
  return states;
}

/** How many jobs the server has seen statements of, and of how many more than one. */
async function statementsOfJobs(admin: Awaited<ReturnType<typeof adminSession>>) {
  const [row] = await admin.rows(
    `select count(*) as JOBS, count_if(SENT > 1) as TWICE from (select PARSE_JSON(QUERY_TAG):job::varchar as JOB, count(*) as SENT from table(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) where QUERY_TEXT = '${SQL}' and QUERY_TAG like '%"job"%' group by 1)`,
  );
  return { jobs: Number(row?.JOBS), sentTwice: Number(row?.TWICE) };
}
