import type { JobId } from '@firn/contract';
import { Faults } from '../../support/faults.js';
import { propertyRuns } from '../../support/property-runs.js';
import { until } from '../../support/until.js';
import { startWorld, type World } from '../world.js';

jest.setTimeout(300_000);

const MANY = 8;
const ENV = { FIRN_TRACKER_HISTORY_FROM: String(MANY), FIRN_TRACKER_HISTORY_MS: '200' };

describe('the history reader of a profile', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
  });
  afterAll(() => world.stop());
  /** Sessions whose reads are of an earlier test. */
  let earlier: readonly string[] = [];
  afterEach(async () => {
    await faults.clear();
    await Promise.all(world.workers.map((worker) => worker.close()));
    await world.stopProcesses();
    earlier = [...earlier, ...(await reads())];
  });

  const submit = (count: number, seconds: number): Promise<readonly JobId[]> =>
    Promise.all(Array.from({ length: count }, () => world.submit({ sql: `SELECT SYSTEM$WAIT(${seconds})` })));
  const allEnd = async (ids: readonly JobId[]) => {
    for (const id of ids) expect(await world.until(id)).toMatchObject({ state: 'succeeded' });
  };
  /** Sessions in which a reader has read; the audit's own statement asks for what runs, too. */
  const reads = async (): Promise<readonly string[]> => {
    const rows = await world.rows(
      `SELECT DISTINCT SESSION_ID::VARCHAR AS READER FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_TEXT LIKE '%QUERY_HISTORY_BY_USER(%END_TIME_RANGE_END%' AND QUERY_TEXT NOT LIKE '%AS READER%'`,
    );
    return rows.map(({ READER }) => String(READER)).filter((session) => !earlier.includes(session));
  };
  const firstRead = () => until('the history is read', async () => (await reads()).length > 0);

  it('is not there while few are in flight: the server sees no statement of the tracker', async () => {
    await world.worker('one', ENV);
    const ids = await submit(MANY - 1, 10);
    const told = () => world.redis.hvals('firn:{00}:in-flight:default/local');
    await until('all are counted', async () => (await told()).some((count) => count.startsWith(`${MANY - 1} `)));
    await allEnd(ids);
    expect(await reads()).toEqual([]);
  });

  it('is one of the fleet, and tells all workers what has ended', async () => {
    await world.worker('one', ENV);
    await world.worker('two', ENV);
    const ids = await submit(2 * MANY, 3);
    await firstRead();
    await allEnd(ids);
    expect(await reads()).toHaveLength(1);
    await until('it resigns', async () => (await world.redis.keys('*lease:history*')).length === 0);
  });

  it('is followed by another one when it dies', async () => {
    const processes = new Map([
      ['one', await world.process('one', ENV)],
      ['two', await world.process('two', ENV)],
    ]);
    const ids = await submit(2 * MANY, 8);
    await firstRead();
    const leader = await until('somebody leads', () => world.redis.get('firn:{00}:lease:history:default/local'));
    await processes.get(String(leader).split(':')[0] ?? '')?.kill();
    // What its lease has left is not waited for here.
    await world.redis.del('firn:{00}:lease:history:default/local');
    await until('another one reads', async () => (await reads()).length === 2);
    await allEnd(ids);
  });

  it('leaves looks to pause while Snowflake says that it is asked too often, and all ends are found', async () => {
    await world.worker('one', ENV);
    const ids = await submit(MANY, 5);
    await Promise.all(ids.map((id) => world.until(id, 'running')));
    await faults.set({ route: 'monitoring', phase: 'before', action: '429', times: 3 });
    await allEnd(ids);
  });

  it('tells how late it is, by the worker that reads it, until nobody has to', async () => {
    const lags = async () => {
      const [worker] = world.workers.slice(-1);
      const metric = await worker?.ports.metrics.registry.getSingleMetric('firn_history_lag_seconds')?.get();
      return (metric?.values ?? []).map(({ labels, value }) => [labels.profile, value] as const);
    };
    const lag = async () => new Map(await lags()).get('local');
    // A full warehouse would let no read of the history in.
    const slots = (level: number) => world.rows(`ALTER WAREHOUSE COMPUTE_WH SET MAX_CONCURRENCY_LEVEL = ${level}`);
    await slots(2 * MANY);
    await faults.set({ route: 'history', phase: 'before', action: 'lag', ms: 600_000 });
    await world.worker('one', ENV);
    const ids = await submit(MANY, 600);
    await until('it is late', async () => Number(await lag()) > 1);
    await faults.clear();
    let before = Number(await lag());
    await until('a read that shows something lessens it', async () => {
      const now = Number(await lag());
      const isLess = now < before;
      before = now;
      return isLess;
    });
    for (const id of ids) await world.store.cancel(id, 'ann', null);
    for (const id of ids) await world.until(id, 'cancelled');
    await until('nobody reads it', async () => (await lags()).length === 0);
    await slots(MANY);
  });

  it('loses and doubles nothing while all workers are restarted one after the other', async () => {
    const names = ['one', 'two'];
    const processes = new Map(
      await Promise.all(names.map(async (name) => [name, await world.process(name, ENV)] as const)),
    );
    const many = propertyRuns(40);
    const ids = await submit(many, 4);
    for (const id of ids) await world.until(id, 'running', 'storing', 'succeeded');
    for (const name of names) {
      await processes.get(name)?.stop();
      processes.set(name, await world.process(name, ENV));
    }
    await allEnd(ids);
    const sent = await world.rows(
      `SELECT COUNT(*) AS N, COUNT(DISTINCT QUERY_TAG) AS JOBS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_TEXT LIKE 'SELECT SYSTEM$WAIT(4)%'`,
    );
    expect(sent.map(({ N, JOBS }) => [Number(N), Number(JOBS)])).toEqual([[many, many]]);
  });

  it.each([
    ['is ten minutes behind', { route: 'history', phase: 'before', action: 'lag', ms: 600_000 }],
    [
      'does not answer',
      { route: 'query-request', phase: 'before', action: 'delay', match: { sqlText: 'QUERY_HISTORY_BY_USER' } },
    ],
    [
      'is refused',
      { route: 'query-request', phase: 'before', action: '503', match: { sqlText: 'QUERY_HISTORY_BY_USER' } },
    ],
  ] as const)('is not the only source: all ends are found while it %s', async (_, rule) => {
    await faults.set(rule);
    await world.worker('one', { ...ENV, FIRN_WORKER_ANSWER_MS: '5000' });
    await allEnd(await submit(2 * MANY, 3));
  });
});
