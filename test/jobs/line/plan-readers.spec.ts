import { type JobId, problem, shardOfJob } from '@firn/contract';
import { admit, planQueue, readPlans, reconcile, StepQueues } from '@firn/jobs';
import { claimant, newJob, startStore, type TestStore } from '../store.js';

const NEWER = 7;
const REASON = problem('plan_version_newer', { detail: 'It is newer.' });

describe('jobs whose plans not every worker reads', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterEach(() => test.redis.flushall());
  afterAll(() => test.stop());

  const letOut = async () => (await admit(test.redis, '00', 100)).admitted;
  const comes = (ttlMs = 60_000) => readPlans(test.redis, '00', [2, NEWER], ttlMs);
  const goes = () => test.redis.del(`firn:{00}:reads-plans:${NEWER}`);
  const asideOnes = () => test.redis.zrange(`firn:{00}:aside:${NEWER}`, 0, '-1');
  const kinds = async (id: JobId) => (await test.store.history(id)).events.map(({ kind }) => kind);

  /** A worker has taken it, and cannot read its plan. */
  async function met(): Promise<JobId> {
    const { id } = await test.store.accept(newJob());
    await letOut();
    const claim = await test.store.claim(id, claimant('submit', id, 0));
    if (!claim.claimed) throw new Error('not claimed');
    await test.store.leaveToNewer(claim.job, NEWER, REASON);
    return id;
  }

  it('stand aside where nobody reads them: they hold no slot, and nothing happens to them until somebody comes', async () => {
    const id = await met();
    const before = await kinds(id);
    for (let look = 0; look < 3; look += 1) expect(await letOut()).toEqual([]);
    expect(await test.redis.hlen('firn:{00}:holding')).toBe(0);
    expect(await kinds(id)).toEqual(before);
    expect(before.at(-1)).toBe('released');
    expect(await test.store.explain('default', id)).toMatchObject({
      state: 'accepted',
      waitsFor: 'worker',
      sentence: `It waits for a worker that reads plans of version ${NEWER}.`,
      problem: { code: 'plan_version_newer' },
    });
    const { id: other } = await test.store.accept(newJob());
    expect(await letOut()).toMatchObject([{ id: other, planVersion: null }]);

    expect(await comes()).toBe(false);
    expect(await letOut()).toMatchObject([{ id, epoch: 1, planVersion: NEWER }]);
  });

  it('go straight on where somebody reads them', async () => {
    await comes();
    const id = await met();
    expect(await letOut()).toMatchObject([{ id, epoch: 1, planVersion: NEWER }]);
  });

  it('are fetched in parts, however many there are, and end as others do while they wait', async () => {
    const ids: JobId[] = [];
    for (let at = 0; at < 250; at += 1) ids.push(await met());
    const [first] = ids;
    if (first === undefined) throw new Error('none');
    await test.store.cancel(first, 'somebody', null);
    expect((await test.store.read(first))?.state).toBe('cancelled');
    expect(await asideOnes()).toHaveLength(249);
    expect(await comes()).toBe(true);
    expect(await comes()).toBe(false);
    expect(await asideOnes()).toEqual([]);
  });

  it('stand aside again where whoever read them is gone before they are let out', async () => {
    const id = await met();
    await comes();
    await goes();
    expect(await letOut()).toEqual([]);
    expect(await asideOnes()).toEqual([id]);
  });

  it('free their slots where he is gone after that: any worker may take the step, and puts them aside', async () => {
    await comes();
    const id = await met();
    const queues = new StepQueues({ connection: test.redis, shards: 1, onError: () => {} });
    try {
      await queues.addAllNext(await letOut());
      const stepsOf = async (name: 'submit' | ReturnType<typeof planQueue>) =>
        (await queues.queue(name, shardOfJob(id)).getJobs(['waiting'])).map((step) => step.id);
      expect(await stepsOf(planQueue(NEWER))).toEqual([`${id}-submit-1`]);
      expect((await reconcile(test.store, queues, 0)).readded).toEqual([]);
      await goes();
      await test.redis.zadd('firn:{00}:reconcile', '0', id); // as if some time had passed
      expect((await reconcile(test.store, queues, 0)).readded).toEqual([id]);
      expect(await stepsOf('submit')).toEqual([`${id}-submit-1`]);
    } finally {
      await queues.close();
    }
  });
});
