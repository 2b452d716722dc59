import { shardOfJob } from '@firn/contract';
import { acceptJob, acceptJobs, reconcile, StepQueues } from '@firn/jobs';
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
    const { reply } = await test.store.acceptAndAdmit(newJob({}, { key: 'k4' }));
    expect(reply.state).toBe('queued');
    expect(await waiting()).not.toContain(reply.id);
    await acceptJob(test.store, queues, newJob({}, { key: 'k4' }));
    expect(await waiting()).toContain(reply.id);
  });

  it('leaves to the reconciler what nobody asks for again', async () => {
    const { id } = (await test.store.acceptAndAdmit(newJob())).reply;
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
