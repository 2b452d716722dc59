import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(120_000);

describe('the limits of a job', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    await world.worker('one', {
      FIRN_TRACKER_LONGEST_MS: '200',
      FIRN_WORKER_RECONCILE_MS: '200',
      FIRN_WORKER_SWEEP_MS: '200',
    });
  });
  afterAll(() => world.stop());

  const missing = (name: string, retry: object) => world.submit({ sql: `SELECT * FROM ${name}`, retry });
  const kinds = async (id: Awaited<ReturnType<World['submit']>>) =>
    (await world.store.history(id)).events.map(({ kind }) => kind);

  it('fails at once what its policy does not name', async () => {
    const job = await world.until(await world.submit({ sql: 'SELECT * FROM NOT_THERE' }));
    expect(job).toMatchObject({ state: 'failed', reruns: null, problem: { code: 'snowflake_error' } });
  });

  it('runs again what its policy names, until it succeeds', async () => {
    const id = await missing('LATER', { on: ['snowflake_error'], attempts: 50, backoffMs: 50, longestBackoffMs: 100 });
    await until('it has failed twice', async () => ((await world.store.read(id))?.reruns ?? 0) >= 2);
    await world.rows('CREATE TABLE LATER AS SELECT 7 AS A');
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', inline: [[7]] });
    expect((await kinds(id)).filter((kind) => kind === 'retry').length).toBeGreaterThanOrEqual(2);
  });

  it('gives up after the attempts that its policy allows, with the last problem', async () => {
    const retry = { on: ['snowflake_error'] as const, attempts: 3, backoffMs: 1, longestBackoffMs: 1 };
    const job = await world.until(await missing('NEVER', retry));
    expect(job).toMatchObject({ state: 'failed', reruns: 2, problem: { code: 'snowflake_error' } });
  });

  it('never runs a block of the user again that may have done a part', async () => {
    await world.rows('CREATE TABLE PARTS (A NUMBER)');
    const retry = { on: ['snowflake_error'] as const, attempts: 5, backoffMs: 1 };
    const sql = 'BEGIN INSERT INTO PARTS VALUES (1); SELECT 1 / 0; END';
    expect(await world.until(await world.submit({ sql, retry }))).toMatchObject({ state: 'failed', reruns: null });
    expect(Number((await world.rows('SELECT COUNT(*) AS N FROM PARTS'))[0]?.N)).toBe(1);
  });

  it('ends a statement that runs for longer than its runTimeoutMs, and says so', async () => {
    const job = await world.until(await world.submit({ sql: 'SELECT SYSTEM$WAIT(50)', runTimeoutMs: 1_000 }));
    expect(job).toMatchObject({
      state: 'timed_out',
      wishReason: 'runTimeoutMs',
      problem: { code: 'timeout', detail: 'The statement did not end within the runTimeoutMs of 1000 ms.' },
    });
  });

  it('does not time a statement that runs by its queueTimeoutMs', async () => {
    const id = await world.submit({ sql: 'SELECT SYSTEM$WAIT(50)', queueTimeoutMs: 30_000 });
    const { deadlineAt } = await world.until(id, 'running');
    expect(Number(await world.redis.zscore('firn:{00}:deadlines', id))).toBe(deadlineAt);
    await world.store.cancel(id, 'ann', null);
    expect(await world.until(id)).toMatchObject({ state: 'cancelled' });
  });

  it('ends a job that waits for a warehouse for longer than its queueTimeoutMs, and says so', async () => {
    await world.rows('ALTER WAREHOUSE COMPUTE_WH SET MAX_CONCURRENCY_LEVEL = 1');
    const first = await world.submit({ sql: 'SELECT SYSTEM$WAIT(50)' });
    await world.until(first, 'running');
    // Longer than it takes to reach Snowflake: before that it waits in a line here, and the job says so.
    const second = await world.submit({ sql: 'SELECT SYSTEM$WAIT(1)', queueTimeoutMs: 4_000, runTimeoutMs: 600_000 });
    expect(await world.until(second)).toMatchObject({
      state: 'timed_out',
      problem: {
        code: 'timeout',
        detail: 'Snowflake did not run the statement within the queueTimeoutMs of 4000 ms.',
      },
    });
    await world.store.cancel(first, 'ann', null);
    expect(await world.until(first)).toMatchObject({ state: 'cancelled' });
    await world.rows('ALTER WAREHOUSE COMPUTE_WH SET MAX_CONCURRENCY_LEVEL = 8');
  });

  it('ends a job that waits in line here for longer than its queueTimeoutMs', async () => {
    const held = await world.acceptOnly({ handler: 'nobody-hosts-this', queueTimeoutMs: 300 });
    expect(await world.until(held)).toMatchObject({
      state: 'timed_out',
      problem: { detail: expect.stringContaining('queueTimeoutMs of 300 ms') },
    });
  });
});
