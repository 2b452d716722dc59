import { allShards, BatchStore, keysOf, shardOfId } from '@firn/jobs';
import { claimant, newJob, QUERY_ID, startStore, type TestStore } from '../store.js';

describe('batches', () => {
  let test: TestStore;
  let batches: BatchStore;
  beforeAll(async () => {
    test = await startStore(3);
    batches = new BatchStore(test.redis, 3);
  });
  afterAll(() => test.stop());

  it('count their jobs over all shards, each end once', async () => {
    const { id, created } = await batches.begin('default', null, 60_000);
    expect(created).toBe(true);
    const replies = await Promise.all(Array.from({ length: 9 }, () => test.store.accept(newJob({}, { batch: id }))));
    await batches.close(id, 2);
    const [first, second, ...rest] = replies;
    if (first === undefined || second === undefined) throw new Error('no jobs');
    await test.store.cancel(first.id, 'x', null);
    await test.store.cancel(first.id, 'x', null);
    const claim = await test.store.claim(second.id, claimant('submit', second.id, 0));
    if (!claim.claimed) throw new Error('not claimed');
    await test.store.recordQuery(claim.job, QUERY_ID);
    await test.store.end(claim.job, { outcome: 'failed', writes: false });
    await test.store.end(claim.job, { outcome: 'failed', writes: false });
    expect(await batches.find('default', id)).toMatchObject({
      jobs: 9,
      refused: 2,
      ended: 2,
      cancelled: 1,
      failed: 1,
      succeeded: 0,
      closed: true,
      done: false,
    });
    for (const reply of rest) await test.store.timeOut(reply.id);
    expect(await batches.find('default', id)).toMatchObject({ ended: 9, timedOut: 7, done: true });
    expect(await batches.find('other', id)).toBeNull();
  });

  it('are closed once nobody feeds them any more, wherever they live', async () => {
    const dead = await batches.begin('default', null, 60_000);
    const fed = await batches.begin('default', null, 60_000);
    const done = await batches.begin('default', null, 60_000);
    await batches.close(done.id, 1);
    const abandoned = async (forMs: number) =>
      (await Promise.all(allShards(3).map((shard) => batches.abandoned(shard, forMs, 100)))).flat();
    // Both began an hour ago, and one of them was fed just now.
    for (const { id } of [dead, fed]) await test.redis.zincrby(keysOf(shardOfId(id, 3)).openBatches, -3_600_000, id);
    await batches.feed(fed.id);
    const found = await abandoned(1_800_000);
    expect(found).toContain(dead.id);
    expect(found).not.toContain(fed.id);
    expect(found).not.toContain(done.id);

    await batches.close(dead.id, null);
    expect(await batches.find('default', dead.id)).toMatchObject({ closed: true, refused: 0, done: true });
    await batches.feed(dead.id); // a last chunk opens nothing again
    expect(await abandoned(0)).not.toContain(dead.id);
  });

  it('are open again while their lines come once more, and closed with the last of them', async () => {
    const begin = () => batches.begin('default', 'broken off', 60_000);
    const { id } = await begin();
    await test.store.accept(newJob({}, { batch: id }));
    await batches.close(id, 1);
    expect(await batches.find('default', id)).toMatchObject({ refused: 1, closed: true });
    expect(await begin()).toEqual({ id, created: false });
    expect(await batches.find('default', id)).toMatchObject({ jobs: 1, refused: 1, closed: false, done: false });
    await batches.close(id, 0);
    expect(await batches.find('default', id)).toMatchObject({ jobs: 1, refused: 0, closed: true });
  });

  it('are one for one key', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => batches.begin('default', 'key', 60_000)));
    expect(new Set(replies.map(({ id }) => id)).size).toBe(1);
    expect(replies.filter(({ created }) => created)).toHaveLength(1);
    expect((await batches.begin('other', 'key', 60_000)).created).toBe(true);
  });
});
