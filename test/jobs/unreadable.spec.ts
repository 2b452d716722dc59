import type { JobId } from '@firn/contract';
import { JobListQuery } from '@firn/contract';
import {
  admit,
  BatchStore,
  beat,
  holdLease,
  inherit,
  lieDown,
  reconcile,
  ScratchRegistry,
  SessionStore,
  StepQueues,
  UnreadableRecord,
  watch,
} from '@firn/jobs';
import { claimant, newJob, QUERY_ID, startStore, type TestStore } from './store.js';

/** Each makes the record of a job unreadable in its own way. */
const DAMAGES = {
  'a newer version': ['newer', (redis, key) => redis.hset(key, 'schema', '9')],
  'no version': ['damaged', (redis, key) => redis.hdel(key, 'schema')],
  'an epoch that is no number': ['damaged', (redis, key) => redis.hset(key, 'epoch', 'one')],
  'no times': ['damaged', (redis, key) => redis.hdel(key, 'acceptedAt', 'deadlineAt')],
  'an unknown state': ['damaged', (redis, key) => redis.hset(key, 'state', 'dreaming')],
  'an unknown wish': ['damaged', (redis, key) => redis.hset(key, 'wish', 'somebody')],
  'no tenant': ['damaged', (redis, key) => redis.hdel(key, 'tenant')],
  'tags that are no JSON': ['damaged', (redis, key) => redis.hset(key, 'tags', '{')],
  'a plan that is cut': ['damaged', (redis, key) => redis.hset(key, 'plan', '{"kind":"inl')],
  'a problem of an unknown kind': ['damaged', (redis, key) => redis.hset(key, 'problem', '{"code":"?"}')],
  'another type': ['damaged', (redis, key) => redis.del(key).then(() => redis.set(key, 'x'))],
} as const satisfies Record<string, readonly [string, (redis: TestStore['redis'], key: string) => Promise<unknown>]>;

