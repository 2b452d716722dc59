import { beat, inherit, type Job, lieDown, lives, markLook, type TrackedQuery, unwatch, watch } from '@firn/jobs';
import { claimant, newJob, QUERY_ID, startStore, type TestStore } from '../store.js';

describe('watched queries', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await startStore();
  });
  afterEach(() => test.stop());

  async function running(): Promise<{ readonly job: Job; readonly query: TrackedQuery }> {
    const { id } = await test.store.accept(newJob());
    const claim = await test.store.claim(id, claimant('submit', id, 0));
    if (!claim.claimed) throw new Error('not claimed');
    await test.store.recordQuery(claim.job, QUERY_ID);
    const { tenant, profile, epoch, deadlineAt, acceptedAt } = claim.job;
    return {
      job: claim.job,
      query: { id, tenant, profile, queryId: QUERY_ID, epoch, writes: false, startedAt: acceptedAt, deadlineAt },
    };
  }

  const take = async (instance: string, most = 500) =>
    (await inherit(test.redis, '00', { instance, worker: instance, most })).queries;

  it('belong to one living instance', async () => {
    await beat(test.redis, '00', 'a', 60_000);
    await beat(test.redis, '00', 'b', 60_000);
    const { job, query } = await running();
    expect(await watch(test.redis, query, 'a')).toBe(true);
    expect(await watch(test.redis, query, 'a')).toBe(true);
    expect(await watch(test.redis, query, 'b')).toBe(false);
    expect(await take('b')).toEqual([]);
    const record = await test.store.readWhole(job.id);
    expect(record?.owner).toBe('a');
    expect(record !== null && (await test.store.isWatched(record))).toBe(true);
  });

  it('only let their owner say where they are', async () => {
    await beat(test.redis, '00', 'a', 60_000);
    const { job, query } = await running();
    await watch(test.redis, query, 'a');
    await test.store.recordPhase(job.id, 'b', 'queued');
    expect((await test.store.read(job.id))?.phase).toBe('running');
    await test.store.recordPhase(job.id, 'a', 'queued');
    await test.store.recordPhase(job.id, 'a', 'queued');
    expect(await test.store.read(job.id)).toMatchObject({ phase: 'queued', state: 'running' });
    expect((await test.store.history(job.id)).events.filter(({ kind }) => kind === 'phase')).toHaveLength(1);
  });

  it('go to another instance once their owner is gone, each to one, in pieces', async () => {
    await beat(test.redis, '00', 'dead', 60_000);
    const queries = await Promise.all(Array.from({ length: 30 }, () => running()));
    for (const { query } of queries) await watch(test.redis, query, 'dead');
    await lieDown(test.redis, '00', 'dead');
    expect(await lives(test.redis, '00', 'dead')).toBe(false);
    const taken: string[] = [];
    for (;;) {
      const [a, b] = await Promise.all([take('a', 7), take('b', 7)]);
      if (a.length + b.length === 0) break;
      taken.push(...a.map(({ id }) => id), ...b.map(({ id }) => id));
    }
    expect(taken.toSorted()).toEqual(queries.map(({ job }) => job.id).sort());
    expect(await test.redis.smembers('firn:{00}:workers')).toEqual([]);
    for (const { job } of queries) {
      const { owner, version } = (await test.store.read(job.id)) ?? {};
      expect(['a', 'b']).toContain(owner);
      const { events } = await test.store.history(job.id);
      expect(events.slice(-2)).toMatchObject([
        { kind: 'watched', worker: 'dead' },
        { kind: 'watched', worker: owner, version },
      ]);
    }
  });

  it('tell who was lost while it looked at them, and of who only had them the first alone', async () => {
    const { query } = await running();
    await watch(test.redis, query, 'dead');
    /** Takes it over, looks at it perhaps, and is gone. */
    const pass = async (instance: string, looks: boolean) => {
      await beat(test.redis, '00', instance, 60_000);
      const [taken] = await take(instance);
      if (taken === undefined) throw new Error('Nothing was taken over.');
      const { hands = [] } = taken;
      if (looks) await markLook(test.redis, { ...taken, hands: [...hands, instance] }, instance);
      await lieDown(test.redis, '00', instance);
      return hands;
    };
    expect(await pass('a', true)).toEqual(['dead']);
    expect(await pass('b', false)).toEqual(['dead', 'a']);
    expect(await pass('c', true)).toEqual(['dead', 'a']);
    expect(await pass('d', false)).toEqual(['dead', 'a', 'c']);
  });

  it('are not taken over once they have ended', async () => {
    await beat(test.redis, '00', 'dead', 60_000);
    const { job, query } = await running();
    await watch(test.redis, query, 'dead');
    await test.store.end(job, { outcome: 'failed', writes: false });
    await lieDown(test.redis, '00', 'dead');
    expect(await take('a')).toEqual([]);
    expect(await watch(test.redis, query, 'a')).toBe(false);
  });

  it('can be let go', async () => {
    const { job, query } = await running();
    await watch(test.redis, query, 'a');
    await unwatch(test.redis, query, 'a');
    expect(await test.redis.hlen('firn:{00}:tracked:a')).toBe(0);
    expect((await test.store.read(job.id))?.owner).toBeNull();
    expect((await test.store.history(job.id)).events.at(-1)).toMatchObject({ kind: 'unwatched', worker: 'a' });
  });

  it('are let go by the step that stores their rows, and a late goodbye takes nothing from a later attempt', async () => {
    const { job, query } = await running();
    await watch(test.redis, query, 'a');
    await test.store.claimFinish(job.id, claimant('finish', job.id, 1));
    expect(await test.redis.hlen('firn:{00}:tracked:a')).toBe(0);
    const again = await running();
    await watch(test.redis, again.query, 'a');
    await unwatch(test.redis, { ...again.query, epoch: 0 }, 'a');
    expect(await test.redis.hkeys('firn:{00}:tracked:a')).toEqual([again.job.id]);
    expect((await test.store.read(again.job.id))?.owner).toBe('a');
  });
});
