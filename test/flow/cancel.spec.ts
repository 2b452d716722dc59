import { FirnClient } from '@firn/client';
import type { JobId, JobView } from '@firn/contract';
import { type AdminSession, adminSession } from '../support/admin-session.js';
import { Faults } from '../support/faults.js';
import { fillWarehouse } from '../support/full-warehouse.js';
import { type HistoryRow, queryHistory } from '../support/history.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

/** A cancel, wherever the job is, through another API process than the one that accepted it. */
describe('cancel', () => {
  let system: System;
  let admin: AdminSession;
  let faults: Faults;
  /** Accepts the jobs. */
  let accepting: FirnClient;
  /** Is asked to cancel them. */
  let other: FirnClient;

  beforeAll(async () => {
    system = await startSystem({ workers: 1, apis: 2, faults: true, env: { FIRN_WORKER_SUBMITS: '4' } });
    const [first, second] = system.apis.map(({ url }) => new FirnClient({ url, apiKey: system.apiKey }));
    if (first === undefined || second === undefined) throw new Error('Two APIs are needed.');
    accepting = first;
    other = second;
    admin = await adminSession(system.snowflake.url);
    faults = new Faults(system.snowflake.url);
  });
  afterAll(async () => {
    await admin?.close();
    await system?.stop();
  });
  afterEach(() => faults.clear());

  const submit = async (sql: string, more: object = {}): Promise<JobId> =>
    (await accepting.submit({ profile: LOCAL_PROFILE, sql, ...more })).id;
  const reached = (id: JobId, enough: (job: JobView) => boolean) =>
    accepting.waitUntil(id, enough, { timeoutMs: 30_000 });
  const ended = (id: JobId) => accepting.wait(id, { timeoutMs: 30_000 });
  const onServer = async (id: JobId): Promise<HistoryRow | undefined> =>
    (await queryHistory(system.snowflake.url, (row) => String(row.QUERY_TAG).includes(`"job":"${id}"`)))[0];
  /** What happened, in order, each kind once. */
  const story = async (id: JobId) => [...new Set((await other.history(id)).map(({ kind }) => kind))];
  const CANCELLED = { EXECUTION_STATUS: 'FAILED_WITH_ERROR', ERROR_CODE: '604' };

  it('of a queued job: it never reaches the server', async () => {
    // The only worker's places are taken by submits whose replies are held.
    const rule = await faults.set({
      route: 'query-request',
      phase: 'before',
      action: 'delay',
      match: { sqlText: '/* busy */' },
    });
    const busy = await Promise.all(Array.from({ length: 4 }, (_, at) => submit(`select ${at} /* busy */`)));
    await faults.held(rule);
    const id = await submit('select 1 /* queued */');
    await other.cancel(id, 'not wanted');
    expect(await ended(id)).toMatchObject({ state: 'cancelled', queryId: null, cancel: { reason: 'not wanted' } });
    await faults.clear();
    await Promise.all(busy.map(ended));
    expect(await onServer(id)).toBeUndefined();
    expect(await story(id)).toEqual(expect.arrayContaining(['accepted', 'cancel_requested', 'ended']));
  });

  it('of a job that is being submitted, its reply held: the server stops it', async () => {
    const rule = await faults.set({
      route: 'query-request',
      phase: 'after',
      action: 'delay',
      match: { sqlText: '/* submitting */' },
    });
    const id = await submit('select system$wait(60) /* submitting */');
    await faults.held(rule);
    expect(await other.cancel(id)).toMatchObject({ cancelling: true });
    await faults.clear();
    expect(await ended(id)).toMatchObject({ state: 'cancelled' });
    expect(await onServer(id)).toMatchObject(CANCELLED);
    const kinds = await story(id);
    expect(kinds.indexOf('intent')).toBeLessThan(kinds.indexOf('cancel_requested'));
    expect(kinds.indexOf('cancel_requested')).toBeLessThan(kinds.indexOf('ended'));
  });

  it.each([
    [
      'a running join',
      'select count(*) from table(generator(rowcount => 300000)) a join table(generator(rowcount => 300000)) b on true',
    ],
    ['a running SYSTEM$WAIT', 'select system$wait(60)'],
  ])('of %s: the server stops it well before its end', async (_name, sql) => {
    const id = await submit(sql);
    await reached(id, ({ state, phase }) => state === 'running' && phase === 'running');
    await other.cancel(id);
    expect(await ended(id)).toMatchObject({ state: 'cancelled' });
    const row = await onServer(id);
    expect(row).toMatchObject(CANCELLED);
    expect(Number(row?.TOTAL_ELAPSED_TIME)).toBeLessThan(50_000);
    const kinds = await story(id);
    expect(kinds.indexOf('submitted')).toBeLessThan(kinds.indexOf('cancel_requested'));
    expect(kinds.indexOf('cancel_requested')).toBeLessThan(kinds.indexOf('ended'));
  });

  it('of a query that waits for the warehouse', async () => {
    const empty = await fillWarehouse(system.snowflake.url);
    const id = await submit('select count(*) from table(generator(rowcount => 10)) /* waits for the warehouse */');
    await reached(id, ({ state, phase }) => state === 'running' && phase === 'queued');
    await other.cancel(id);
    expect(await ended(id)).toMatchObject({ state: 'cancelled' });
    await empty();
    expect(await onServer(id)).toMatchObject(CANCELLED);
  });

  it('of a read that is being stored: its pages go', async () => {
    const rule = await faults.set({ route: 'chunk', phase: 'before', action: 'delay' });
    const id = await submit("select seq4() as N, repeat('x', 1000) as T from table(generator(rowcount => 5000))");
    await faults.held(rule);
    await reached(id, ({ state }) => state === 'storing');
    await other.cancel(id);
    await faults.clear();
    expect(await ended(id)).toMatchObject({ state: 'cancelled', result: null });
    await expect(other.result(id)).rejects.toMatchObject({ problem: { code: 'no_result' } });
  });

  it('changes nothing when it comes twice, or too late', async () => {
    const id = await submit('select 1');
    await ended(id);
    expect(await other.cancel(id)).toMatchObject({ state: 'succeeded', cancelling: false });
    const second = await submit('select system$wait(60)');
    await Promise.all([other.cancel(second), accepting.cancel(second), other.cancel(second)]);
    expect(await ended(second)).toMatchObject({ state: 'cancelled' });
    expect((await other.history(second)).filter(({ kind }) => kind === 'cancel_requested')).toHaveLength(1);
    await until('the server has stopped it', async () => (await onServer(second))?.EXECUTION_STATUS !== 'RUNNING');
  });
});
