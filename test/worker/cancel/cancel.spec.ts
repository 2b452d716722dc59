import { Faults } from '../../support/faults.js';
import { until } from '../../support/until.js';
import { startWorld, type World } from '../world.js';

describe('cancelling a job', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.worker();
  });
  afterEach(() => faults.clear());
  afterAll(() => world.stop());

  const cancel = (id: Parameters<World['until']>[0]) => world.store.cancel(id, 'ann', 'not needed');
  const kinds = async (id: Parameters<World['until']>[0]) =>
    (await world.store.history(id)).events.map(({ kind }) => kind);
  const status = async (queryId: string | null) => {
    const [row] = await world.rows(
      `SELECT EXECUTION_STATUS, ERROR_CODE FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_ID = '${queryId}'`,
    );
    return [String(row?.EXECUTION_STATUS).toLowerCase(), row?.ERROR_CODE];
  };

  it('ends a job at once that nobody has begun', async () => {
    await world.queues.queue('submit', '00').pause();
    const id = await world.submit({ sql: 'SELECT 1' });
    expect(await cancel(id)).toEqual({ outcome: 'ended', state: 'cancelled' });
    await world.queues.queue('submit', '00').resume();
    expect(await kinds(id)).toEqual(['accepted', 'queued', 'cancel_requested', 'ended']);
  });

  it('stops a running query in Snowflake, and ends by the look that sees it stopped', async () => {
    const id = await world.submit({ sql: 'SELECT SYSTEM$WAIT(60)' });
    await until('it is watched', async () => world.workers.some(({ ports }) => ports.tracker.has(id)));
    expect(await cancel(id)).toEqual({ outcome: 'wished', state: 'running' });
    const job = await world.until(id);
    expect(job).toMatchObject({
      state: 'cancelled',
      problem: { code: 'cancelled', detail: 'Cancelled by ann: not needed', queryId: job.queryId },
    });
    expect((await status(job.queryId))[0]).toBe('failed_with_error');
    // Nothing is to be stored: no step has to come for it.
    expect((await kinds(id)).slice(-2)).toEqual(['cancel_requested', 'ended']);
  });

  it('stops a running write, and closes its session', async () => {
    await world.until(await world.submit({ sql: 'CREATE OR REPLACE TABLE T (A INT)' }));
    const id = await world.submit({ sql: 'INSERT INTO T SELECT SYSTEM$WAIT(60) IS NULL' });
    const running = await world.until(id, 'running', 'failed');
    expect(running.state).toBe('running');
    await cancel(id);
    expect((await world.until(id)).state).toBe('cancelled');
    expect(await world.rows('SELECT * FROM T')).toEqual([]);
  });

  it('finds a query by its tag while Snowflake still owes the answer to the submit', async () => {
    const rule = await faults.set({
      route: 'query-request',
      phase: 'after',
      action: 'delay',
      match: { sqlText: 'SYSTEM$WAIT(61)' },
    });
    const id = await world.submit({ sql: 'SELECT SYSTEM$WAIT(61)' });
    const [held] = await faults.held(rule);
    expect((await world.store.read(id))?.state).toBe('submitting');
    expect(await cancel(id)).toEqual({ outcome: 'wished', state: 'submitting' });
    await until('the query has ended', async () => (await status(held?.queryId ?? ''))[0] !== 'running');
    expect((await status(held?.queryId ?? ''))[0]).toBe('failed_with_error');
    await faults.release();
    expect((await world.until(id)).state).toBe('cancelled');
  });

  it('does not send what is not wanted any more', async () => {
    const rule = await faults.set({ route: 'login', phase: 'before', action: 'delay' });
    await world.worker('late');
    await world.workers[0]?.close();
    const id = await world.submit({ sql: 'SELECT 4711' });
    await faults.held(rule);
    expect((await cancel(id)).outcome).toBe('wished');
    await faults.clear();
    expect(await world.until(id)).toMatchObject({ state: 'cancelled', queryId: null });
    expect(await kinds(id)).not.toContain('submitted');
  });

  it('lets a write that had finished succeed, with the late wish in its history', async () => {
    await world.until(await world.submit({ sql: 'CREATE OR REPLACE TABLE U (A INT)' }));
    // Its result alone: a login asks for results too.
    const rule = await faults.set({
      route: 'result',
      phase: 'before',
      action: 'delay',
      match: { sqlText: 'INSERT INTO U' },
    });
    const id = await world.submit({ sql: 'INSERT INTO U VALUES (1)' });
    await faults.held(rule);
    await world.until(id, 'storing');
    await cancel(id);
    await faults.clear();
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', inline: [[1]] });
    expect((await kinds(id)).slice(-2)).toEqual(['cancel_late', 'ended']);
  });

  it('ends a job whose first look waits for a login', async () => {
    await world.until(await world.submit({ sql: 'CREATE OR REPLACE TABLE V (A BOOLEAN)' }));
    await world.worker('patient', { FIRN_WORKER_LOGIN_MS: '600000' });
    await world.workers.at(-2)?.close();
    const sql = 'INSERT INTO V SELECT SYSTEM$WAIT(62) IS NULL';
    const answer = await faults.set({
      route: 'query-request',
      phase: 'after',
      action: 'delay',
      match: { sqlText: sql },
    });
    const id = await world.submit({ sql });
    await faults.held(answer);
    // A write has a session of its own, so that the first to need a shared one is the look at it. Cancels have another, which may log in.
    const login = await faults.set({ route: 'login', phase: 'before', action: 'delay', times: 1 });
    await faults.release();
    await faults.held(login);
    await world.until(id, 'running');
    await cancel(id);
    expect((await world.until(id)).state).toBe('cancelled');
    expect(await kinds(id)).toContain('watched');
    expect(await faults.held(login)).toHaveLength(1);
  });

  it('throws away what a read has stored', async () => {
    const rule = await faults.set({ route: 'chunk', phase: 'before', action: 'delay' });
    const id = await world.submit({
      sql: "SELECT SEQ4() AS N, REPEAT('x', 60) AS T FROM TABLE(GENERATOR(ROWCOUNT => 200000))",
    });
    await faults.held(rule);
    await world.until(id, 'storing');
    await cancel(id);
    const job = await world.until(id);
    expect(job).toMatchObject({ state: 'cancelled', result: null });
    await faults.clear();
    const manifest = await world.workers
      .at(-1)
      ?.ports.results.manifest({ tenant: 'default', jobId: id, epoch: job.epoch });
    expect(manifest).toBeNull();
  });
});
