import { JobState, problem, shardOfJob } from '@firn/contract';
import { admit, type Job, reconcile, repairOf, StepQueues } from '@firn/jobs';
import { until } from '../../support/until.js';
import { claimant, newJob, QUERY_ID, startStore, type TestStore } from '../store.js';

describe('the reconciler', () => {
  let test: TestStore;
  let queues: StepQueues;
  beforeAll(async () => {
    test = await startStore();
    queues = new StepQueues({ connection: test.connect(), shards: 1, onError: () => {} });
  });
  afterAll(async () => {
    await queues.close();
    await test.stop();
  });

  async function claimed(): Promise<Job> {
    const { id } = await test.store.accept(newJob());
    const claim = await test.store.claim(id, claimant('submit', id, 0));
    if (!claim.claimed) throw new Error('not claimed');
    return claim.job;
  }
  const run = () => reconcile(test.store, queues, 0);
  const stepIds = async (kind: 'submit' | 'finish') =>
    (await queues.queue(kind, '00').getJobs(['waiting', 'delayed'])).map(({ id }) => id);

  it('adds a step for a job whose step vanished while it was submitting, once', async () => {
    const job = await claimed();
    expect((await run()).readded).toContain(job.id);
    expect(await stepIds('submit')).toContain(`${job.id}-submit-1`);
    expect((await run()).readded).not.toContain(job.id);
  });

  it('adds the step of a job that is to look for what it sent, for the time at which it is due', async () => {
    const job = await claimed();
    await test.store.putBack(job, {
      delayMs: 60_000,
      problem: problem('snowflake_unavailable', { detail: '' }),
      unresolved: 'read',
    });
    await run();
    const step = await queues.queue('submit', '00').getJob(`${job.id}-submit-1`);
    expect(step?.delay).toBeGreaterThan(50_000);
  });

  it('puts a job into its line that an earlier version left without a step, and adds none', async () => {
    const { id } = await test.store.accept(newJob());
    await test.redis.del('firn:{00}:line:default/local/read', 'firn:{00}:lines:default', 'firn:{00}:turns');
    await test.redis.zadd('firn:{00}:reconcile', 1, id);
    expect((await run()).readded).toContain(id);
    expect(await stepIds('submit')).not.toContain(`${id}-submit-0`);
    expect((await admit(test.redis, '00', 10)).admitted.map((step) => step.id)).toContain(id);
    expect((await run()).readded).toContain(id); // nobody added its step
    expect(await stepIds('submit')).toContain(`${id}-submit-0`);
  });

  it('adds a finish step for a job that was storing', async () => {
    const job = await claimed();
    await test.store.recordQuery(job, QUERY_ID);
    await test.store.claimFinish(job.id, claimant('finish', job.id, 1));
    expect((await run()).readded).toContain(job.id);
    expect(await stepIds('finish')).toContain(`${job.id}-finish-2`);
  });

  it('hands over the jobs whose query nobody watches', async () => {
    const job = await claimed();
    await test.store.recordQuery(job, QUERY_ID);
    expect((await run()).orphans.map(({ id }) => id)).toContain(job.id);
  });

  it('leaves alone a job whose step is still there', async () => {
    const { id } = await test.store.accept(newJob());
    await queues.addNext({ id, epoch: 0, handler: null, built: null, planVersion: null });
    await test.store.queued(id);
    expect((await run()).readded).not.toContain(id);
    await queues.queue('submit', shardOfJob(id)).remove(`${id}-submit-0`);
    // One that was well is left alone for as long as it has been so.
    await until('its step is missed', async () => (await run()).readded.includes(id));
  });

  it('knows for every state what is missing', async () => {
    const job = await claimed();
    for (const state of JobState.options) {
      const missing = repairOf({ ...job, state }, 'missing', false, 0).kind;
      expect([state, missing]).toEqual([
        state,
        {
          running: 'watch',
          storing: 'finish',
          accepted: 'submit',
          queued: 'submit',
          submitting: 'submit',
          retrying: 'submit',
        }[state as string] ?? 'none',
      ]);
      expect(repairOf({ ...job, state }, 'live', true, 0).kind).toBe('none');
    }
  });
});
