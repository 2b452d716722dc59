import { FirnClient } from '@app/client';
import type { JobView } from '@app/contract';
import { Redis } from 'ioredis';
import { type AdminSession, adminSession } from '../support/admin-session.js';
import { type FaultRule, Faults } from '../support/faults.js';
import { type HistoryRow, queryHistory } from '../support/history.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

const WRITES = 20;
const READS = 20;
const PAGE_ROWS = 300;
/** Rows of a read: more than go inline in the server's answer, so that the rest comes in a chunk that can be held. */
const READ_ROWS = 4_000;

interface Point {
  readonly name: string;
  /** A write whose worker died here may be unknowable; a person decides. */
  readonly mayNeedReview: boolean;
  /** Brings all jobs to the point and gives how many are there; whatever holds them is let go by `release`. */
  reach(): Promise<{ readonly hits: number; release(): Promise<void> }>;
}

/**
 * Jobs lose their worker at five points of their way. What tells the truth about them is the server's own history, by tag:
 * each write ran at most once, and every job ended as it should.
 */
describe('workers killed', () => {
  let system: System;
  let admin: AdminSession;
  let redis: Redis;
  let faults: Faults;
  let client: FirnClient;
  const hits: Record<string, number> = {};

  beforeAll(async () => {
    system = await startSystem({
      workers: 2,
      faults: true,
      limits: { exclusiveSessions: WRITES, sharedSessions: 4 },
      env: {
        FIRN_WORKER_PAGE_ROWS: String(PAGE_ROWS),
        FIRN_WORKER_FINISHES: String(WRITES + READS),
        FIRN_WORKER_LOCK_MS: '3000',
      },
    });
    admin = await adminSession(system.snowflake.url);
    redis = new Redis(system.redis.url);
    faults = new Faults(system.snowflake.url);
    client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
  });
  afterAll(async () => {
    process.stdout.write(`jobs whose worker was killed, by point: ${JSON.stringify(hits)}\n`);
    await redis?.quit();
    await admin?.close();
    await system?.stop();
  });

  /** Every request that fits is held, until as many are held as there are jobs. */
  const holding = (count: number, rules: readonly FaultRule[]) => async () => {
    const ids = await Promise.all(rules.map((rule) => faults.set(rule)));
    const each = count / ids.length;
    for (const id of ids) await faults.untilHeld(each, id);
    return { hits: count, release: () => faults.clear() };
  };
  const marked = (point: string) => ({ sqlText: `/* ${point} */` });

  /** Takes the warehouse's only place, so that what is submitted afterwards waits there, QUEUED. */
  async function fillWarehouse() {
    await admin.rows('alter warehouse COMPUTE_WH set MAX_CONCURRENCY_LEVEL = 1');
    const other = await adminSession(system.snowflake.url);
    const hog = other.rows('select system$wait(600)').catch(() => []);
    await until('the warehouse is full', async () => {
      const rows = await queryHistory(system.snowflake.url, ({ QUERY_TEXT, EXECUTION_STATUS }) => {
        return QUERY_TEXT === 'select system$wait(600)' && EXECUTION_STATUS === 'RUNNING';
      });
      return rows.length > 0;
    });
    return async () => {
      await admin.rows('alter warehouse COMPUTE_WH set MAX_CONCURRENCY_LEVEL = 8');
      const [running] = await queryHistory(system.snowflake.url, ({ QUERY_TEXT, EXECUTION_STATUS }) => {
        return QUERY_TEXT === 'select system$wait(600)' && EXECUTION_STATUS === 'RUNNING';
      });
      await admin.rows(`select system$cancel_query('${running?.QUERY_ID}')`);
      await hog;
      await other.close();
    };
  }

  const trackedQueries = async () => {
    const keys = await redis.keys('firn:*:tracked:*');
    const sizes = await Promise.all(keys.map((key) => redis.hlen(key)));
    return sizes.reduce((sum, size) => sum + size, 0);
  };

  const points: readonly (readonly [string, () => Point])[] = [
    [
      'intent',
      () => ({
        name: 'intent stored',
        mayNeedReview: false,
        reach: holding(WRITES + READS, [
          { route: 'query-request', phase: 'before', action: 'delay', match: marked('intent') },
        ]),
      }),
    ],
    [
      'accepted',
      () => ({
        name: 'accepted by the server, reply lost',
        mayNeedReview: true,
        reach: holding(WRITES + READS, [
          { route: 'query-request', phase: 'after', action: 'delay', match: marked('accepted') },
        ]),
      }),
    ],
  ];

  it.each(points)('%s', async (mark, point) => {
    await survive(mark, point());
  });

  it('query ID stored, not yet tracked', async () => {
    const letGo = await fillWarehouse();
    await survive('untracked', {
      name: 'query ID stored, not yet tracked',
      mayNeedReview: false,
      // The fast path reads the status before the tracker gets the query.
      reach: async () => {
        const held = await holding(WRITES + READS, [{ route: 'monitoring', phase: 'before', action: 'delay' }])();
        expect(await trackedQueries()).toBe(0);
        return { ...held, release: () => Promise.all([held.release(), letGo()]).then(() => undefined) };
      },
    });
  });

  it('tracked', async () => {
    const letGo = await fillWarehouse();
    await survive('tracked', {
      name: 'tracked',
      mayNeedReview: false,
      reach: async () => {
        await until('all queries are tracked', async () => (await trackedQueries()) === WRITES + READS);
        return { hits: WRITES + READS, release: letGo };
      },
    });
  });

  it('storing', async () => {
    await survive('storing', {
      name: 'storing',
      mayNeedReview: false,
      reach: async () => {
        // Reads: the rows that came inline are pages already, the chunk with the rest is held. Writes: the reply with
        // their row is held, then Redis takes no writes: the row is read and the terminal script waits.
        const chunk = await faults.set({ route: 'chunk', phase: 'before', action: 'delay' });
        await faults.untilHeld(READS, chunk);
        const storing = await until('all writes are read', async () => {
          const { jobs } = await client.list({ state: 'storing', limit: 200 });
          return jobs.length >= READS && jobs;
        });
        return { hits: storing.length, release: () => faults.clear() };
      },
    });
  });

  async function survive(mark: string, point: Point): Promise<void> {
    const table = `KILLS_${mark}`.toUpperCase();
    await admin.rows(`create table ${table} (ID number, WHEN_AT timestamp_ntz)`);
    const comment = `/* ${mark} */`;
    const reached = point.reach();
    const submitted = await Promise.all([
      ...Array.from({ length: WRITES }, (_, index) =>
        client.submit({
          profile: LOCAL_PROFILE,
          sql: `insert into ${table} ${comment} select ${index}, current_timestamp()::timestamp_ntz`,
        }),
      ),
      ...Array.from({ length: READS }, () =>
        client.submit({
          profile: LOCAL_PROFILE,
          inlineRows: 0,
          sql: `select seq4() as N, repeat('x', 60) as T ${comment} from table(generator(rowcount => ${READ_ROWS}))`,
        }),
      ),
    ]);
    const { hits: reachedBy, release } = await reached;
    hits[point.name] = reachedBy;
    expect(reachedBy).toBeGreaterThan(0);

    const doomed = system.workers.filter((worker) => worker.isRunning());
    await Promise.all(doomed.map((worker) => worker.kill()));
    await release();
    await Promise.all([system.addWorker(), system.addWorker()]);

    const ended = await Promise.all(submitted.map(({ id }) => client.wait(id, { timeoutMs: 90_000 })));
    const writes = ended.slice(0, WRITES);
    const reads = ended.slice(WRITES);
    const allowed = point.mayNeedReview ? ['succeeded', 'needs_review'] : ['succeeded'];
    expect(writes.filter(({ state }) => !allowed.includes(state)).map(summary)).toEqual([]);
    expect(reads.filter(({ state }) => state !== 'succeeded').map(summary)).toEqual([]);
    for (const read of reads) expect(read.result).toMatchObject({ rows: READ_ROWS });

    const history = await queryHistory(system.snowflake.url, ({ QUERY_TEXT }) =>
      String(QUERY_TEXT).includes(`insert into ${table}`),
    );
    for (const job of writes) {
      const runs = history.filter((row) => isOf(job, row) && row.EXECUTION_STATUS === 'SUCCESS');
      expect({ job: job.id, runs: runs.length }).toEqual({
        job: job.id,
        runs: job.state === 'succeeded' ? 1 : expect.any(Number),
      });
      expect(runs.length).toBeLessThanOrEqual(1);
    }
    const doubled = await admin.rows(`select ID, count(*) as RUNS from ${table} group by ID having count(*) > 1`);
    expect(doubled).toEqual([]);
  }
});

const summary = ({ id, state, problem }: JobView) => ({ id, state, problem: problem?.detail });
const isOf = ({ id }: JobView, row: HistoryRow) => String(row.QUERY_TAG).includes(id);
