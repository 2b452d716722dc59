import { problem } from '@firn/contract';
import { JobChanges, waitForJob } from '@firn/jobs';
import { claimant, newJob, startStore, type TestStore } from '../store.js';

describe('waiting for a job', () => {
  let test: TestStore;
  let changes: JobChanges;
  beforeAll(async () => {
    test = await startStore();
    changes = new JobChanges(test.connect(), 1);
    changes.start();
  });
  afterAll(async () => {
    changes.stop();
    await test.stop();
  });

  const wait = (id: string, aboveVersion: number, waitMs: number, signal?: AbortSignal) =>
    waitForJob(changes, (job) => test.store.read(job), id as never, {
      enough: ({ version }) => version > aboveVersion,
      waitMs,
      signal,
    });

  it('returns at once what has changed already', async () => {
    const { id } = await test.store.accept(newJob());
    expect((await wait(id, 0, 60_000))?.version).toBe(1);
  });

  it('returns when the job changes, for every one who waits', async () => {
    const { id } = await test.store.accept(newJob());
    const waiting = Array.from({ length: 5 }, () => wait(id, 1, 60_000));
    await test.store.claim(id, claimant('submit', id, 0));
    for (const job of await Promise.all(waiting)) expect(job).toMatchObject({ state: 'submitting', version: 2 });
  });

  it('returns the job as it is when the time is over, or when the caller goes away', async () => {
    const { id } = await test.store.accept(newJob());
    expect((await wait(id, 1, 20))?.version).toBe(1);
    const gone = new AbortController();
    const waiting = wait(id, 1, 60_000, gone.signal);
    gone.abort();
    expect((await waiting)?.version).toBe(1);
  });

  it('gives nothing for a job that is not there', async () => {
    expect(await wait('job_0001JD7Z3V9Q5W8N2R4T6Y0B1C3D', 0, 60_000)).toBeNull();
  });

  describe('since its acceptance', () => {
    const channels = async () => (await test.redis.pubsub('CHANNELS', 'firn:*')) as string[];
    const accept = async () => {
      const job = newJob();
      const id = test.store.newId(job);
      const watch = await changes.ofNew(id);
      await test.store.accept({ ...job, id, waiter: changes.name });
      return { id, watch };
    };
    const claimed = async (id: Awaited<ReturnType<typeof accept>>['id']) => {
      const claim = await test.store.claim(id, claimant('submit', id, 0));
      if (!claim.claimed) throw new Error('It was not claimed.');
      return claim.job;
    };

    it('needs no channel for each job, and rings for the one that has settled and for no other', async () => {
      const [one, other] = [await accept(), await accept()];
      expect(await channels()).toEqual([`firn:changes-at:${changes.name}`]);
      expect(changes.waitedFor).toBe(2);
      const job = await claimed(one.id);
      await test.store.end(job, { outcome: 'failed', writes: false, problem: problem('internal', { detail: 'x' }) });
      await one.watch.change(60_000);
      expect(await test.store.read(one.id)).toMatchObject({ state: 'failed' });
      let rang = false;
      const waiting = other.watch.change(60_000).then(() => {
        rang = true;
      });
      await test.redis.ping();
      expect(rang).toBe(false);
      other.watch.end();
      await waiting;
      one.watch.end();
      expect(changes.waitedFor).toBe(0);
    });

    it('rings where a person has to decide, and leaves nothing in a record that has ended', async () => {
      const { id, watch } = await accept();
      const job = await claimed(id);
      await test.store.needReview(job, problem('outcome_unknown', { detail: 'x' }));
      await watch.change(60_000);
      expect(await test.redis.hget(`firn:{00}:job:${id}`, 'waiter')).toBe(changes.name);
      await test.store.resolve(id, 'failed', 'somebody', null);
      expect(await test.redis.hget(`firn:{00}:job:${id}`, 'waiter')).toBeNull();
      watch.end();
    });

    it('looks again where the connection was lost meanwhile', async () => {
      const { id, watch } = await accept();
      await test.redis.client('KILL', 'TYPE', 'PUBSUB');
      await watch.change(60_000);
      expect(await test.store.read(id)).toMatchObject({ state: 'accepted' });
      watch.end();
    });
  });
});
