import type { JobId } from '@firn/contract';
import { Faults } from '../../support/faults.js';
import { startRedisGate } from '../../support/redis-gate.js';
import { until } from '../../support/until.js';
import { SHORT_LEASES, startWorld, type World } from '../world.js';

jest.setTimeout(120_000);

const ENV = { ...SHORT_LEASES, FIRN_TRACKER_LONGEST_MS: '500' };

describe('a cancel whose carrier dies', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.rows('CREATE TABLE LOST (A BOOLEAN)');
  });
  afterEach(async () => {
    await faults.clear();
    await world.stopProcesses();
  });
  afterAll(() => world.stop());

  const isRunning = async (mark: string) =>
    (
      await world.rows(
        `SELECT QUERY_ID FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE UPPER(EXECUTION_STATUS) = 'RUNNING' AND QUERY_TEXT LIKE '%${mark} *%' AND QUERY_TEXT NOT LIKE '%QUERY_HISTORY%'`,
      )
    ).length > 0;
  const read = (mark: string) => world.submit({ sql: `SELECT SYSTEM$WAIT(50) /* ${mark} */` });
  const write = (mark: string) =>
    world.submit({ sql: `INSERT INTO LOST SELECT SYSTEM$WAIT(50) IS NULL /* ${mark} */` });
  /** The answer to a submit is held: Snowflake runs the statement, and its worker knows no query ID. */
  const holdAnswer = (mark: string) =>
    faults.set({ route: 'query-request', phase: 'after', action: 'delay', match: { sqlText: `/* ${mark} */` } });

  async function expectCancelled(id: JobId, mark: string): Promise<void> {
    expect(await world.until(id)).toMatchObject({ state: 'cancelled', problem: { code: 'cancelled' } });
    expect(await isRunning(mark)).toBe(false);
  }

  it.each(['running', 'submitting'] as const)(
    'is carried out while its job is %s, though its worker lives and has not heard of it',
    async (state) => {
      const mark = `api ${state}`;
      const deaf = await startRedisGate(world.redisUrl, {
        fromRedis: (data) => data.includes('message') && data.includes(':nudges'),
      });
      await world.process('deaf', { ...ENV, FIRN_WORKER_ANSWER_MS: '60000', FIRN_REDIS_URL: deaf.url });
      const rule = state === 'submitting' ? await holdAnswer(mark) : null;
      const id = await read(mark);
      if (rule !== null) await faults.held(rule);
      await world.until(id, state);
      await until('Snowflake runs it', () => isRunning(mark));
      expect(await world.store.cancel(id, 'ann', null)).toEqual({ outcome: 'wished', state });
      await until('Snowflake runs it no more', async () => !(await isRunning(mark)));
      await faults.clear();
      await expectCancelled(id, mark);
      await world.stopProcesses();
      deaf.close();
    },
  );

  it.each([
    ['a read', read],
    ['a write', write],
  ] as const)('is carried out though it came while another worker took over %s', async (kind, submit) => {
    const victim = await world.process('victim', ENV);
    const rule = await holdAnswer(kind);
    const id = await submit(kind);
    await faults.held(rule);
    await victim.kill();
    const looking = await faults.set({
      route: 'query-request',
      phase: 'before',
      action: 'delay',
      match: { sqlText: 'QUERY_HISTORY_BY_SESSION' },
    });
    await world.process('heir', { ...ENV, FIRN_WORKER_ANSWER_MS: '60000' });
    await faults.held(looking);
    expect(await world.store.cancel(id, 'ann', null)).toMatchObject({ outcome: 'wished' });
    await faults.clear();
    await expectCancelled(id, kind);
  });

  it('is carried out by the next worker where the only one is stopping', async () => {
    const leaver = await world.process('leaver', { ...ENV, FIRN_WORKER_SHUTDOWN_MS: '2000' });
    const rule = await holdAnswer('leaving held');
    const held = await write('leaving held');
    await faults.held(rule);
    const tracked = [await read('leaving read'), await write('leaving write')];
    for (const id of tracked)
      await until('it is watched', async () => ((await world.store.read(id))?.owner ?? null) !== null);
    const stopped = leaver.stop();
    for (const id of [held, ...tracked]) await world.store.cancel(id, 'ann', null);
    await stopped;
    const left = await world.store.read(held);
    expect(left).toMatchObject({ state: 'submitting', unresolved: 'write' });
    await world.process('next', ENV);
    await expectCancelled(held, 'leaving held');
    await expectCancelled(tracked[0] as JobId, 'leaving read');
    await expectCancelled(tracked[1] as JobId, 'leaving write');
  });
});
