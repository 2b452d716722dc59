import { ProblemError } from '@firn/contract';
import { CancelStore } from '@firn/jobs';
import { propertyRuns } from '../../support/property-runs.js';
import { until } from '../../support/until.js';
import { startWorld, type World } from '../world.js';

jest.setTimeout(600_000);

describe('a cancel of many jobs', () => {
  const shards = 2;
  let world: World;
  let cancels: CancelStore;
  beforeAll(async () => {
    world = await startWorld({ shards });
    cancels = new CancelStore(world.redis, shards);
    await world.worker('one', { FIRN_TRACKER_LONGEST_MS: '200', FIRN_WORKER_RECONCILE_MS: '500' });
  });
  afterAll(() => world.stop());

  /** Jobs that wait for somebody who hosts their handler. */
  const waiting = (count: number, run: string) =>
    Promise.all(Array.from({ length: count }, () => world.submit({ handler: 'nobody-hosts-it', tags: { run } })));
  const slow = (run: string) => world.submit({ sql: 'SELECT SYSTEM$WAIT(50)', tags: { run } });
  const stateOf = async (id: Awaited<ReturnType<World['submit']>>) => (await world.store.read(id))?.state;
  const done = (id: Awaited<ReturnType<CancelStore['request']>>['id']) =>
    until(
      'all have ended',
      async () => {
        const view = await cancels.view(await cancels.find('default', id));
        return view.done && view;
      },
      300_000,
    );

  it('asks all that have its tag, whatever they do, and leaves the others alone', async () => {
    const many = propertyRuns(500);
    const [idle, others] = await Promise.all([waiting(many, 'a'), waiting(20, 'b')]);
    const running = await Promise.all(Array.from({ length: 10 }, () => slow('a')));
    for (const id of running) await world.until(id, 'running');
    const began = performance.now();
    const { id } = await cancels.request('default', { tags: { run: 'a' } }, 'ann', 'a wrong run');
    const later = await slow('a');
    expect(await done(id)).toMatchObject({ asked: many + running.length, open: 0, complete: true, by: 'ann' });
    // One that has had no effect yet is sent again, every two seconds.
    const sent = 1 + Math.floor((performance.now() - began) / 2_000);
    for (const job of [idle[0], idle.at(-1), ...running]) {
      if (job === undefined) throw new Error('There is no such job.');
      expect(await world.store.read(job)).toMatchObject({
        state: 'cancelled',
        problem: { detail: 'Cancelled by ann: a wrong run' },
      });
    }
    for (const other of others) expect(await stateOf(other)).toBe('waiting');
    expect((await world.store.read(later))?.wish).toBe('none');
    // What waited cost Snowflake nothing, and the rest fewer calls than there were queries: those that come together go together.
    const calls = await world.rows(
      `SELECT COUNT(*) AS N, COUNT(DISTINCT SESSION_ID) AS SESSIONS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE UPPER(QUERY_TEXT) LIKE '%SYSTEM$CANCEL_QUERY%' AND QUERY_TEXT NOT LIKE '%QUERY_HISTORY%'`,
    );
    expect(Number(calls[0]?.N)).toBeLessThanOrEqual(running.length * sent);
    expect(Number(calls[0]?.SESSIONS)).toBe(1);
  });

  it('goes on past twenty older ones that cannot be read, which are named', async () => {
    const [idle] = await waiting(1, 'past');
    for (let at = 0; at < 20 * shards; at += 1) {
      const broken = await cancels.request('default', { tags: { run: 'none' } }, 'ann', null);
      const [key = ''] = (await world.redis.keys(`firn:*:cancel:${broken.id}`)) as readonly string[];
      await world.redis.hset(key, 'selection', '{"tags":');
      await world.redis.zadd(key.replace(`cancel:${broken.id}`, 'cancels'), 1, broken.id);
    }
    const { id } = await cancels.request('default', { tags: { run: 'past' } }, 'ann', null);
    expect(await done(id)).toMatchObject({ asked: 1, open: 0 });
    expect(idle === undefined ? null : await stateOf(idle)).toBe('cancelled');
    const told = world.workers[0]?.ports.troubles.all.filter(({ what }) => what.startsWith('Cancel '));
    expect(told?.length).toBeGreaterThanOrEqual(20);
    for (const key of await world.redis.keys('firn:*:cancels')) await world.redis.del(key);
  });

  it('asks all of a tenant, and none of another one', async () => {
    const ids = await waiting(30, 'c');
    const { id } = await cancels.request('default', { all: true }, 'ann', null);
    const { asked } = await done(id);
    expect(asked).toBeGreaterThanOrEqual(30 + 20 + 1);
    for (const job of ids) expect(await stateOf(job)).toBe('cancelled');
    await expect(cancels.find('other', id)).rejects.toBeInstanceOf(ProblemError);
    const foreign = await waiting(1, 'd');
    const theirs = await cancels.request('other', { all: true }, 'bob', null);
    await until('it is done', async () => (await cancels.view(await cancels.find('other', theirs.id))).done);
    expect(await stateOf(foreign[0] as (typeof ids)[0])).toBe('waiting');
  });

  it('goes on where the worker stopped that had begun it', async () => {
    const ids = await waiting(1_200, 'e');
    const { id } = await cancels.request('default', { tags: { run: 'e' } }, 'ann', null);
    await until('it has begun', async () => (await cancels.find('default', id)).asked > 0);
    await world.workers[0]?.close();
    await world.worker('two', { FIRN_WORKER_RECONCILE_MS: '500' });
    expect(await done(id)).toMatchObject({ asked: ids.length });
  });
});
