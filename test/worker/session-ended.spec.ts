import type { JobId } from '@firn/contract';
import { SHORT_LEASES as ENV, startWorld, type World } from './world.js';

jest.setTimeout(120_000);

/** Snowflake has one code for what was cancelled and for what went with its session. */
describe('a statement whose session ends', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    await world.rows('CREATE TABLE WENT (A BOOLEAN)');
    await world.worker('w', { ...ENV, FIRN_TRACKER_LONGEST_MS: '200' });
  });
  afterAll(() => world.stop());

  const running = async (sql: string) => {
    const id = await world.submit({ sql });
    await world.until(id, 'running');
    const { queryId, intent } = (await world.store.readWhole(id)) ?? {};
    return { id, queryId, sessionId: intent?.sessionId };
  };
  const retries = async (id: JobId) =>
    (await world.store.history(id)).events.filter(({ kind }) => kind === 'retry').map(({ problem }) => problem?.code);

  it('runs again, be it a read or a write that was rolled back', async () => {
    // Longer than a worker that shares its machine takes for the login of a write.
    const [read, write] = await Promise.all([
      running('SELECT SYSTEM$WAIT(10)'),
      running('INSERT INTO WENT SELECT SYSTEM$WAIT(10) IS NULL'),
    ]);
    for (const { sessionId } of [read, write]) await world.rows(`SELECT SYSTEM$ABORT_SESSION(${sessionId})`);
    for (const { id } of [read, write]) {
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
      // Once: the session that its end names serves nobody any more.
      expect(await retries(id)).toEqual(['snowflake_unavailable']);
    }
    expect(await world.rows('SELECT COUNT(*) AS N FROM WENT')).toEqual([{ N: '1' }]);
  });

  it('ends its job where somebody wants that', async () => {
    const { id, sessionId } = await running('SELECT SYSTEM$WAIT(60) /* wished */');
    await world.rows(`SELECT SYSTEM$ABORT_SESSION(${sessionId})`);
    await world.store.cancel(id, 'ann', null);
    expect(await world.until(id)).toMatchObject({ state: 'cancelled' });
  });

  it.each(['CANCEL_QUERY', 'CANCEL_ALL_QUERIES'] as const)('is another thing than %s by a stranger', async (by) => {
    const { id, queryId, sessionId } = await running(`SELECT SYSTEM$WAIT(60) /* ${by} */`);
    // The session that it was to be sent in first may be one that has ended.
    const before = await retries(id);
    await world.rows(
      by === 'CANCEL_QUERY'
        ? `SELECT SYSTEM$CANCEL_QUERY('${queryId}')`
        : `SELECT SYSTEM$CANCEL_ALL_QUERIES(${sessionId})`,
    );
    expect(await world.until(id)).toMatchObject({ state: 'failed', problem: { code: 'aborted', queryId } });
    expect(await retries(id)).toEqual(before);
  });

  it('runs again where the whole service was stopped', async () => {
    const { id } = await running('SELECT SYSTEM$WAIT(10) /* stopped */');
    await world.snowflake.application.stop();
    await world.snowflake.restart();
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
  });
});
