import type { JobEvent } from '@firn/contract';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(240_000);

/** On a machine that is short of CPU a login may take long, and a step lose its lock: both claim once more, and are no matter of admission. */
const PATIENT = { FIRN_WORKER_LOGIN_MS: '60000', FIRN_WORKER_LOCK_MS: '30000' };

describe('admission before a worker', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.rows('CREATE TABLE SLOW (A NUMBER)');
  });
  afterAll(() => world.stop());

  const claims = (events: readonly JobEvent[]) => events.filter(({ kind }) => kind === 'claimed').length;

  it('claims a write once it has a session, and never more than twice, whatever waits for one', async () => {
    // Written so that only its compilation shows that it writes: the worst case.
    const ids = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        world.submit({ sql: `BEGIN CALL SYSTEM$WAIT(1); INSERT INTO SLOW VALUES (${at}); END` }),
      ),
    );
    const worker = await world.worker('writer', PATIENT);
    const ended = await Promise.all(ids.map((id) => world.until(id)));
    expect(ended.map(({ state }) => state)).toEqual(ids.map(() => 'succeeded'));
    const histories = await Promise.all(ids.map(async (id) => (await world.store.history(id)).events));
    expect(histories.filter((events) => claims(events) > 2)).toEqual([]);
    expect(await world.rows('SELECT COUNT(*) AS N, COUNT(DISTINCT A) AS D FROM SLOW')).toMatchObject([
      { N: '60', D: '60' },
    ]);
    await worker.close();
  });

  it('lets a cancel and a small job pass whatever waits in the line, and few of it into BullMQ', async () => {
    const worker = await world.worker('reader');
    const running = await world.submit({ sql: 'SELECT SYSTEM$WAIT(120)' });
    await world.until(running, 'running');
    const backlog = await Promise.all(
      Array.from({ length: 400 }, () => world.submit({ sql: 'SELECT SYSTEM$WAIT(0)' })),
    );
    expect(await world.queues.queue('submit', '00').count()).toBeLessThanOrEqual(128);
    await world.store.cancel(running, 'ann', null);
    expect(await world.until(running)).toMatchObject({ state: 'cancelled' });
    const counts = await world.store.counts(['default']);
    // It did not wait for the backlog.
    expect((counts[0]?.states.accepted ?? 0) + (counts[0]?.states.queued ?? 0)).toBeGreaterThan(0);
    await Promise.all(backlog.map((id) => world.until(id)));
    await until('all slots are free', async () => (await world.redis.hlen('firn:{00}:holding')) === 0);
    expect(await world.redis.keys('firn:{00}:slots:*')).toEqual([]);
    await worker.close();
  });
});
