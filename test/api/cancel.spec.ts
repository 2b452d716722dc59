import { JobHistory, JobView, Problem, problem } from '@firn/contract';
import { parseNudge } from '@firn/jobs';
import { Queue } from 'bullmq';
import { OPERATIONS } from '../../apps/api/src/http/openapi/operations.js';
import { until } from '../support/until.js';
import { useSetting } from './support/setting.js';

describe('POST /v1/jobs/{id}/cancel', () => {
  const setting = useSetting();
  const cancel = (id: string, body?: unknown) =>
    setting.call('POST', `/v1/jobs/${id}/cancel`, body === undefined ? {} : { body });

  it('ends a job that waits at once, with who and why', async () => {
    const { id } = await setting.submit();
    const response = await cancel(id, { reason: 'not needed' });

    expect(response.status).toBe(200);
    expect(JobView.parse(await response.json())).toMatchObject({
      state: 'cancelled',
      cancelling: false,
      cancel: { by: 'key-acme', reason: 'not needed' },
      problem: { code: 'cancelled', detail: 'Cancelled by key-acme: not needed' },
    });
  });

  it('records the wish for a running job, tells its owner, and keeps it due for whoever looks if the owner is dead', async () => {
    const { id } = await setting.submit();
    await setting.worker.submit(id);
    const subscriber = setting.worker.redis.duplicate();
    const nudged = new Promise<string>((resolve) => subscriber.once('message', (_, message) => resolve(message)));
    await subscriber.subscribe('firn:{00}:nudges');

    const response = await cancel(id);
    expect(response.status).toBe(202);
    expect(JobView.parse(await response.json())).toMatchObject({ state: 'running', cancelling: true });
    expect(parseNudge(await nudged)).toEqual({ kind: 'wish', id, to: 'w1' });
    subscriber.disconnect();

    expect(await setting.worker.redis.zrange('firn:{00}:wishes', '0', '-1')).toContain(id);
  });

  it('changes nothing when it is asked again, or when the job has ended', async () => {
    const { id } = await setting.submit();
    await setting.worker.submit(id);
    await cancel(id, { reason: 'first' });
    await cancel(id, { reason: 'second' });
    const { events } = JobHistory.parse(await (await setting.call('GET', `/v1/jobs/${id}/history`)).json());
    expect(events.filter(({ kind }) => kind === 'cancel_requested')).toMatchObject([{ reason: 'first' }]);

    const ended = await setting.submit();
    await setting.worker.succeed(ended.id, [], []);
    const late = await cancel(ended.id);
    expect(late.status).toBe(200);
    expect(JobView.parse(await late.json())).toMatchObject({ state: 'succeeded', cancel: null });
  });
});

describe('POST /v1/jobs/{id}/evidence', () => {
  const setting = useSetting();
  const ask = (id: string, wait = 0) => setting.call('POST', `/v1/jobs/${id}/evidence?wait=${wait}`);
  const evidence = {
    ...{ gatheredAt: '2026-01-01T00:00:00.000Z', sessionId: '7', requestId: null, tag: null, worker: null, epoch: 1 },
    ...{ statements: [], complete: true, unasked: null },
  };
  const inReview = async () => {
    const { id } = await setting.submit();
    const { job } = await setting.worker.submit(id);
    await setting.worker.jobs.needReview(job, problem('outcome_unknown', { detail: 'Nobody knows.' }));
    return { id, job };
  };

  it('has a worker look again, and answers with what it found', async () => {
    const { id, job } = await inReview();
    const first = await ask(id);
    expect(first.status).toBe(202);
    expect(JobView.parse(await first.json())).toMatchObject({ state: 'needs_review', evidence: null });
    const queue = new Queue('control', { connection: setting.worker.redis, prefix: 'firn:{00}' });
    const steps = async () => (await queue.getJobs(['waiting'])).filter(({ data }) => data.id === id);
    expect(await steps()).toHaveLength(1);

    let isAnswered = false;
    const held = ask(id, 20_000).finally(() => {
      isAnswered = true;
    });
    await until('the held request is answered', async () => {
      await setting.worker.jobs.recordEvidence(job, evidence);
      return isAnswered;
    });
    const second = await held;
    expect(second.status).toBe(200);
    expect(JobView.parse(await second.json())).toMatchObject({ state: 'needs_review', evidence });
  });

  it('refuses a job that waits for nobody', async () => {
    const { id } = await setting.submit();
    const answer = await ask(id);
    expect([answer.status, Problem.parse(await answer.json()).code]).toEqual([409, 'not_in_review']);
  });
});

describe('POST /v1/jobs/{id}/resolve', () => {
  const setting = useSetting();
  const resolve = (id: string, body: unknown) => setting.call('POST', `/v1/jobs/${id}/resolve`, { body });
  const inReview = async () => {
    const { id } = await setting.submit();
    const { job } = await setting.worker.submit(id);
    await setting.worker.jobs.needReview(job, problem('outcome_unknown', { detail: 'Nobody knows.' }));
    return id;
  };

  it('takes the example that its documentation shows', async () => {
    const example = OPERATIONS.find(({ route }) => route === 'jobResolve')?.body?.example;
    const answer = await resolve(await inReview(), example);
    expect([answer.status, JobView.parse(await answer.json()).state]).toEqual([200, 'succeeded']);
  });

  it('lets a person decide what became of a write', async () => {
    const [succeeded, failed, rerun] = [await inReview(), await inReview(), await inReview()];
    const states = async (id: string, outcome: string) =>
      JobView.parse(await (await resolve(id, { outcome, reason: 'looked' })).json()).state;

    expect(await states(succeeded, 'succeeded')).toBe('succeeded');
    expect(await states(failed, 'failed')).toBe('failed');
    expect(await states(rerun, 'rerun')).toBe('queued');
  });

  it('refuses a job that does not wait for it, and an outcome that there is not', async () => {
    const { id } = await setting.submit();
    expect(Problem.parse(await (await resolve(id, { outcome: 'failed' })).json())).toMatchObject({
      status: 409,
      code: 'not_in_review',
    });
    expect(Problem.parse(await (await resolve(id, { outcome: 'maybe' })).json())).toMatchObject({
      status: 422,
      path: 'outcome',
    });
  });
});
