import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Random } from '../../flow/rules/random.js';
import { type AdminSession, adminSession } from '../../support/admin-session.js';
import { startRedisGate } from '../../support/redis-gate.js';
import { canMount, type SmallDisk, smallDisk } from '../../support/small-disk.js';
import { type System, startSystem } from '../../support/system.js';
import { until } from '../../support/until.js';
import { type Done, Load, TABLES, wantedOf } from './load.js';
import { onTheirWay, type Storm, WINDOWS } from './windows.js';

/** Jobs, and how often each window is to be hit; `npm run test:chaos` asks for more of both. */
const JOBS = Number(process.env.FIRN_CHAOS_JOBS ?? 120);
const HITS = Number(process.env.FIRN_CHAOS_HITS ?? 1);
const SEED = Number(process.env.FIRN_CHAOS_SEED ?? 20_260_101);
/** Only the windows whose names match, to look at one of them. */
const NAMES = Object.keys(WINDOWS)
  .filter((name) => new RegExp(process.env.FIRN_CHAOS_WINDOWS ?? '').test(name))
  // A full disk needs one that this user may mount.
  .filter((name) => name !== 'disk full' || canMount);
/** A window that was missed is tried again, with more jobs. */
const MOST_TRIES = 10;
/** Room for the results of a while: a disk that fills by itself would have the APIs refuse all that comes. */
const RESULT_MB = 512;
const KEEP_RESULTS_MS = 60_000;
/** A window takes seconds, and the jobs afterwards as long as their last retries. */
const TIMEOUT_MS = 600_000 + NAMES.length * HITS * 60_000;

jest.setTimeout(TIMEOUT_MS);

/**
 * Three processes ended while it was in their hands: nobody can tell this from a job that ends them. A plain write that Snowflake says
 * has happened succeeds all the same, without its counts: they are in rows that are not read any more.
 */
const isPoison = ({ kind, job: { state, problem, result } }: Done): boolean =>
  state === 'failed'
    ? problem?.code === 'worker_fault'
    : kind === 'plain' && state === 'succeeded' && result?.kind === 'none';

/**
 * Reads, writes that happen once, plain writes and batches, from clients that repeat what has no answer, while everything that can
 * die or misbehave does. The truth is the server's: its history by tag, and the rows of its tables.
 */
