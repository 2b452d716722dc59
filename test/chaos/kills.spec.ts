import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FirnClient } from '@firn/client';
import { type JobId, type JobView, shardOfJob } from '@firn/contract';
import { keysOf } from '@firn/jobs';
import { Redis } from 'ioredis';
import { type AdminSession, adminSession } from '../support/admin-session.js';
import { type FaultRule, Faults } from '../support/faults.js';
import { fillWarehouse } from '../support/full-warehouse.js';
import { type HistoryRow, queryHistory } from '../support/history.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

jest.setTimeout(150_000);

const WRITES = 20;
const READS = 20;
/** Rows of a short read, and of one whose result comes in two chunks and is stored as 14 pages. */
const FEW_ROWS = 10;
const MANY_ROWS = 29_000;
const PAGE_BYTES = 2 * 1024 * 1024;
/** Pages that the first chunk fills, while the second is held. */
const HALF_OF_THE_PAGES = 7;
/** Each round has a system of its own; `npm run test:chaos` asks for more of them. */
const ROUNDS = Array.from({ length: Number(process.env.FIRN_CHAOS_ROUNDS ?? 1) }, (_, at) => at + 1);

interface Arrival {
  /** Jobs that are at the point. */
  readonly hits: number;
  /** Lets go what holds them, after their workers were killed. */
  release(): Promise<void>;
}

interface Point {
  readonly name: string;
  /** A write whose worker died here may be unknowable; a person decides. */
  readonly mayNeedReview: boolean;
  /** Rows that each read gives. */
  readonly readRows?: number;
  /** Called before the jobs are submitted; what it gives waits until they are all there. */
  arm(): Promise<() => Promise<Arrival>>;
}

/**
 * Jobs lose their worker at five points of their way. What tells the truth about them is the server's own history, by tag:
 * each write ran at most once, and every job ended as it should.
 */
