import type { JobId } from '@firn/contract';
import { adminSession } from '../support/admin-session.js';
import { Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { SHORT_LEASES, startWorld, type World } from './world.js';

jest.setTimeout(120_000);

const ENV = { ...SHORT_LEASES, FIRN_TRACKER_LONGEST_MS: '500' };

describe('a job with delivery exactly_once', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.rows('CREATE TABLE ONCE (MARK VARCHAR)');
  });
  afterEach(async () => {
    await faults.clear();
    await world.stopProcesses();
  });
  afterAll(() => world.stop());

  const sqlOf = (mark: string, wait = 0) =>
    `INSERT INTO ONCE SELECT '${mark}'${wait === 0 ? '' : ` WHERE SYSTEM$WAIT(${wait}) IS NOT NULL`}`;
  const insert = (mark: string, key?: string, wait = 0) =>
    world.submit({ sql: sqlOf(mark, wait), delivery: 'exactly_once' }, key);
  const times = async (mark: string) =>
    Number((await world.rows(`SELECT COUNT(*) AS N FROM ONCE WHERE MARK = '${mark}'`))[0]?.N);
  const match = (mark: string) => ({ sqlText: `INSERT INTO ONCE SELECT ''''${mark}''''` });
  const counted = { result: { rows: 1 }, inline: [[1]] };

  it('writes, and gives the counts of the write', async () => {
    await world.process('one', ENV);
    const job = await world.until(await insert('plain'));
    expect(job).toMatchObject({ state: 'succeeded', delivery: 'exactly_once', ...counted });
    expect(job.result?.columns.map(({ name }) => name)).toEqual(['number of rows inserted']);
    expect(await times('plain')).toBe(1);
  });

  it('gives the counts of the first run to the same key once its record is gone', async () => {
    await world.process('one', ENV);
    const first = await world.until(await insert('replay', 'a key'));
    await world.redis.del(...(await world.redis.keys('*idempotency*')));
    const again = await insert('replay', 'a key');
    expect(again).not.toBe(first.id);
    expect(await world.until(again)).toMatchObject({ state: 'succeeded', ...counted });
    expect(await times('replay')).toBe(1);
    await world.redis.del(...(await world.redis.keys('*idempotency*')));
    expect(await world.until(await insert('another', 'a key'))).toMatchObject({
      state: 'failed',
      problem: { code: 'idempotency_conflict' },
    });
    expect(await times('another')).toBe(0);
  });

  const STEPS = [
    ['before its entry in the ledger is made', 'before', 'FIRN_OTHER_BODY'],
    ['when its entry is made', 'after', 'FIRN_OTHER_BODY'],
    ['before Snowflake has the write', 'before', null],
    ['when Snowflake has the write, and has not said so', 'after', null],
  ] as const;
  type Step = (typeof STEPS)[number];
  const hold = ([, phase, text]: Step, mark: string) =>
    faults.set({
      route: 'query-request',
      phase,
      action: 'delay',
      times: 1,
      match: text === null ? match(mark) : { sqlText: text },
    });

  it.each(STEPS.map((step) => [step[0], step] as const))(
    'writes once though its worker is killed %s',
    async (_, step) => {
      const victim = await world.process('victim', ENV);
      const mark = `killed ${step[0]}`;
      const rule = await hold(step, mark);
      const id = await insert(mark);
      await faults.held(rule);
      await victim.kill();
      await faults.clear();
      await world.process('heir', ENV);
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', ...counted });
      expect(await times(mark)).toBe(1);
    },
  );

  it('writes once though its worker stood still, and sends it when another one has done so', async () => {
    const sleeper = await world.process('sleeper', ENV);
    const rule = await hold(STEPS[2], 'late');
    const id = await insert('late');
    await faults.held(rule);
    sleeper.signal('SIGSTOP');
    const heir = await world.process('heir', ENV);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', ...counted });
    await heir.stop();
    await faults.clear();
    sleeper.signal('SIGCONT');
    expect(await world.until(await insert('after'))).toMatchObject({ state: 'succeeded', worker: 'sleeper' });
    // Its session was ended before another one was sent: the late one never ran.
    expect((await blocks('late')).map(({ STATUS }) => STATUS)).toEqual(['SUCCESS']);
    expect(await times('late')).toBe(1);
  });

  const LATE = { route: 'history', phase: 'before', action: 'lag', ms: 600_000 } as const;

  /** Its worker died after Snowflake had taken the write, and before it could write down so. */
  async function orphan(mark: string, wait = 0): Promise<JobId> {
    const victim = await world.process('victim', ENV);
    const rule = await faults.set({ route: 'query-request', phase: 'after', action: 'delay', match: match(mark) });
    const id = await insert(mark, undefined, wait);
    await faults.held(rule);
    await victim.kill();
    return id;
  }

  it('has written where it is cancelled before its next attempt, though the history does not show the first', async () => {
    const id = await orphan('hidden');
    await until('it has written', async () => (await times('hidden')) === 1);
    await faults.set(LATE);
    const opens = {
      route: 'query-request',
      phase: 'before',
      action: 'delay',
      match: { sqlText: 'FIRN_OTHER_BODY' },
    } as const;
    const rule = await faults.set(opens);
    await world.process('heir', ENV);
    await Promise.race([faults.held(rule), world.until(id)]);
    await world.store.cancel(id, 'ann', null);
    await faults.clear();
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', ...counted });
    expect(await times('hidden')).toBe(1);
  });

  it('ends a write that the history does not show before it sends the next one', async () => {
    const mark = 'hidden, and runs';
    const id = await orphan(mark, 5);
    await faults.set(LATE);
    await world.process('heir', ENV);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', ...counted });
    await faults.clear();
    expect((await blocks(mark)).map(({ STATUS }) => STATUS).sort()).toEqual(['FAILED_WITH_ERROR', 'SUCCESS']);
    expect(await times(mark)).toBe(1);
  });

  it('runs again where another job of its key had closed the entry of both', async () => {
    const [mark, key] = ['shared', 'key of both'];
    const before = { route: 'query-request', phase: 'before', action: 'delay', match: match(mark) } as const;
    const victim = await world.process('victim', ENV);
    const sent = await faults.set(before);
    const first = await insert(mark, key);
    await faults.held(sent);
    await victim.kill();
    await world.redis.del(...(await world.redis.keys('*idempotency*')));
    await world.process('heir', { ...ENV, FIRN_WORKER_ANSWER_MS: '60000' });
    const second = await insert(mark, key);
    await faults.held(sent, 2);
    await world.store.cancel(first, 'ann', null);
    expect(await world.until(first)).toMatchObject({ state: 'cancelled' });
    await faults.clear();
    expect(await world.until(second)).toMatchObject({ state: 'succeeded', ...counted });
    expect((await blocks(mark)).map(({ STATUS }) => STATUS).sort()).toEqual(['FAILED_WITH_ERROR', 'SUCCESS']);
    expect(await times(mark)).toBe(1);
  });

  it('has written where it says so after a cancel at any step, and has not where it is cancelled', async () => {
    await world.process('one', { ...ENV, FIRN_WORKER_ANSWER_MS: '2000' });
    for (const step of STEPS) {
      const mark = `cancelled ${step[0]}`;
      const rule = await hold(step, mark);
      const id = await insert(mark);
      await faults.held(rule);
      await world.store.cancel(id, 'ann', null);
      await faults.clear();
      const { state } = await world.until(id);
      expect(['cancelled', 'succeeded']).toContain(state);
      await until('nothing of it runs', async () => !(await isRunning(mark)));
      expect(await times(mark)).toBe(state === 'succeeded' ? 1 : 0);
    }
  });

  /** The blocks of a job as Snowflake's history tells of them. */
  const blocks = (mark: string) =>
    world.rows(
      `SELECT QUERY_ID AS ID, UPPER(EXECUTION_STATUS) AS STATUS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_TEXT LIKE 'EXECUTE IMMEDIATE%INSERT INTO ONCE SELECT ''''''''${mark}%'`,
    );

  const isRunning = async (mark: string) =>
    (
      await world.rows(
        `SELECT QUERY_ID FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE UPPER(EXECUTION_STATUS) = 'RUNNING' AND QUERY_TEXT LIKE '%${mark}%' AND QUERY_TEXT NOT LIKE '%QUERY_HISTORY%'`,
      )
    ).length > 0;

  it('is cancelled while it runs, rolled back with its claim, and its locks are free though its worker was killed', async () => {
    const victim = await world.process('victim', ENV);
    const id = await insert('running', 'key of running', 50);
    await until('Snowflake runs it', () => isRunning('running'));
    await world.until(id, 'running');
    await victim.kill();
    await world.store.cancel(id, 'ann', null);
    await world.process('heir', ENV);
    expect(await world.until(id)).toMatchObject({ state: 'cancelled' });
    expect(await times('running')).toBe(0);
    await world.redis.del(...(await world.redis.keys('*idempotency*')));
    expect(await world.until(await insert('running', 'key of running', 1))).toMatchObject({
      state: 'failed',
      problem: { code: 'idempotency_conflict' },
    });
  });

  it('gives the counts of the ledger where Snowflake has lost the query', async () => {
    await world.process('one', ENV);
    const rule = await faults.set({ route: 'result', phase: 'before', action: 'delay' });
    const id = await insert('lost result');
    await world.until(id, 'running', 'storing');
    await faults.held(rule);
    await world.snowflake.application.kill();
    await world.snowflake.restart();
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', ...counted });
    const admin = await adminSession(world.snowflake.url);
    expect(await admin.rows("SELECT COUNT(*) AS N FROM ONCE WHERE MARK = 'lost result'")).toEqual([{ N: '1' }]);
    await admin.close();
  });
});