describe(`a storm over ${JOBS} jobs, seed ${SEED}`, () => {
  let system: System;
  let storm: Storm;
  let admin: AdminSession;
  let load: Load;
  let disk: SmallDisk | null = null;
  const gates: { close(): void }[] = [];
  const hits = new Map(NAMES.map((name) => [name, 0]));
  /** Where the time of the storm goes, in seconds: by window, and after the last of them. */
  const seconds = new Map<string, number>();

  beforeAll(async () => {
    const random = new Random(SEED);
    const lostSteps = { wanted: false, count: 0 };
    disk = canMount ? smallDisk(RESULT_MB) : null;
    const data = disk === null ? {} : { FIRN_DATA_DIR: join(disk.folder, 'data') };
    if (data.FIRN_DATA_DIR !== undefined) mkdirSync(data.FIRN_DATA_DIR, { mode: 0o700 });
    system = await startSystem({
      workers: 2,
      apis: 2,
      faults: true,
      requestsPerMinute: 10_000_000,
      limits: { exclusiveSessions: 32 },
      env: {
        ...data,
        FIRN_KEEP_RESULTS_MS: String(KEEP_RESULTS_MS),
        FIRN_WORKER_SWEEP_MS: '2000',
        FIRN_TRACKER_HEARTBEAT_MS: '300',
        FIRN_TRACKER_TTL_MS: '1500',
        FIRN_WORKER_LOCK_MS: '2000',
        FIRN_WORKER_RECONCILE_MS: '1000',
        FIRN_WORKER_ANSWER_MS: '3000',
      },
      // The step of a job gets lost between the first API and its queue, whose record is there by then.
      firstApiEnv: async (redisUrl) => {
        const gate = await startRedisGate(redisUrl, {
          toRedis: (sent) => {
            if (!lostSteps.wanted || !sent.includes(':submit:')) return false;
            lostSteps.count += 1;
            return true;
          },
        });
        gates.push(gate);
        return { FIRN_REDIS_URL: gate.url };
      },
    });
    const redis = new Redis(system.redis.url, { maxRetriesPerRequest: null });
    redis.on('error', () => undefined); // it is killed here
    admin = await adminSession(system.snowflake.url);
    for (const table of Object.values(TABLES)) await admin.rows(`create table ${table} (MARK number)`);
    await admin.close();
    load = new Load(
      system.apis.map(({ url }) => url),
      system.apiKey,
      random,
    );
    storm = { system, redis, random, load, disk, lostSteps };
  });
  afterAll(async () => {
    process.stdout.write(`windows hit: ${JSON.stringify(Object.fromEntries(hits))}\n`);
    process.stdout.write(`seconds: ${JSON.stringify(Object.fromEntries(seconds))}\n`);
    load?.stop();
    storm?.redis.disconnect();
    await system?.stop();
    for (const gate of gates) gate.close();
    disk?.remove();
  });

  it('loses nothing, doubles nothing, leaves nothing running and nothing stuck', async () => {
    const { random } = storm;
    const order = Array.from({ length: HITS }, () => random.shuffled(NAMES)).flat();
    const inEach = Math.ceil(JOBS / order.length);
    let mark = 0;
    const send = (count: number) => load.send(Array.from({ length: count }, () => wantedOf(mark++)));
    for (const [at, name] of order.entries()) {
      send(Math.min(inEach, JOBS - mark));
      await timed(name, async () => {
        for (let tries = 0, met = 0; met === 0 && tries < MOST_TRIES; tries += 1) {
          // A window needs jobs on their way.
          if (tries > 0 || load.open < 10) send(10);
          met = (await WINDOWS[name]?.(storm)) ?? 0;
          if (met > 0) hits.set(name, (hits.get(name) ?? 0) + 1);
          else process.stdout.write(`missed: ${name}; on their way: ${JSON.stringify(await onTheirWay(storm))}\n`);
        }
      });
      if (at % NAMES.length === NAMES.length - 1)
        process.stdout.write(`${at + 1} of ${order.length} windows, ${load.done.length} of ${mark} jobs ended\n`);
    }
    if (mark < JOBS) send(JOBS - mark);
    await timed('the last jobs', () => load.ended());

    expect(load.done).toHaveLength(mark);
    expect(new Set(load.done.map(({ job }) => job.id)).size).toBe(mark);
    admin = await adminSession(system.snowflake.url);
    const wrong = await wrongOf(load.done);
    const review = load.done.filter(({ job }) => job.state === 'needs_review');
    const poison = load.done.filter(isPoison).length;
    process.stdout.write(
      `${mark} jobs, given up after three deaths: ${poison}, needs_review: ${JSON.stringify(review.map(({ job }) => job.problem?.detail))}\n`,
    );
    expect(wrong).toEqual([]);
    await until('nothing of it runs any more', async () => {
      const running = await admin.rows(
        `select count(*) as N from table(information_schema.query_history(result_limit => 10000))
         where execution_status in ('RUNNING', 'QUEUED', 'BLOCKED') and query_tag like '%"job":%'`,
      );
      return Number(running[0]?.N) === 0;
    });
    await admin.close();
    // What was not met proves nothing; what was met has been judged by then.
    expect([...hits].filter(([, count]) => count < HITS)).toEqual([]);
  });

  async function timed(what: string, work: () => Promise<void>): Promise<void> {
    const since = performance.now();
    await work();
    seconds.set(what, Math.round((seconds.get(what) ?? 0) + (performance.now() - since) / 1_000));
  }

  /** What is not as it should be, in words. */
  async function wrongOf(done: readonly Done[]): Promise<readonly string[]> {
    const [once, plain] = [await rowsOf(TABLES.once), await rowsOf(TABLES.plain)];
    return done.flatMap((one) => {
      const { kind, mark, rows, job } = one;
      const said = `${kind} ${mark} (${job.id}) is ${job.state}: ${job.problem?.detail ?? ''}`;
      if (kind === 'once' || kind === 'plain') {
        const count = (kind === 'once' ? once : plain).get(mark) ?? 0;
        const mayBe = job.state === 'succeeded' ? [1] : kind === 'plain' && job.state === 'needs_review' ? [0, 1] : [0];
        if (!mayBe.includes(count)) return [`${said}; it wrote ${count} times`];
        if (kind === 'plain' && job.state === 'needs_review')
          return job.problem?.code === 'outcome_unknown' ? [] : [said];
      }
      if (isPoison(one)) return [];
      if (job.state !== 'succeeded') return [said];
      const isRight = kind === 'read' || kind === 'bulk' ? job.result?.rows === rows : job.result?.rows === 1;
      return isRight ? [] : [`${said}, with ${job.result?.rows} rows`];
    });
  }

  async function rowsOf(table: string): Promise<ReadonlyMap<number, number>> {
    const rows = await admin.rows(`select MARK, count(*) as N from ${table} group by MARK`);
    return new Map(rows.map(({ MARK, N }) => [Number(MARK), Number(N)]));
  }
});
