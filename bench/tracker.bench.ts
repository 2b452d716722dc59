import { setTimeout as sleep } from 'node:timers/promises';
import { FirnClient } from '@firn/client';
import { keysOf } from '@firn/jobs';
import { Redis } from 'ioredis';
import type { Application } from '../scripts/system/apps.js';
import { LOCAL_PROFILE, type System, startSystem } from '../scripts/system/system.js';
import { adminSession } from '../test/support/admin-session.js';
import { Faults } from '../test/support/faults.js';
import { type InFlight, leaveInFlight, rawSession } from '../test/support/in-flight.js';
import { until } from '../test/support/until.js';
import { percentiles } from './support/percentiles.js';
import { cpuMsOf, residentMbOf } from './support/usage.js';
import { untilWatched } from './support/watched-queries.js';

const IN_FLIGHT = (process.env.FIRN_BENCH_IN_FLIGHT ?? '1000,10000').split(',').map(Number);
const FOREIGN = Number(process.env.FIRN_BENCH_FOREIGN ?? 30_000);
/** Long jobs that end by themselves, whose status reads are counted. */
const LONG_JOBS = 8;
const LONG_SECONDS = Number(process.env.FIRN_BENCH_LONG_SECONDS ?? 60);
/** Those that were taken over are looked at once, so many in a second; what follows is what is measured. */
const FIRST_LOOKS_PER_SECOND = 500;
const SETTLE_MS = 30_000;
const WINDOW_MS = 30_000;
const SINGLE_CANCELS = 100;
const CANCELS_AT_ONCE = 1_000;
/** Tags of those that one request cancels. */
const TOGETHER = { cancelled: 'together' };

/**
 * One worker with so many statements in flight, most of which wait in a warehouse that is full, beside foreign rows in the history:
 * what watching them costs, how often a long job is looked at before it settles, cancels, and how long another worker takes to have
 * them all once this one is killed.
 */
export async function run(): Promise<object> {
  const figures: Record<string, object> = {};
  for (const count of IN_FLIGHT) {
    figures[count] = await measure(count);
  }
  return figures;
}

async function measure(count: number): Promise<object> {
  const system = await startSystem({
    workers: 0,
    faults: true,
    requestsPerMinute: 10_000_000,
    limits: { statements: 100_000, controlSessions: 4 },
    controlWarehouse: 'CONTROL_WH',
  });
  const redis = new Redis(system.redis.url);
  try {
    const admin = await adminSession(system.snowflake.url);
    await admin.rows('create warehouse CONTROL_WH');
    await admin.rows('create warehouse FULL_WH');
    await admin.close();
    const waiting = await rawSession(system.snowflake.url, 'FULL_WH');
    await foreignRows(system, FOREIGN);
    const redisUrl = system.redis.url;
    const sql = 'select system$wait(3600)';
    const asOne = Math.min(CANCELS_AT_ONCE, count / 4);
    await leaveInFlight({ redisUrl, session: waiting }, asOne, () => ({ sql, tags: TOGETHER }));
    const jobs = await leaveInFlight({ redisUrl, session: waiting }, count - asOne, () => ({ sql }));
    const figures: Record<string, unknown> = {};
    const tell = (name: string, value: unknown) => {
      figures[name] = value;
      process.stdout.write(`${String(count).padStart(6)} in flight, ${name}: ${JSON.stringify(value)}\n`);
    };

    const startedAt = performance.now();
    const worker = await system.addWorker();
    await untilWatched(redis, count);
    tell('startMs', Math.round(performance.now() - startedAt));
    await sleep((count / FIRST_LOOKS_PER_SECOND) * 1_000 + SETTLE_MS);
    const { percentOfACore, requestsPerSecond, workerMb } = await costOf(system, worker, WINDOW_MS);
    tell('percentOfACore', percentOfACore);
    tell('requestsPerSecond', requestsPerSecond);
    tell('workerMb', workerMb);

    const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
    tell('statusReadsOfALongJob', await readsOfLongJobs(client, new Faults(system.snowflake.url)));
    const singly = jobs.splice(0, Math.min(SINGLE_CANCELS, count / 10));
    tell('cancelMs', await cancelOneByOne(client, singly));
    const atOnce = jobs.splice(0, Math.min(CANCELS_AT_ONCE, count / 4));
    const pids = { ...pidsOf(system, worker), api: system.apis[0]?.pid ?? 0, client: process.pid };
    tell(`${atOnce.length}Cancels`, await costEach(pids, atOnce.length, () => cancelAtOnce(client, redis, atOnce)));
    tell(`cancelOf${asOne}AsOne`, await costEach(pids, asOne, () => cancelAsOne(client)));

    tell('adoptionAfterKillMs', Math.round(await adoption(system, redis, worker, jobs.length)));
    return figures;
  } finally {
    redis.disconnect();
    await system.stop();
  }
}