describe('a record that cannot be read', () => {
  let test: TestStore;
  let queues: StepQueues;
  const ids = new Map<string, JobId>();
  beforeAll(async () => {
    test = await startStore();
    queues = new StepQueues({ connection: test.connect(), shards: 1, onError: () => {} });
    for (const [name, [, damage]] of Object.entries(DAMAGES)) {
      const { id } = await test.store.accept(newJob());
      await damage(test.redis, key(id));
      ids.set(name, id);
    }
  });
  afterAll(async () => {
    await queues.close();
    await test.stop();
  });

  const dump = (id: string) => test.redis.dumpBuffer(key(id));
  const key = (id: string) => `firn:{00}:job:${id}`;
  const idOf = (name: string): JobId => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`nothing has ${name}`);
    return id;
  };

  describe.each(Object.entries(DAMAGES))('with %s', (name, [why]) => {
    it('is refused by its name, and left as it is by every script', async () => {
      const { store } = test;
      const id = idOf(name);
      const before = await dump(id);
      const refused = { why, what: `Job ${id}`, problem: { code: `record_${why}` } };
      await expect(store.readWhole(id)).rejects.toMatchObject(refused);
      await expect(store.claim(id, claimant('submit', id, 0))).rejects.toMatchObject(refused);
      await expect(store.claimFinish(id, claimant('finish', id, 0))).rejects.toMatchObject(refused);
      expect(await dump(id)).toEqual(before);
    });
  });

  it('does not hide the other jobs of a list, which says how many could not be read', async () => {
    const { id } = await test.store.accept(newJob());
    const page = await test.store.list('default', JobListQuery.parse({}));
    expect(page.jobs.map((job) => job.id)).toContain(id);
    // A list does not read plans: that one alone can be shown.
    expect(page.unreadable).toBe(ids.size - 1);
    expect(page.cursor).toBeNull();
  });

  it('is counted once where a list has many pages', async () => {
    for (let at = 0; at < 30; at += 1) await test.store.accept(newJob({}, { tenant: 'pages' }));
    const all: readonly string[] = await test.redis.zrange('firn:{00}:jobs:pages', '0', '-1');
    for (const id of all.filter((_, at) => at % 10 === 3)) await test.redis.hset(key(id), { schema: '9' });
    let [seen, unreadable] = [0, 0];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = JobListQuery.parse({ limit: '4', ...(cursor && { cursor }) });
      const page = await test.store.list('pages', query);
      seen += page.jobs.length;
      unreadable += page.unreadable;
      cursor = page.cursor;
    }
    expect([seen, unreadable]).toEqual([27, 3]);
  });

  it('keeps no other job from being repaired', async () => {
    const { id } = await test.store.accept(newJob());
    await admit(test.redis, '00', 100);
    const { readded, troubled } = await reconcile(test.store, queues, 0);
    expect(readded).toContain(id);
    expect(troubled.map((one) => one.id)).toEqual(
      expect.arrayContaining([...ids.values()].filter((one) => one !== idOf('a plan that is cut'))),
    );
    expect(troubled.every(({ error }) => error instanceof UnreadableRecord)).toBe(true);
  });

  it('is put off, so that hundreds of it do not fill what a look finds', async () => {
    const before = await test.store.due.overdue(1);
    expect(before).toEqual([]);
    const id = idOf('a newer version');
    await test.redis.zadd('firn:{00}:deadlines', 1, id);
    expect(await test.store.due.overdue(10)).toEqual([id]);
    await test.store.due.putOff('deadlines', id, 60_000);
    expect(await test.store.due.overdue(10)).toEqual([]);
  });

  it('tells of entries of an index that are no IDs, and passes over them', async () => {
    const told: UnreadableRecord[] = [];
    const store = test.storeWith({ onUnreadable: (error) => void told.push(error) });
    await test.redis.zadd('firn:{00}:expiring', 1, 'nonsense');
    expect(await store.due.forgetExpired(10)).toMatchObject({ forgotten: 0, troubled: [] });
    expect(told.map(({ what }) => what)).toEqual(['The entry "nonsense" of firn:{00}:expiring']);
    expect(await store.due.forgetExpired(10)).toMatchObject({ forgotten: 0, troubled: [] });
    expect(told).toHaveLength(1);
  });

  it('tells of entries of a history that a newer process wrote, and shows the others', async () => {
    const { id } = await test.store.accept(newJob());
    await test.redis.rpush(`firn:{00}:history:${id}`, '{"kind":"levitated","at":1}', '{');
    const { events, unreadable } = await test.store.history(id);
    expect([events.map(({ kind }) => kind), unreadable]).toEqual([['accepted'], 2]);
  });

  it('is not taken from a dead worker that is newer, and keeps no other query from being taken', async () => {
    const running = async () => {
      const { id } = await test.store.accept(newJob());
      const claim = await test.store.claim(id, claimant('submit', id, 0));
      if (!claim.claimed) throw new Error('not claimed');
      await test.store.recordQuery(claim.job, QUERY_ID);
      const query = {
        id,
        tenant: 'default',
        profile: 'local',
        queryId: QUERY_ID,
        epoch: 1,
        writes: false,
        startedAt: 1,
        deadlineAt: 2,
      };
      expect(await watch(test.redis, query, 'dead')).toBe(true);
      return id;
    };
    const [well, newer, bare, broken] = [await running(), await running(), await running(), await running()];
    await test.redis.hset(key(newer), 'schema', '9');
    await test.redis.hset('firn:{00}:tracked:dead', bare, '{"id":');
    await test.redis.del(key(broken));
    await test.redis.set(key(broken), 'x');
    await beat(test.redis, '00', 'me', 60_000);
    await lieDown(test.redis, '00', 'dead');
    const taken = await inherit(test.redis, '00', { instance: 'me', worker: 'me', most: 2 });
    const more = await inherit(test.redis, '00', { instance: 'me', worker: 'me', most: 2 });
    expect([...taken.queries, ...more.queries].map(({ id }) => id)).toEqual([well]);
    expect([...taken.bare, ...more.bare]).toEqual([bare]);
    expect(await test.redis.hkeys('firn:{00}:tracked:dead')).toEqual([newer]);
  });

  it('leaves the other sessions, batches, scratch objects and leases to go on', async () => {
    const { redis } = test;
    const sessions = new SessionStore(redis, 1);
    const [one, two] = [await sessions.open('default', 'local', 1), await sessions.open('default', 'local', 1)];
    await redis.hset(`firn:{00}:session:${one.id}`, 'state', 'asleep');
    const due = await sessions.due((await test.store.now()) + 10, 10);
    expect(due.sessions.map(({ id }) => id)).toEqual([two.id]);
    expect(due.unreadable.map(({ what }) => what)).toEqual([`Session ${one.id}`]);
    await expect(sessions.find('default', one.id)).rejects.toMatchObject({ problem: { code: 'record_damaged' } });
    expect(await sessions.find('other', one.id)).toBeNull();

    const batches = new BatchStore(redis, 1);
    const { id } = await batches.begin('default', null, 60_000);
    await redis.hset(`firn:{00}:batch:${id}`, 'refused', 'some');
    await expect(batches.find('default', id)).rejects.toMatchObject({ problem: { code: 'record_damaged' } });

    const scratch = new ScratchRegistry(redis, 1);
    const object = { kind: 'table', name: '"S"."T"', tenant: 'default', profile: 'local' } as const;
    await scratch.add(two.id, [object], 0);
    await redis.hset(`firn:{00}:scratch:${two.id}`, '"S"."U"', '{"kind":"moon"}');
    await redis.zadd('firn:{00}:scratch-owners', 0, 'nobody');
    const owned = await scratch.objectsOf(two.id);
    expect([owned.objects, owned.unreadable.length]).toEqual([[object], 1]);
    const owners = await scratch.due(10, 10);
    expect([owners.owners, owners.unreadable.length]).toEqual([[two.id], 1]);

    await redis.lpush('firn:{00}:lease:recover', 'x');
    expect(await holdLease(redis, '00', 'recover', 'me', 1_000)).toBe(true);
  });

  it('does not keep a job from ending whose batch is damaged', async () => {
    const batches = new BatchStore(test.redis, 1);
    const { id: batch } = await batches.begin('default', null, 60_000);
    await test.redis.set(`firn:{00}:batch-count:${batch}`, 'x');
    await expect(test.store.accept(newJob({}, { batch }))).rejects.toMatchObject({
      problem: { code: 'record_damaged' },
    });
    await test.redis.del(`firn:{00}:batch-count:${batch}`);
    const { id } = await test.store.accept(newJob({}, { batch }));
    await test.redis.set(`firn:{00}:batch-count:${batch}`, 'x');
    expect(await test.store.cancel(id, 'me', null)).toMatchObject({ outcome: 'ended', state: 'cancelled' });
  });

  it.each(['nonsense', '-1', '99999999999999999999', ''])(
    'keeps no job from coming or ending where the bytes of its tenant are counted as "%s", which begin anew',
    async (value) => {
      const bytes = () => test.redis.hget('firn:{00}:bytes', 'counted');
      const first = await test.store.accept(newJob({}, { tenant: 'counted' }));
      await test.redis.hset('firn:{00}:bytes', 'counted', value);
      const second = await test.store.accept(newJob({}, { tenant: 'counted' }));
      expect(Number(await bytes())).toBeGreaterThan(0);
      for (const { id } of [first, second]) {
        await test.store.cancel(id, 'ann', null);
        expect(await test.store.read(id)).toMatchObject({ state: 'cancelled' });
      }
      expect(await bytes()).toBe('0');
    },
  );

  it('answers a used idempotency key whose job cannot be told', async () => {
    const { redis, store } = test;
    const { id } = await store.accept(newJob({}, { key: 'k' }));
    await redis.del(key(id));
    await redis.set(key(id), 'x');
    await expect(store.accept(newJob({}, { key: 'k' }))).rejects.toMatchObject({ problem: { code: 'record_damaged' } });
  });
});
