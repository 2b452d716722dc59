import type { JobId } from '@firn/contract';
import { Faults } from '../support/faults.js';
import { SHORT_LEASES, startWorld, type World } from './world.js';

jest.setTimeout(90_000);

describe('equal reads on a worker', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
  });
  afterEach(async () => {
    await faults.clear();
    await world.stopProcesses();
  });
  afterAll(() => world.stop());

  const share = (sql: string) => world.submit({ sql, singleFlight: true });
  /** The server's own history: what was sent of a statement, and how it ended. */
  const sent = async (sql: string) =>
    (
      await world.rows(
        `SELECT EXECUTION_STATUS AS S FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_TEXT = '${sql.replaceAll("'", "''")}'`,
      )
    ).map(({ S }) => String(S).toLowerCase());
  const cancel = (id: JobId) => world.store.cancel(id, 'ann', null);

  it.each(['submitting', 'running'] as const)(
    'lose nothing where the worker of the first is killed: %s',
    async (at) => {
      const sql = `SELECT SYSTEM$WAIT(2), '${at}'`;
      const held = {
        route: 'query-request',
        phase: 'after',
        action: 'delay',
        match: { sqlText: 'SYSTEM$WAIT' },
      } as const;
      const rule = at === 'submitting' ? await faults.set(held) : null;
      const doomed = await world.process('doomed', SHORT_LEASES);
      const [first, ...others] = [await share(sql), await share(sql), await share(sql)];
      await world.until(first, at);
      if (rule !== null) await faults.held(rule);
      await doomed.kill();
      await faults.clear();
      await world.process('heir', SHORT_LEASES);
      for (const id of [first, ...others]) expect(await world.until(id)).toMatchObject({ state: 'succeeded' });
      expect(await sent(sql)).toEqual(['success']);
    },
  );

  describe('of a worker in this process', () => {
    beforeAll(() => world.worker('w1', SHORT_LEASES));

    it('are one query in Snowflake, with rows for each', async () => {
      const sql = 'SELECT 1 /* one for all */';
      await faults.hideEnd(sql);
      const first = await share(sql);
      await world.until(first, 'running');
      const others = await Promise.all([1, 2, 3].map(() => share(sql)));
      await faults.clear();
      const leader = await world.until(first);
      for (const id of others) {
        const job = await world.until(id);
        expect(job).toMatchObject({ state: 'succeeded', sharedFrom: first, queryId: leader.queryId });
        expect(job.inline).toEqual(leader.inline);
      }
      expect(await sent(sql)).toEqual(['success']);
    });

    it('fail with the words of Snowflake, each by itself', async () => {
      await world.queues.queue('submit', '00').pause();
      const ids = [await share('SELECT * FROM NOWHERE_16'), await share('SELECT * FROM NOWHERE_16')];
      await world.queues.queue('submit', '00').resume();
      for (const id of ids)
        expect(await world.until(id)).toMatchObject({ state: 'failed', problem: { snowflake: { code: '002003' } } });
      expect(await sent('SELECT * FROM NOWHERE_16')).toHaveLength(1);
    });

    it('leave the query to whoever still wants it, and it is cancelled with the last wish', async () => {
      const sql = 'SELECT SYSTEM$WAIT(60), 2';
      const [a, b, c] = [await share(sql), await share(sql), await share(sql)];
      await world.until(a, 'running');
      expect(await cancel(a)).toEqual({ outcome: 'ended', state: 'cancelled' });
      const heir = await world.until(b, 'running');
      expect(await cancel(b)).toEqual({ outcome: 'ended', state: 'cancelled' });
      await world.until(c, 'running');
      expect(await sent(sql)).toEqual(['running']);
      expect((await cancel(c)).outcome).toBe('wished');
      expect(await world.until(c)).toMatchObject({ state: 'cancelled', queryId: heir.queryId });
      expect(await sent(sql)).toEqual(['failed_with_error']);
    });

    it('give the rows of a query that was passed on', async () => {
      const sql = 'SELECT 3 /* passed on */';
      await faults.hideEnd(sql);
      const [a, b] = [await share(sql), await share(sql)];
      await world.until(a, 'running');
      await cancel(a);
      await faults.clear();
      const job = await world.until(b);
      expect(job).toMatchObject({ state: 'succeeded', passedFrom: a, sharedFrom: null });
      expect(job.inline).toHaveLength(1);
      expect(await sent(sql)).toEqual(['success']);
    });
  });
});