describe.each(ROUNDS)('workers killed, round %d', (round) => {
  let system: System;
  let admin: AdminSession;
  let redis: Redis;
  let faults: Faults;
  let client: FirnClient;
  let submittedIds: readonly JobId[] = [];
  let readIds: readonly string[] = [];
  const hits: Record<string, number> = {};

  beforeAll(async () => {
    system = await startSystem({
      workers: 2,
      faults: true,
      limits: { exclusiveSessions: WRITES, sharedSessions: 4 },
      env: {
        FIRN_WORKER_FINISHES: String(WRITES + READS),
        FIRN_WORKER_PAGE_BYTES: String(PAGE_BYTES),
        // A held chunk keeps its thread.
        FIRN_WORKER_DECODERS: String(READS),
        FIRN_WORKER_LOCK_MS: '3000',
      },
    });
    admin = await adminSession(system.snowflake.url);
    redis = new Redis(system.redis.url);
    faults = new Faults(system.snowflake.url);
    client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
  });
  afterAll(async () => {
    process.stdout.write(`round ${round}, jobs whose worker was killed, by point: ${JSON.stringify(hits)}\n`);
    await redis?.quit();
    await admin?.close();
    await system?.stop();
  });

  it('intent stored', () =>
    survive('intent', {
      name: 'intent stored',
      mayNeedReview: false,
      arm: () =>
        holding({ route: 'query-request', phase: 'before', action: 'delay', match: { sqlText: '/* intent */' } }),
    }));

  it('accepted by the server, reply lost', () =>
    survive('accepted', {
      name: 'accepted by the server, reply lost',
      mayNeedReview: true,
      arm: () =>
        holding({ route: 'query-request', phase: 'after', action: 'delay', match: { sqlText: '/* accepted */' } }),
    }));

  it('query ID stored, not yet tracked', () =>
    survive('untracked', {
      name: 'query ID stored, not yet tracked',
      mayNeedReview: false,
      arm: async () => {
        const empty = await fillWarehouse(system.snowflake.url);
        const arrive = await holding({
          route: 'query-request',
          phase: 'after',
          action: 'delay',
          match: { sqlText: '/* untracked */' },
        });
        return async () => {
          await (await arrive()).release();
          // The first look at a query is given up within a moment: whichever got their IDs last are not tracked yet, if no time is lost here.
          while ((await withQueryId()) < WRITES + READS);
          return { hits: WRITES + READS - (await trackedQueries()), release: empty };
        };
      },
    }));

  it('tracked', () =>
    survive('tracked', {
      name: 'tracked',
      mayNeedReview: false,
      arm: async () => {
        const empty = await fillWarehouse(system.snowflake.url);
        return async () => {
          await until('all queries are tracked', async () => (await trackedQueries()) === WRITES + READS);
          return { hits: WRITES + READS, release: empty };
        };
      },
    }));

  it('storing', () =>
    survive('storing', {
      name: 'storing',
      mayNeedReview: false,
      readRows: MANY_ROWS,
      arm: async () => {
        const chunk = await faults.set({ route: 'chunk', phase: 'before', action: 'delay', match: { chunk: '1' } });
        const row = await faults.set({
          route: 'result',
          phase: 'after',
          action: 'delay',
          match: { sqlText: 'insert into' },
        });
        return async () => {
          await faults.held(chunk, READS);
          await faults.held(row, WRITES);
          await until('half of the pages of every read are written', async () => {
            const pages = await Promise.all(readIds.map(pagesOf));
            return pages.length === READS && pages.every((count) => count >= HALF_OF_THE_PAGES);
          });
          await until('every job is being stored', async () => (await storing()) === READS + WRITES);
          // Redis takes no writes from here: the writes get their row, and their terminal script waits.
          await redis.call('CLIENT', 'PAUSE', '60000', 'WRITE');
          await faults.clear(row);
          await until('terminal scripts wait', terminalScriptsWait);
          return {
            hits: await storing(),
            release: async () => {
              await redis.call('CLIENT', 'UNPAUSE');
              await faults.clear();
            },
          };
        };
      },
    }));

  /** Every request that fits is held; there are as many as jobs. */
  async function holding(rule: FaultRule): Promise<() => Promise<Arrival>> {
    const id = await faults.set(rule);
    return async () => {
      await faults.held(id, WRITES + READS);
      return { hits: WRITES + READS, release: () => faults.clear() };
    };
  }

  async function trackedQueries(): Promise<number> {
    const keys = await redis.keys('firn:*:tracked:*');
    const sizes = await Promise.all(keys.map((key) => redis.hlen(key)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Of the jobs that were submitted last. */
  async function withQueryId(): Promise<number> {
    return (await ofEach('queryId')).filter((id) => id !== null && id !== '').length;
  }

  /** Few rows are stored by the step that sends a job, which then never says so; these are all held for longer. */
  async function storing(): Promise<number> {
    return (await ofEach('state')).filter((state) => state === 'storing').length;
  }

  function ofEach(field: string): Promise<readonly (string | null)[]> {
    return Promise.all(submittedIds.map((id) => redis.hget(keysOf(shardOfJob(id)).job(id), field)));
  }

  async function terminalScriptsWait(): Promise<boolean> {
    const clients = String(await redis.call('CLIENT', 'LIST')).split('\n');
    return clients.some((line) => / flags=\S*b/.test(line) && /cmd=eval/.test(line));
  }

  /** Pages of a job that are on disk, under any epoch. */
  async function pagesOf(id: string): Promise<number> {
    const files = await readdir(join(system.folder, 'firn'), { recursive: true });
    return files.filter((file) => file.includes(id) && file.endsWith('.ndjson')).length;
  }

  async function survive(mark: string, point: Point): Promise<void> {
    const table = `KILLS_${mark}`.toUpperCase();
    const rows = point.readRows ?? FEW_ROWS;
    await admin.rows(`create table ${table} (ID number, WHEN_AT timestamp_ntz)`);
    const arrive = await point.arm();
    const submitted = await Promise.all([
      ...Array.from({ length: WRITES }, (_, index) =>
        client.submit({
          profile: LOCAL_PROFILE,
          sql: `insert into ${table} select ${index}, current_timestamp()::timestamp_ntz /* ${mark} */`,
        }),
      ),
      ...Array.from({ length: READS }, () =>
        client.submit({
          profile: LOCAL_PROFILE,
          inlineRows: 0,
          sql: `select seq4() as N, repeat('x', 1000) as T from table(generator(rowcount => ${rows})) /* ${mark} */`,
        }),
      ),
    ]);
    submittedIds = submitted.map(({ id }) => id);
    readIds = submitted.slice(WRITES).map(({ id }) => id);
    const { hits: arrived, release } = await arrive();
    hits[point.name] = arrived;
    expect(arrived).toBeGreaterThan(0);

    await Promise.all(system.workers.filter((worker) => worker.isRunning()).map((worker) => worker.kill()));
    await release();
    await Promise.all([system.addWorker(), system.addWorker()]);

    const ended = await Promise.all(submitted.map(({ id }) => client.wait(id, { timeoutMs: 120_000 })));
    const writes = ended.slice(0, WRITES);
    const reads = ended.slice(WRITES);
    const allowed = point.mayNeedReview ? ['succeeded', 'needs_review'] : ['succeeded'];
    expect(writes.filter(({ state }) => !allowed.includes(state)).map(summary)).toEqual([]);
    expect(reads.filter(({ state }) => state !== 'succeeded').map(summary)).toEqual([]);
    for (const read of reads) expect(read.result).toMatchObject({ rows });

    const history = await queryHistory(system.snowflake.url, ({ QUERY_TEXT }) =>
      String(QUERY_TEXT).includes(`insert into ${table}`),
    );
    const runs = writes.map(
      (job) => history.filter((row) => isOf(job, row) && row.EXECUTION_STATUS === 'SUCCESS').length,
    );
    expect(runs.filter((count) => count > 1)).toEqual([]);
    expect(writes.filter(({ state }, at) => state === 'succeeded' && runs[at] !== 1).map(summary)).toEqual([]);
    expect(await admin.rows(`select ID, count(*) as RUNS from ${table} group by ID having count(*) > 1`)).toEqual([]);
  }
});

const summary = ({ id, state, problem }: JobView) => ({ id, state, problem: problem?.detail });
const isOf = ({ id }: JobView, row: HistoryRow) => String(row.QUERY_TAG).includes(id);
