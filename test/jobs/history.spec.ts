import { unwatch, watch } from '@firn/jobs';
import { claimant, newJob, QUERY_ID, startStore, type TestStore } from './store.js';

describe('the history of a job', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await startStore();
  });
  afterEach(() => test.stop());

  async function running() {
    const { id } = await test.store.accept(newJob());
    const claim = await test.store.claim(id, claimant('submit', id, 0));
    if (!claim.claimed) throw new Error('not claimed');
    await test.store.recordQuery(claim.job, QUERY_ID);
    const query = { id, tenant: 'default', profile: 'local', queryId: QUERY_ID, epoch: 1, writes: false };
    return { ...query, startedAt: 1, deadlineAt: 2 };
  }

  it('takes no key of its own while it is short', async () => {
    const { id } = await running();
    expect((await test.store.history(id)).events.map(({ kind }) => kind)).toEqual(['accepted', 'claimed', 'submitted']);
    expect(await test.redis.exists(`firn:{00}:history:${id}`)).toBe(0);
  });

  it('is whole and in order where it is long, and lets the record stay small', async () => {
    const query = await running();
    for (let round = 0; round < 20; round += 1) {
      await watch(test.redis, query, 'worker');
      await unwatch(test.redis, query, 'worker');
    }
    const { events, unreadable } = await test.store.history(query.id);
    expect(events.map(({ version }) => version)).toEqual(Array.from({ length: 43 }, (_, at) => at + 1));
    expect(events.slice(3).map(({ kind }) => kind)).toEqual(
      Array.from({ length: 20 }, () => ['watched', 'unwatched']).flat(),
    );
    expect(unreadable).toBe(0);
    expect(await test.redis.hstrlen(`firn:{00}:job:${query.id}`, 'told')).toBeLessThan(1_024);
  });

  it('goes on from where an earlier version told all of it in its list', async () => {
    const query = await running();
    const key = `firn:{00}:job:${query.id}`;
    const told = await test.redis.hget(key, 'told');
    await test.redis.rpush(`firn:{00}:history:${query.id}`, ...(told ?? '').split('\n'));
    await test.redis.hdel(key, 'told');
    await watch(test.redis, query, 'worker');
    const { events } = await test.store.history(query.id);
    expect(events.map(({ kind }) => kind)).toEqual(['accepted', 'claimed', 'submitted', 'watched']);
  });
});
