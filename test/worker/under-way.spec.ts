import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobId } from '@firn/contract';
import { Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(120_000);

describe('a statement that may be under way', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.worker('w', {
      FIRN_WORKER_ANSWER_MS: '500',
      FIRN_WORKER_RECONCILE_MS: '200',
      FIRN_WORKER_LOCK_MS: '1000',
      FIRN_TRACKER_LONGEST_MS: '200',
    });
  });
  afterEach(() => faults.clear());
  afterAll(() => world.stop());

  const key = (id: JobId) => `firn:{00}:job:${id}`;
  const isRunning = async (text: string) =>
    (
      await world.rows(
        `SELECT QUERY_ID FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE UPPER(EXECUTION_STATUS) = 'RUNNING' AND QUERY_TEXT LIKE '%${text}%' AND QUERY_TEXT NOT LIKE '%QUERY_HISTORY%'`,
      )
    ).length > 0;
  /** The wish alone: its nudge and its control step are lost, as with an API that dies between. */
  const wish = (id: JobId) =>
    world.redis.hset(key(id), { wish: 'user', wishAt: Date.now(), wishBy: 'ann', wishReason: '' });

  it('is looked for before its job ends, also a read', async () => {
    const history = {
      route: 'query-request',
      phase: 'before',
      action: '503',
      match: { sqlText: 'QUERY_HISTORY_BY_SESSION' },
    } as const;
    await faults.set({
      route: 'query-request',
      phase: 'after',
      action: 'delay',
      match: { sqlText: 'WAIT(50) /* held' },
    });
    const blind = await faults.set(history);
    const id = await world.submit({ sql: 'SELECT SYSTEM$WAIT(50) /* held */' });
    const waiting = await world.until(id, 'retrying');
    expect(waiting).toMatchObject({ unresolved: 'read', problem: { code: 'snowflake_unavailable' } });
    expect(await world.store.cancel(id, 'ann', null)).toMatchObject({ outcome: 'wished' });
    // It is looked for again and again, in vain, and the job does not say that it is over.
    const epoch = waiting.epoch;
    const later = await until('it was looked for twice more', async () => {
      const job = await world.store.read(id);
      return job !== null && job.epoch >= epoch + 2 && job;
    });
    expect(['retrying', 'submitting']).toContain(later.state);
    expect(await isRunning('/* held */')).toBe(true);
    await faults.clear(blind);
    expect(await world.until(id)).toMatchObject({ state: 'cancelled' });
    expect(await isRunning('/* held */')).toBe(false);
  });

  it.each(['running', 'retrying'] as const)(
    'is cancelled while its job is %s, though nudge and control step are lost',
    async (state) => {
      if (state === 'retrying')
        await faults.set({
          route: 'query-request',
          phase: 'after',
          action: 'delay',
          match: { sqlText: 'WAIT(50) /* retrying' },
        });
      const id = await world.submit({ sql: `SELECT SYSTEM$WAIT(50) /* ${state} */` });
      await until('Snowflake runs it', () => isRunning(`/* ${state} */`));
      if (state === 'running') await world.until(id, 'running');
      await wish(id);
      expect(await world.until(id)).toMatchObject({ state: 'cancelled', problem: { detail: 'Cancelled by ann.' } });
      expect(await isRunning(`/* ${state} */`)).toBe(false);
    },
  );

  it('is no reason for a review where its session is gone: nothing fences better', async () => {
    await world.until(await world.submit({ sql: 'CREATE OR REPLACE TABLE GONE (A INT)' }));
    const rule = await faults.set({
      route: 'query-request',
      phase: 'before',
      action: 'delay',
      match: { sqlText: '/* gone */' },
    });
    const blind = await faults.set({
      route: 'query-request',
      phase: 'before',
      action: 'delay',
      match: { sqlText: 'QUERY_HISTORY_BY_SESSION' },
    });
    const id = await world.submit({ sql: 'INSERT INTO GONE VALUES (1) /* gone */' });
    await faults.held(rule);
    const intent = (await world.store.readWhole(id))?.intent;
    await world.rows(`SELECT SYSTEM$ABORT_SESSION(${intent?.sessionId})`);
    await faults.clear(rule);
    await faults.clear(blind);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    expect(await world.rows('SELECT COUNT(*) AS N FROM GONE')).toEqual([{ N: '1' }]);
  });

  it('fails at once where the driver or Snowflake refuses it, and names its query', async () => {
    // The door refuses it already: here the record was made by something that does not.
    const id = await world.acceptOnly({ sql: 'SELECT 1' });
    const text = JSON.stringify({ version: 1, kind: 'sql', text: "GET('a','b')", binds: [] });
    await world.redis.hset(key(id), 'plan', JSON.stringify({ kind: 'inline', text }));
    expect(await world.until(id)).toMatchObject({
      state: 'failed',
      epoch: 1,
      problem: { code: 'refused_sql', detail: expect.stringContaining('GET') },
    });
    const wrong = await world.until(await world.submit({ sql: 'SELECT NOWHERE' }));
    expect(wrong).toMatchObject({ state: 'failed', epoch: expect.any(Number), problem: { code: 'snowflake_error' } });
    expect(wrong.queryId).toBe(wrong.problem?.queryId ?? wrong.queryId);
  });

  it('shows why its result cannot be stored, and is stored once it can', async () => {
    const results = join(world.folder, 'data', 'results');
    rmSync(results, { recursive: true, force: true });
    writeFileSync(results, 'a file where a folder should be');
    const id = await world.submit({ sql: 'SELECT 7', inlineRows: 0 });
    const waiting = await until('the job says why', async () => {
      const job = await world.store.read(id);
      return job?.problem != null && job;
    });
    expect(waiting).toMatchObject({ state: 'storing', problem: { code: 'storage_unavailable', retryable: true } });
    rmSync(results);
    expect(await world.until(id, 'succeeded')).toMatchObject({ problem: null, result: { rows: 1, pages: 1 } });
  });

  it('runs again where the service failed it: a read, and a write that was rolled back', async () => {
    await world.until(await world.submit({ sql: 'CREATE OR REPLACE TABLE AGAIN (A BOOLEAN)' }));
    const read = await world.submit({ sql: 'SELECT SYSTEM$WAIT(10) /* again */' });
    const write = await world.submit({ sql: 'INSERT INTO AGAIN SELECT SYSTEM$WAIT(10) IS NULL' });
    await Promise.all([read, write].map((id) => world.until(id, 'running')));
    await world.snowflake.application.kill();
    await world.snowflake.restart();
    for (const id of [read, write]) {
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
      const { events } = await world.store.history(id);
      const retries = events.filter(({ kind, problem }) => kind === 'retry' && problem?.snowflake?.code === '000603');
      expect(retries.length).toBeGreaterThan(0);
    }
    const counted = await world.until(await world.submit({ sql: 'SELECT COUNT(*) FROM AGAIN' }));
    expect(counted.inline).toEqual([[1]]);
  });
});
