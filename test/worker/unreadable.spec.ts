import { type JobId, JobListQuery } from '@firn/contract';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

describe('a worker that meets records which it cannot read', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.worker('w', {
      FIRN_WORKER_LOCK_MS: '1000',
      FIRN_WORKER_RECONCILE_MS: '100',
      FIRN_WORKER_SWEEP_MS: '100',
    });
  });
  afterAll(() => world.stop());

  const key = (id: JobId) => `firn:{00}:job:${id}`;
  const troubles = () => world.workers[0]?.ports.troubles.all ?? [];

  it('leaves a newer job untouched for a newer worker, which finds its step waiting', async () => {
    const id = await world.acceptOnly({ sql: 'SELECT 1' });
    await world.redis.hset(key(id), 'schema', '9');
    const before = await world.redis.hgetall(key(id));
    await world.queues.addNext({ id, epoch: 0, handler: null, built: null, planVersion: null });
    const submits = world.queues.queue('submit', '00');
    await until('the step waits', async () => (await submits.getJobState(`${id}-submit-0`)) === 'delayed');
    expect(await world.redis.hgetall(key(id))).toEqual(before);
    expect(troubles().map(({ what }) => what)).toContain(`Job ${id}`);
    // The upgrade is over: whoever understands the record goes on with it, by the same step.
    await world.redis.hset(key(id), 'schema', '1');
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', epoch: 1 });
  });

  it('ends the timeouts of other jobs, repairs them and lists them while damaged ones stand in every line', async () => {
    const bad = await Promise.all(
      ['schema', 'epoch', 'tags', 'state'].map(async (field) => {
        const id = await world.acceptOnly({ sql: 'SELECT 1', timeoutMs: 100 });
        await world.redis.hset(key(id), field, field === 'schema' ? '7' : '?');
        return id;
      }),
    );
    const wrong = await world.acceptOnly({ sql: 'SELECT 1' });
    await world.redis.del(key(wrong));
    await world.redis.set(key(wrong), 'x');
    for (const set of ['reconcile', 'deadlines', 'expiring', 'results-expiring'])
      await world.redis.zadd(
        `firn:{00}:${set}`,
        1,
        ...[...bad, wrong].flatMap((id, at) => (at === 0 ? [id] : ['1', id])),
        1,
        'rubbish',
      );
    await world.queues.queue('submit', '00').add('foreign', { id: 'not a job' } as never, { jobId: 'foreign-1-x' });

    const slow = await world.submit({ sql: 'SELECT SYSTEM$WAIT(60)', timeoutMs: 1_000 });
    expect(await world.until(slow)).toMatchObject({ state: 'timed_out' });
    const lost = await world.acceptOnly({ sql: 'SELECT 2' });
    expect(await world.until(lost)).toMatchObject({ state: 'succeeded' });

    const page = await world.store.list('default', JobListQuery.parse({}));
    expect(page.jobs.map(({ id }) => id)).toEqual(expect.arrayContaining([slow, lost]));
    expect(page.unreadable).toBe(5);
    await until('each is told of', async () => {
      const told = new Set(troubles().map(({ what }) => what));
      return [...bad, wrong].every((id) => told.has(`Job ${id}`));
    });
  });
});
