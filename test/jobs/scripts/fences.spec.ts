import { problem } from '@firn/contract';
import type { Job, StoredResult } from '@firn/jobs';
import { until } from '../../support/until.js';
import { claimant, intent, newJob, QUERY_ID, startStore, type TestStore } from '../store.js';

describe('a record under several hands', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());

  const accepted = async () => (await test.store.accept(newJob())).id;
  async function claimed(): Promise<Job> {
    const id = await accepted();
    const claim = await test.store.claim(id, claimant('submit', id, 0));
    if (!claim.claimed) throw new Error('not claimed');
    return claim.job;
  }

  it('gives itself to one of many claims with different steps', async () => {
    const id = await accepted();
    const claims = await Promise.all(
      ['a', 'b', 'c', 'd'].map((worker) => test.store.claim(id, { step: `submit/${worker}`, epoch: 0, worker })),
    );
    expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1);
  });

  it('gives itself again to the same step, whose worker died, and fences out the one before', async () => {
    const job = await claimed();
    const again = await test.store.claim(job.id, { ...claimant('submit', job.id, 0), worker: 'w2' });
    expect(again).toMatchObject({ claimed: true, job: { epoch: 2, worker: 'w2' } });
    expect(await test.store.recordQuery(job, QUERY_ID)).toEqual({ stale: true });
    expect((await test.store.read(job.id))?.queryId).toBeNull();
  });

  it('refuses a left-over step of an earlier epoch', async () => {
    const job = await claimed();
    await test.store.putBack(job, {
      delayMs: 0,
      problem: problem('snowflake_unavailable', { detail: 'away' }),
      unresolved: 'none',
    });
    expect((await test.store.claim(job.id, { step: 'submit/old', epoch: 0, worker: 'w' })).claimed).toBe(false);
    expect((await test.store.claim(job.id, claimant('submit', job.id, 1))).claimed).toBe(true);
  });

  it('answers every step of the way whether somebody wants the job to end', async () => {
    const job = await claimed();
    expect(await test.store.cancel(job.id, 'ann', 'wrong table')).toEqual({ outcome: 'wished', state: 'submitting' });
    const what = {
      intent: intent(1, false),
      queryText: { kind: 'inline', text: 'x' },
      resultKind: 'rows',
    } as const;
    expect(await test.store.recordIntent(job, what)).toEqual({ stale: false, wished: true });
    expect(await test.store.recordQuery(job, QUERY_ID)).toEqual({ stale: false, wished: true });
    expect(await test.store.end(job, { outcome: 'aborted', writes: false })).toBe('cancelled');
    const ended = await test.store.readWhole(job.id);
    expect(ended?.problem).toMatchObject({
      code: 'cancelled',
      detail: 'Cancelled by ann: wrong table',
      queryId: QUERY_ID,
    });
    expect((await test.store.history(job.id)).events.map(({ kind }) => kind)).toEqual([
      'accepted',
      'claimed',
      'cancel_requested',
      'intent',
      'submitted',
      'ended',
    ]);
  });

  it('says at its timeout what it was waiting for', async () => {
    const job = await claimed();
    await test.store.putBack(job, {
      delayMs: 500,
      problem: problem('snowflake_unavailable', { detail: 'No route.' }),
      unresolved: 'none',
    });
    expect(await test.store.timeOut(job.id)).toEqual({ outcome: 'ended', state: 'timed_out' });
    const ended = await test.store.read(job.id);
    expect(ended?.problem).toMatchObject({ code: 'timeout' });
    expect(ended?.problem?.detail).toBe('The job did not end within its timeout of 3600000 ms. Before that: No route.');
  });

  it('keeps the late wish of a write that succeeded in its history', async () => {
    const job = await claimed();
    await test.store.recordQuery(job, QUERY_ID);
    await test.store.cancel(job.id, 'ann', null);
    const stored: StoredResult = { kind: 'none', columns: [], rows: 0, bytes: 0, pages: 0, epoch: 1 };
    expect(await test.store.end(job, { outcome: 'succeeded', writes: true, result: { stored, inline: null } })).toBe(
      'succeeded',
    );
    const ended = await test.store.read(job.id);
    expect(ended).toMatchObject({ state: 'succeeded', problem: null, result: stored });
    expect((await test.store.history(job.id)).events.map(({ kind }) => kind)).toContain('cancel_late');
  });

  it('waits for a person, who may let it run again under a deadline of its own', async () => {
    const job = await claimed();
    await test.store.review(job, problem('outcome_unknown', { detail: 'Nobody knows.' }));
    expect(await test.store.overdue(100)).not.toContain(job.id);
    expect(await test.store.resolve(job.id, 'rerun', 'bob', 'checked')).toBe('resolved');
    expect(await test.store.readWhole(job.id)).toMatchObject({
      state: 'accepted',
      epoch: 1,
      problem: null,
      intent: null,
    });
    expect(await test.store.outbox(0, 100)).toContain(job.id);
    expect(await test.store.resolve(job.id, 'failed', 'bob', null)).toBe('not_in_review');
    expect((await test.store.claim(job.id, claimant('submit', job.id, 1))).claimed).toBe(true);
  });

  it('is gone with every trace once it is forgotten, and never before it has ended', async () => {
    const reply = await test.store.accept(newJob({ tags: { a: 'b{}:' } }, { key: 'gone', tenant: 'forgetful' }));
    await test.store.forget(reply.id);
    expect(await test.store.read(reply.id)).not.toBeNull();
    await test.store.cancel(reply.id, 'x', null);
    await test.store.forget(reply.id);
    expect(await test.store.read(reply.id)).toBeNull();
    expect(await test.redis.keys('*forgetful*')).toEqual([]);
    expect(await test.redis.keys(`*${reply.id}*`)).toEqual([]);
    expect(await test.redis.zscore('firn:{00}:expiring', reply.id)).toBeNull();
  });

  it('becomes due to be forgotten when its time is over', async () => {
    const short = await startStore(1, 1);
    try {
      const { id } = await short.store.accept(newJob());
      await short.store.cancel(id, 'x', null);
      await until('the record is due', async () => (await short.store.expired(10)).includes(id));
      expect((await short.store.read(id))?.expiresAt).not.toBeNull();
    } finally {
      await short.stop();
    }
  });
});