/** Ended statements of the same user that are none of Firn's. */
async function foreignRows(system: System, count: number): Promise<void> {
  const session = await rawSession(system.snowflake.url, 'COMPUTE_WH');
  let left = count;
  const lane = async () => {
    while (left-- > 0) await session.submit('select 1', 'of somebody else');
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}

/** How often jobs are looked at that come while the others are in flight, run for long and end by themselves. */
async function readsOfLongJobs(client: FirnClient, faults: Faults) {
  const sql = `select system$wait(${LONG_SECONDS})`;
  const submitted = await Promise.all(
    Array.from({ length: LONG_JOBS }, () => client.submit({ profile: LOCAL_PROFILE, sql })),
  );
  const rules: string[] = [];
  for (const { id } of submitted) {
    const { queryId } = await client.waitUntil(id, (job) => job.queryId !== null);
    // It changes nothing to speak of, and counts.
    if (queryId !== null)
      rules.push(
        await faults.set({ route: 'monitoring', phase: 'before', action: 'delay', ms: 1, match: { queryId } }),
      );
  }
  for (const { id } of submitted) await client.wait(id, { timeoutMs: 600_000 });
  const hits = await faults.hits();
  await faults.clear();
  return percentiles(rules.map((rule) => hits.get(rule) ?? 0));
}

const pidsOf = (system: System, worker: Application) => ({
  worker: worker.pid,
  redis: system.redis.service.pid,
  server: system.snowflake.pid,
});

/** Milliseconds on the clock, and of CPU for each of so many jobs. */
async function costEach(pids: Readonly<Record<string, number>>, jobs: number, work: () => Promise<number>) {
  const before = Object.values(pids).map(cpuMsOf);
  const ms = Math.round(await work());
  const each = Object.entries(pids).map(([name, pid], at) => [
    name,
    Math.round(((cpuMsOf(pid) - (before[at] ?? 0)) / jobs) * 100) / 100,
  ]);
  return { ms, cpuMsEach: Object.fromEntries(each) };
}

async function costOf(system: System, worker: Application, windowMs: number) {
  const requests = async () =>
    Number(
      /^snowflake_local_requests_total (\d+)/m.exec(
        await (await fetch(`${system.snowflake.url}/metrics`)).text(),
      )?.[1] ?? 0,
    );
  const pids = pidsOf(system, worker);
  const cpu = () => Object.entries(pids).map(([name, pid]) => [name, cpuMsOf(pid)] as const);
  const [before, asked, began] = [new Map(cpu()), await requests(), performance.now()];
  await sleep(windowMs);
  const ms = performance.now() - began;
  const percent = (used: number) => Math.round((used / ms) * 1_000) / 10;
  return {
    percentOfACore: Object.fromEntries(cpu().map(([name, used]) => [name, percent(used - (before.get(name) ?? 0))])),
    requestsPerSecond: Math.round((((await requests()) - asked) / ms) * 10_000) / 10,
    workerMb: residentMbOf(worker.pid),
  };
}

async function cancelOneByOne(client: FirnClient, jobs: readonly InFlight[]) {
  const times: number[] = [];
  for (const { id } of jobs) {
    const began = performance.now();
    await client.cancel(id);
    const { state } = await client.wait(id);
    if (state !== 'cancelled') throw new Error(`The job ${id} is ${state}.`);
    times.push(performance.now() - began);
  }
  return percentiles(times);
}

/** From the first request until the last of them has ended, which an index tells: to ask for each would cost more than the cancel. */
async function cancelAtOnce(client: FirnClient, redis: Redis, jobs: readonly InFlight[]): Promise<number> {
  const cancelled = () => redis.zcard(keysOf('00').jobs('default', 'state:cancelled'));
  const before = await cancelled();
  const began = performance.now();
  await Promise.all(jobs.map(({ id }) => client.cancel(id)));
  await until('all that were cancelled have ended', async () => (await cancelled()) === before + jobs.length, 120_000);
  return performance.now() - began;
}

/** The same by one request, of the jobs that carry a tag. */
async function cancelAsOne(client: FirnClient): Promise<number> {
  const began = performance.now();
  const { id } = await client.cancelMany({ tags: TOGETHER });
  await until('the cancel is done', async () => (await client.cancelProgress(id)).done, 120_000);
  return performance.now() - began;
}

/** From the kill until another worker, which was there before, watches all that is left. */
async function adoption(system: System, redis: Redis, worker: Application, left: number): Promise<number> {
  const heir = await system.addWorker();
  await sleep(3_000);
  const began = performance.now();
  await worker.kill();
  await untilWatched(redis, left, heir.name);
  return performance.now() - began;
}
