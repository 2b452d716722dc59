import type { JobId } from '@firn/contract';
import { Faults } from '../../support/faults.js';
import { until } from '../../support/until.js';
import { startWorld, type World } from '../world.js';

jest.setTimeout(120_000);

const ENV = {
  FIRN_TRACKER_HEARTBEAT_MS: '200',
  FIRN_TRACKER_TTL_MS: '800',
  FIRN_TRACKER_LONGEST_MS: '200',
  FIRN_WORKER_LOCK_MS: '1000',
  FIRN_WORKER_RECONCILE_MS: '300',
};

describe('the comparison with the history of Snowflake', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    await world.rows('CREATE TABLE AUDITED (MARK VARCHAR)');
  });
  afterEach(() => world.stopProcesses());
  afterAll(() => world.stop());

  const insert = (mark: string, key?: string, wait = 0) =>
    world.submit(
      { sql: `INSERT INTO AUDITED SELECT '${mark}' FROM (SELECT SYSTEM$WAIT(${wait}) AS W) WHERE W IS NOT NULL` },
      key,
    );
  const times = async (mark: string) =>
    Number((await world.rows(`SELECT COUNT(*) AS N FROM AUDITED WHERE MARK = '${mark}'`))[0]?.N);
  const isRunning = async (mark: string) =>
    (
      await world.rows(
        `SELECT QUERY_ID FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE UPPER(EXECUTION_STATUS) = 'RUNNING' AND QUERY_TEXT LIKE '%${mark}%' AND QUERY_TEXT NOT LIKE '%QUERY_HISTORY%'`,
      )
    ).length > 0;
  const orphans = async () => {
    const one = world.workers.at(-1);
    const metric = await one?.ports.metrics.orphans.get();
    return Object.fromEntries((metric?.values ?? []).map(({ labels, value }) => [String(labels.found), value]));
  };
  /** The record that the audit makes. */
  const restored = (id: JobId) => until('it is a job again', async () => (await world.store.read(id)) !== null);

  it('finds nothing where nothing is amiss, and lets writes with keys go', async () => {
    const worker = await world.worker('well', { ...ENV, FIRN_WORKER_AUDIT_MS: '1' });
    const job = await world.until(await insert('well', 'well key'));
    expect(job).toMatchObject({ state: 'succeeded', inline: [[1]] });
    const marked = async () => Number(await world.redis.hget('firn:{00}:audited:local', 'at'));
    const at = await marked();
    await until('it has compared twice more', async () => (await marked()) > at + 1 && marked());
    expect(await orphans()).toEqual({});
    await worker.close();
  });

  it('makes every write a job again after all data of Redis is lost, and repeats none, also when its client comes again', async () => {
    const victim = await world.process('victim', ENV);
    const ended = (await world.until(await insert('ended', 'key 1'))).id;
    const failing = await world.until(await world.submit({ sql: 'INSERT INTO NOWHERE VALUES (1)' }, 'key 3'));
    const running = await insert('going on', 'key 2', 8);
    const bare = await insert('without a key', undefined, 8);
    // Its statements are queries of their own in the history, under its tag; the block is what the job has sent.
    const block = await world.submit({
      sql: "BEGIN INSERT INTO AUDITED SELECT 'block'; SELECT SYSTEM$WAIT(8); INSERT INTO AUDITED SELECT 'block'; END",
    });
    const [{ queryId: blockQuery }] = await Promise.all([
      world.until(block, 'running'),
      world.until(running, 'running'),
      world.until(bare, 'running'),
    ]);
    await until('a part of the block is done', async () => (await times('block')) === 1);
    const read = await world.submit({ sql: "SELECT SYSTEM$WAIT(50) /* nobody's */" });
    await world.until(read, 'running');
    await victim.kill();
    await world.redis.flushall();

    // The clients come before anybody has compared anything.
    const again = await insert('ended', 'key 1');
    const meanwhile = await insert('going on', 'key 2', 8);
    await world.worker('heir', { ...ENV, FIRN_WORKER_AUDIT_MS: '0' });
    expect(await world.until(again)).toMatchObject({ state: 'succeeded', inline: [[1]] });
    expect(await world.until(meanwhile)).toMatchObject({ state: 'succeeded', inline: [[1]] });
    for (const id of [ended, running, bare]) {
      await restored(id);
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', action: 'adopt', inline: [[1]] });
    }
    await restored(block);
    expect(await world.until(block)).toMatchObject({ state: 'succeeded', action: 'adopt', queryId: blockQuery });
    expect(await times('block')).toBe(2);
    expect([await times('ended'), await times('going on'), await times('without a key')]).toEqual([1, 1, 1]);
    expect(failing.state).toBe('failed');
    await until('nobody runs for nobody', async () => !(await isRunning("nobody''s")));
    expect(await orphans()).toMatchObject({ cancelled: 1 });

    // From now on the key means the job that was restored, whatever the body.
    expect(await insert('ended', 'key 1')).toBe(again);
    const fresh = await world.until(await insert('fresh', 'key 4'));
    expect(fresh).toMatchObject({ state: 'succeeded', action: 'sql' });
  });

  it('ends a write whose result was being stored when all data of Redis was lost, under its ID', async () => {
    const faults = new Faults(world.snowflake.url);
    const worker = await world.worker('storing', { ...ENV, FIRN_WORKER_AUDIT_MS: '0' });
    const rule = await faults.set({
      route: 'result',
      phase: 'before',
      action: 'delay',
      match: { sqlText: 'INSERT INTO AUDITED' },
    });
    const id = await insert('being stored', 'key 5');
    await faults.held(rule);
    const { queryId, epoch } = await world.until(id, 'storing');
    await world.redis.flushall();
    await restored(id);
    // What the worker still has in hands must not pass for that of whoever has the job now.
    expect((await world.store.read(id))?.epoch).toBeGreaterThan(epoch + 100);
    await faults.clear();
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', action: 'adopt', queryId, inline: [[1]] });
    expect(await insert('being stored', 'key 5')).toBe(id);
    expect(await times('being stored')).toBe(1);
    await worker.close();
  });
});
