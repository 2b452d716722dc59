import type { JobId } from '@firn/contract';
import { Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { SHORT_LEASES, startWorld, type World } from './world.js';

jest.setTimeout(180_000);

const ENV = { ...SHORT_LEASES, FIRN_WORKER_ANSWER_MS: '5000' };
const LATE = { route: 'history', phase: 'before', action: 'lag', ms: 600_000 } as const;
const REFUSED = {
  route: 'query-request',
  phase: 'before',
  action: '503',
  match: { sqlText: 'QUERY_HISTORY_BY_SESSION' },
} as const;

/** What a late history does not show may have happened: whoever decides by it waits until it is on time. */
describe('a history that is late', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.rows('CREATE TABLE LATE (MARK TEXT)');
  });
  afterEach(async () => {
    await faults.clear();
    await world.stopProcesses();
  });
  afterAll(() => world.stop());

  const times = async (mark: string) =>
    Number((await world.rows(`SELECT COUNT(*) AS N FROM LATE WHERE MARK = '${mark}'`))[0]?.N);
  /** How often it was put back into its line. */
  const releases = async (id: JobId) =>
    (await world.store.history(id)).events.filter(({ kind }) => kind === 'released').length;
  const isRunning = async (mark: string) =>
    (
      await world.rows(
        `SELECT QUERY_ID FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE UPPER(EXECUTION_STATUS) = 'RUNNING' AND QUERY_TEXT LIKE '%${mark}%' AND QUERY_TEXT NOT LIKE '%QUERY_HISTORY%'`,
      )
    ).length > 0;

  /** Its worker died after Snowflake had taken the statement, and before it could write down so. */
  async function orphan(mark: string, sql: string): Promise<JobId> {
    const victim = await world.process(`victim-${mark}`, ENV);
    const rule = await faults.set({ route: 'query-request', phase: 'after', action: 'delay', match: { sqlText: sql } });
    const id = await world.submit({ sql });
    await faults.held(rule);
    await victim.kill();
    return id;
  }

  /** Somebody has looked for it, in vain, and the job says so. */
  const looked = (id: JobId, epoch: number) =>
    until('it was looked for in vain', async () => {
      const job = await world.store.read(id);
      return job !== null && job.epoch > epoch && job.problem !== null && job;
    });

  it.each([
    ['late', LATE, /history is late/],
    ['refused', REFUSED, /history of session \d+: no answer/],
  ] as const)('never lets a write run twice whose history is %s at the take-over', async (mark, rule, said) => {
    const id = await orphan(mark, `INSERT INTO LATE SELECT '${mark}' /* ${mark} */`);
    await until('it is done', async () => (await times(mark)) === 1);
    const blind = await faults.set(rule);
    await world.process(`heir-${mark}`, ENV);
    const first = await looked(id, 1);
    expect(first).toMatchObject({ unresolved: 'write', problem: { code: 'snowflake_unavailable' } });
    expect(first.problem?.detail).toMatch(said);
    await faults.clear(blind);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    expect((await world.store.history(id)).events.map(({ kind }) => kind)).toContain('adopted');
    expect(await times(mark)).toBe(1);
  });

  it('leaves no read running that nobody wants any more', async () => {
    const id = await orphan('unwanted', 'SELECT SYSTEM$WAIT(50) /* unwanted */');
    const blind = await faults.set(LATE);
    await world.store.cancel(id, 'ann', null);
    await world.process('heir', ENV);
    expect(await looked(id, 1)).toMatchObject({ unresolved: 'read' });
    await faults.clear(blind);
    const { queryId } = await world.until(id, 'cancelled');
    expect(queryId).not.toBeNull();
    expect(await isRunning('/* unwanted */')).toBe(false);
  });

  it('lets no write with a key go while it may not show the one that Redis has lost', async () => {
    const victim = await world.process('before', ENV);
    const insert = () => world.submit({ sql: "INSERT INTO LATE SELECT 'lost'" }, 'a key');
    const first = await insert();
    expect(await world.until(first)).toMatchObject({ state: 'succeeded' });
    await victim.kill();
    await world.redis.flushall();
    const blind = await faults.set(LATE);
    const again = await insert();
    const others = await Promise.all(
      Array.from({ length: 50 }, (_, at) => world.submit({ sql: `INSERT INTO LATE SELECT 'other'` }, `key ${at}`)),
    );
    const { ports } = await world.worker('after', ENV);
    for (const id of [again, ...others]) {
      await until('it waits for the comparison', async () => {
        const job = await world.store.read(id);
        return job?.problem?.code === 'audit_pending';
      });
    }
    // Nobody asks again and again meanwhile, however many wait and however often the comparison fails.
    const failed = () => ports.troubles.all.find(({ what }) => what.startsWith('The audit'))?.times ?? 0;
    const before = failed();
    const putBack = () => Promise.all([again, ...others].map(releases));
    const once = await putBack();
    expect(Math.min(...once)).toBe(1);
    await until('it has failed twice more', async () => failed() >= before + 2);
    expect(await putBack()).toEqual(once);
    expect(await times('lost')).toBe(1);
    await faults.clear(blind);
    expect(await world.until(again)).toMatchObject({ state: 'succeeded', inline: [[1]] });
    for (const id of others) expect(await world.until(id)).toMatchObject({ state: 'succeeded', inline: [[1]] });
    expect([await times('lost'), await times('other')]).toEqual([1, 50]);
  });
});
