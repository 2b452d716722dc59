import { durableSession, FirnClient } from '@firn/client';
import { directSession } from '@firn/snowflake';
import { col, type DataFrame, type Session } from '@firn/snowpark';
import { localConnection } from '../../scripts/system/local-connection.js';
import { type AdminSession, adminSession } from '../support/admin-session.js';
import { Faults } from '../support/faults.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

/** Enough cells that the rows go through a table of their own. */
const ROWS = Array.from({ length: 600 }, (_, at) => [at, `row ${at}`] as const);

/** What Firn makes for an action is gone after it, however the action ends, and never too early. */
describe('temporary objects', () => {
  let system: System;
  let admin: AdminSession;
  let faults: Faults;

  beforeAll(async () => {
    system = await startSystem({
      workers: 2,
      faults: true,
      env: { FIRN_WORKER_SWEEP_MS: '500', FIRN_WORKER_LOCK_MS: '2000' },
    });
    admin = await adminSession(system.snowflake.url);
    faults = new Faults(system.snowflake.url);
  });
  afterAll(async () => {
    await admin?.close();
    await system?.stop();
  });
  afterEach(() => faults.clear());

  const durable = (idleTimeoutMs = 60_000) =>
    durableSession({ url: system.apiUrl, apiKey: system.apiKey, profile: LOCAL_PROFILE, idleTimeoutMs });
  const direct = () => directSession(localConnection(system.snowflake.url));
  const frame = (session: Session) => session.createDataFrame(ROWS, ['id', 'name']);
  const failing = (session: Session): DataFrame =>
    frame(session).join(session.sql('select 1/0 as BROKEN from table(generator(rowcount => 1))'));

  /** Names of the tables and stages on the whole server that Firn made. */
  async function made(): Promise<readonly string[]> {
    const found = [...(await admin.rows('show tables in account')), ...(await admin.rows('show stages in account'))];
    return found.map(({ name }) => String(name)).filter((name) => /^(FIRN_|SNOWPARK_TEMP_)/.test(name));
  }
  const gone = () => until('nothing of the action is left', async () => (await made()).length === 0, 20_000);

  describe.each([
    ['direct', direct],
    ['durable', () => durable()],
  ])('%s', (_mode, open) => {
    let session: Session;
    beforeAll(async () => {
      session = await open();
    });
    afterAll(() => session?.close());

    it('go after the result, which they last for', async () => {
      const job = await frame(session).collectNowait();
      expect(await job.result()).toHaveLength(ROWS.length);
      await gone();
    });

    it('go after a failure', async () => {
      const job = await failing(session).collectNowait();
      await expect(job.result()).rejects.toMatchObject({ code: '100051' });
      await gone();
    });

    it('go after a cancel', async () => {
      const job = await frame(session).join(session.sql('select system$wait(60) as W')).collectNowait();
      await job.queryId();
      await job.cancel();
      expect(await job.wait()).toBe('cancelled');
      await gone();
    });
  });

  it('go after a worker was killed, once the action is done', async () => {
    const session = await durable();
    const rule = await faults.set({ route: 'monitoring', phase: 'before', action: 'delay' });
    const job = await frame(session).collectNowait();
    await faults.held(rule);
    await Promise.all(system.workers.filter((worker) => worker.isRunning()).map((worker) => worker.kill()));
    await faults.clear();
    await Promise.all([system.addWorker(), system.addWorker()]);
    expect(await job.result()).toHaveLength(ROWS.length);
    await session.close();
    await gone();
  });

  it('of a session go when it is closed', async () => {
    const session = await durable();
    await frame(session).write.saveAsTable('mine', { tableType: 'temporary' });
    expect(await session.table('mine').count()).toBe(ROWS.length);
    const stage = await session.getSessionStage();
    await frame(session).write.copyIntoLocation(`${stage}/f.csv`, { formatType: 'csv' });
    expect((await made()).length).toBeGreaterThanOrEqual(2);
    await session.close();
    await gone();
  });

  it('may be a view of a session, which reads the tables that the session names', async () => {
    await admin.rows('create or replace table firn.public.viewed as select 1 as a union all select 2');
    await admin.rows('create schema if not exists beside');
    await admin.rows('create or replace table beside.viewed_too as select 2 as a');
    const session = await durable();
    await session.createDataFrame([[5]], ['a']).write.saveAsTable('viewed_mine', { tableType: 'temporary' });
    const named = session.table('viewed').filter(col('a').in(session.table('beside.viewed_too')));
    await named.unionAll(session.table('viewed_mine').as()).createOrReplaceTempView('seen');
    expect((await session.table('seen').sort('a').collect()).map((row) => row.get('A'))).toEqual([2n, 5n]);
    await session.close();
    await gone();
    await admin.rows('drop table firn.public.viewed');
    await admin.rows('drop schema firn.beside');
  });

  it('of an abandoned session go with the sweep', async () => {
    const session = await durable(3_000);
    await frame(session).write.saveAsTable('left', { tableType: 'temporary' });
    expect((await made()).length).toBeGreaterThanOrEqual(1);
    await gone();
    const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
    await expect(session.table('left').count()).rejects.toThrow();
    expect((await client.list({ limit: 1 })).jobs).toHaveLength(1);
  });
});
