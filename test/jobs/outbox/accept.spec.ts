import { createHash } from 'node:crypto';
import { type JobId, ProblemError, shardOfJob } from '@firn/contract';
import { acceptJob, acceptJobs, type NewJob, reconcile, StepQueues } from '@firn/jobs';
import { claimant, newJob, startStore, type TestStore } from '../store.js';

describe('accepting a job', () => {
  let test: TestStore;
  let queues: StepQueues;
  beforeAll(async () => {
    test = await startStore(4);
    queues = new StepQueues({ connection: test.connect(), shards: 4, onError: () => {} });
  });
  afterAll(async () => {
    await queues.close();
    await test.stop();
  });

  const waiting = async () => {
    const ids: string[] = [];
    for (const shard of ['00', '01', '02', '03']) {
      const jobs = await queues.queue('submit', shard).getJobs(['waiting', 'delayed', 'prioritized']);
      ids.push(...jobs.map(({ data }) => data.id));
    }
    return ids;
  };

  /** Accepted and let out, by a process that died before it added the step. */
  async function acceptedAlone(job: NewJob): Promise<JobId> {
    const { replies, admitted } = await test.store.acceptAndAdmit([job]);
    const [reply] = replies;
    if (reply === undefined || reply instanceof Error) throw reply;
    expect(reply.state).toBe('queued');
    expect(admitted.map(({ id }) => id)).toContain(reply.id);
    return reply.id;
  }

  it('records the job, then adds its step', async () => {
    const { id, outcome } = await acceptJob(test.store, queues, newJob({ tags: { team: 'a' } }));
    expect(outcome).toBe('created');
    const job = await test.store.find('default', id);
    expect(job).toMatchObject({ state: 'queued', epoch: 0, tags: { team: 'a' }, version: 2, profile: 'local' });
    expect(job.deadlineAt - job.acceptedAt).toBe(3_600_000);
    expect(await waiting()).toContain(id);
    expect((await test.store.history(id)).events.map(({ kind }) => kind)).toEqual(['accepted', 'queued']);
  });

  it('answers the same key and body with the same job, and another body with a conflict', async () => {
    const first = await acceptJob(test.store, queues, newJob({}, { key: 'k1' }));
    const again = await acceptJob(test.store, queues, newJob({}, { key: 'k1' }));
    expect(again).toEqual({ outcome: 'existing', id: first.id, state: 'queued' });
    const other = await acceptJob(test.store, queues, newJob({ sql: 'select 2' }, { key: 'k1' }));
    expect(other).toMatchObject({ outcome: 'conflict', id: first.id });
    const tenant = await acceptJob(test.store, queues, newJob({ sql: 'select 2' }, { key: 'k1', tenant: 'other' }));
    expect(tenant.outcome).toBe('created');
    expect((await waiting()).filter((id) => id === first.id)).toHaveLength(1);
  });

  it('takes the order of tags for no difference', async () => {
    const first = await test.store.accept(newJob({ tags: { a: '1', b: '2' } }, { key: 'k2' }));
    const again = await test.store.accept(newJob({ tags: { b: '2', a: '1' } }, { key: 'k2' }));
    expect(again).toMatchObject({ outcome: 'existing', id: first.id });
  });

  it('makes one job of many requests with one key at the same time', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => acceptJob(test.store, queues, newJob({}, { key: 'k3' }))),
    );
    expect(new Set(replies.map(({ id }) => id)).size).toBe(1);
    expect(replies.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
  });

  it('adds the step again with the same key, where a crash came between', async () => {
    const id = await acceptedAlone(newJob({}, { key: 'k4' }));
    expect(await waiting()).not.toContain(id);
    await acceptJob(test.store, queues, newJob({}, { key: 'k4' }));
    expect(await waiting()).toContain(id);
  });

  it('leaves to the reconciler what nobody asks for again', async () => {
    const id = await acceptedAlone(newJob());
    const { readded } = await reconcile(test.store, queues, 0);
    expect(readded).toContain(id);
    expect(await waiting()).toContain(id);
    expect((await test.store.find('default', id)).state).toBe('queued');
    expect((await reconcile(test.store, queues, 0)).readded).not.toContain(id);
  });

  it('takes many at once, over all shards', async () => {
    const accepted = await acceptJobs(
      test.store,
      queues,
      Array.from({ length: 200 }, (_, at) => newJob({}, { key: `many-${at}` })),
    );
    const replies = accepted.flatMap((reply) => (reply instanceof Error ? [] : [reply]));
    expect(replies).toHaveLength(200);
    expect(replies.every(({ outcome }) => outcome === 'created')).toBe(true);
    expect(new Set(replies.map(({ id }) => shardOfJob(id)))).toEqual(new Set(['00', '01', '02', '03']));
    const ids = await waiting();
    for (const { id } of replies) expect(ids).toContain(id);
  });

  it('answers each of many for itself, those that share a key too', async () => {
    const { store, redis } = test;
    const known = await store.accept(newJob({ sql: 'select 0' }, { key: 'each' }));
    const digest = createHash('sha256').update('each-damaged').digest('hex');
    for (const shard of ['00', '01', '02', '03'])
      await redis.set(`firn:{${shard}}:idempotency:default:${digest}`, 'no hash');
    const jobs = [
      newJob({ sql: 'select 0' }, { key: 'each' }),
      newJob({ sql: 'select 1' }, { key: 'each' }),
      newJob({ sql: 'select 2' }, { key: 'each-new' }),
      newJob({ sql: 'select 2' }, { key: 'each-new' }),
      newJob({ sql: 'select 3' }, { key: 'each-new' }),
      newJob({}, { key: 'each-damaged' }),
      newJob(),
    ];
    const replies = await acceptJobs(store, queues, jobs);
    const outcomes = replies.map((reply) => (reply instanceof ProblemError ? reply.problem.code : reply));
    expect(outcomes).toMatchObject([
      { outcome: 'existing', id: known.id },
      { outcome: 'conflict', id: known.id },
      { outcome: 'created', state: 'queued' },
      { outcome: 'existing', state: 'queued' },
      { outcome: 'conflict' },
      'record_damaged',
      { outcome: 'created', state: 'queued' },
    ]);
  });

  it('takes no more of many than may wait, and those that it takes whole', async () => {
    const one = await startStore();
    try {
      const store = one.storeWith({ waiting: { jobs: 130, bytes: 0 } });
      // What starts at once does not wait: 128 do.
      const { replies, admitted } = await store.acceptAndAdmit(
        Array.from({ length: 300 }, () => newJob({}, { batch: 'bat_01JZ0000000000000000000000' })),
      );
      expect(admitted).toHaveLength(128);
      const created = replies.flatMap((reply) => (reply instanceof Error ? [] : [reply]));
      expect(created).toHaveLength(258);
      expect(replies.at(-1)).toMatchObject({ problem: { code: 'queue_full' } });
      for (const { id, state } of created) {
        const job = await store.find('default', id);
        const { events } = await store.history(id);
        expect(job).toMatchObject({ state, version: state === 'queued' ? 2 : 1 });
        expect(events.map(({ kind }) => kind)).toEqual(state === 'queued' ? ['accepted', 'queued'] : ['accepted']);
      }
      const counted = await Promise.all([
        one.redis.zcard('firn:{00}:jobs:default'),
        one.redis.zcard('firn:{00}:jobs:default:state:accepted'),
        one.redis.zcard('firn:{00}:jobs:default:state:queued'),
        one.redis.zcard('firn:{00}:deadlines'),
        one.redis.zcard('firn:{00}:reconcile'),
        one.redis.zcard('firn:{00}:line:default/local/read'),
        one.redis.scard('firn:{00}:slots:starting'),
        one.redis.scard('firn:{00}:slots:profile:default/local'),
      ]);
      expect(counted).toEqual([258, 130, 128, 258, 128, 130, 128, 128]);
      expect(await one.redis.hget('firn:{00}:batch-count:bat_01JZ0000000000000000000000', 'jobs')).toBe('258');
      for (const { id } of created) await store.cancel(id, 'me', null);
      expect(await one.redis.hget('firn:{00}:bytes', 'default')).toBe('0');
    } finally {
      await one.stop();
    }
  });

  it.each([
    ['without a key', null, 3],
    ['with a key each', 'c', 5],
  ])('costs Redis few commands a job, many together %s', async (_, key, most) => {
    const one = await startStore();
    const commands = async () => {
      const stats = await one.redis.info('commandstats');
      return [...stats.matchAll(/:calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0);
    };
    try {
      const before = await commands();
      await one.store.acceptAndAdmit(
        Array.from({ length: 1_000 }, (_job, at) => newJob({}, key === null ? {} : { key: `${key}${at}` })),
      );
      expect((await commands()) - before).toBeLessThan(most * 1_000);
      expect(await one.redis.zcard('firn:{00}:jobs:default')).toBe(1_000);
    } finally {
      await one.stop();
    }
  });

  it('keeps a job of another tenant out of sight', async () => {
    const { id } = await test.store.accept(newJob({}, { tenant: 'a' }));
    await expect(test.store.find('b', id)).rejects.toMatchObject({ problem: { code: 'not_found', status: 404 } });
  });

  it('does not add a step to a job that is under way', async () => {
    const first = await acceptJob(test.store, queues, newJob({}, { key: 'k5' }));
    await test.store.claim(first.id, claimant('submit', first.id, 0));
    await queues.queue('submit', shardOfJob(first.id)).remove(`${first.id}-submit-0`);
    expect(await acceptJob(test.store, queues, newJob({}, { key: 'k5' }))).toMatchObject({ state: 'submitting' });
    expect(await waiting()).not.toContain(first.id);
  });
});
