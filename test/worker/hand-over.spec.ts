import type { JobId } from '@firn/contract';
import { freePort } from '../../scripts/system/ports.js';
import { Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { SHORT_LEASES as ENV, startWorld, type World } from './world.js';

jest.setTimeout(120_000);

/** What becomes of a worker's jobs when it goes. All points at which it can die: test/chaos. */
describe('a worker that goes', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.rows('CREATE TABLE HANDED (JOB INT)');
  });
  afterEach(async () => {
    await faults.clear();
    await world.stopProcesses();
  });
  afterAll(() => world.stop());

  const insert = (at: number, wait: number) =>
    world.submit({ sql: `INSERT INTO HANDED SELECT ${at} FROM (SELECT SYSTEM$WAIT(${wait}))` });
  const rowsOf = async (at: number) => (await world.rows(`SELECT COUNT(*) AS N FROM HANDED WHERE JOB = ${at}`))[0]?.N;
  const executions = async (id: JobId) =>
    (
      await world.rows(
        `SELECT EXECUTION_STATUS AS S FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_TAG LIKE '%"job":"${id}"%'`,
      )
    ).map(({ S }) => String(S).toLowerCase());
  const kinds = async (id: JobId) => (await world.store.history(id)).events.map(({ kind }) => kind);

  it('hands its running queries over at once when it stops in good order', async () => {
    const leaver = await world.process('leaver', ENV);
    const id = await insert(1, 20);
    await until('the query is watched', async () => ((await world.store.read(id))?.owner ?? null) !== null);
    await world.process('heir', { ...ENV, FIRN_TRACKER_TTL_MS: '60000', FIRN_TRACKER_HEARTBEAT_MS: '30000' });
    await leaver.stop();
    // The heir's own beat is too slow to notice: it was told.
    await until('the heir has the query', async () => (await world.store.read(id))?.worker === 'heir');
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', inline: [[1]] });
    expect(await executions(id)).toEqual(['success']);
  });

  it('leaves a write to be found by its tag when it dies before the answer', async () => {
    const victim = await world.process('victim', ENV);
    const rule = await faults.set({ route: 'query-request', phase: 'after', action: 'delay', match: { tag: '"job"' } });
    const id = await insert(2, 3);
    await faults.held(rule);
    await victim.kill();
    await faults.clear();
    const port = await freePort();
    await world.process('heir', { ...ENV, FIRN_WORKER_HEALTH_PORT: String(port) });
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', inline: [[1]], worker: 'heir' });
    expect(await executions(id)).toEqual(['success']);
    expect(await kinds(id)).toContain('adopted');
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('firn_adoption_seconds_count{profile="local"} 1');
  });

  it('is fenced off when its request arrives after it was replaced', async () => {
    const victim = await world.process('victim', ENV);
    const rule = await faults.set({
      route: 'query-request',
      phase: 'before',
      action: 'delay',
      times: 1,
      match: { tag: '"job"' },
    });
    const id = await insert(3, 0);
    await faults.held(rule);
    await victim.kill();
    await world.process('heir', ENV);
    expect((await world.until(id)).state).toBe('succeeded');
    await faults.release(); // only now does the statement of the dead worker reach Snowflake
    expect(await kinds(id)).toContain('intent_void');
    expect(Number(await rowsOf(3))).toBe(1);
    expect((await executions(id)).filter((status) => status === 'success')).toHaveLength(1);
  });
});
