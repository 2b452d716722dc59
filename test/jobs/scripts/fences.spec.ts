import { type JobId, problem } from '@firn/contract';
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

  it('is claimed together with its intent only as it was read', async () => {
    const id = await accepted();
    const read = await test.store.readWhole(id);
    if (read === null) throw new Error('not there');
    const what = { intent: intent(1, false), queryText: { kind: 'inline', text: 'x' }, resultKind: 'rows' } as const;
    const both = (worker: string) => test.store.claimAndIntend(read, { ...claimant('submit', id, 0), worker }, what);
    const [first, second] = await Promise.all([both('w1'), both('w2')]);
    expect([first?.worker, second]).toEqual(['w1', null]);
    // What it gives is what the record says now.
    expect(first).toEqual(await test.store.readWhole(id));
    expect((await test.store.history(id)).events).toMatchObject([
      { kind: 'accepted', version: 1 },
      { kind: 'claimed', version: 2, epoch: 1, state: 'submitting', worker: 'w1' },
      { kind: 'intent', version: 3, epoch: 1, state: 'submitting', sessionId: what.intent.sessionId },
    ]);

    const wished = await accepted();
    const before = await test.store.readWhole(wished);
    if (before === null) throw new Error('not there');
    await test.store.cancel(wished, 'ann', null);
    expect(await test.store.claimAndIntend(before, claimant('submit', wished, 0), what)).toBeNull();
    expect(await test.store.read(wished)).toMatchObject({ state: 'cancelled', epoch: 0 });
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
    expect(await test.store.recordIntent(job, what)).toMatchObject({ stale: false, wished: true });
    expect(await test.store.recordQuery(job, QUERY_ID)).toMatchObject({ stale: false, wished: true });
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
    await test.store.needReview(job, problem('outcome_unknown', { detail: 'Nobody knows.' }));
    expect(await test.store.due.overdue(100)).not.toContain(job.id);
    expect(await test.store.resolve(job.id, 'rerun', 'bob', 'checked')).toBe('resolved');
    expect(await test.store.readWhole(job.id)).toMatchObject({
      state: 'accepted',
      epoch: 2,
      problem: null,
      intent: null,
    });
    expect(await test.redis.zscore('firn:{00}:line:default/local/read', job.id)).not.toBeNull();
    expect(await test.store.resolve(job.id, 'failed', 'bob', null)).toBe('not_in_review');
    expect((await test.store.claim(job.id, claimant('submit', job.id, 2))).claimed).toBe(true);
  });

  describe('whose time is over', () => {
    let short: TestStore;
    beforeAll(async () => {
      short = await startStore(1, 1);
    });
    afterAll(() => short.stop());
    /** Each has a millisecond of its own. */
    const areDue = (set: 'expiring' | 'results-expiring', count: number) =>
      until('they are due', async () => (await short.redis.zcount(`firn:{00}:${set}`, '-inf', Date.now())) === count);
    const forgetAll = () =>
      until('the records are due', async () => {
        const pass = await short.store.due.forgetExpired(100);
        return pass.looked > 0 && pass;
      });

    it('is gone with every trace, and never before it has ended', async () => {
      const made = newJob({ tags: { a: 'b{}: ä%' } }, { key: 'gone', tenant: 'forgetful' });
      const { id } = await short.store.accept(made);
      expect(await short.store.due.forgetExpired(100)).toMatchObject({ looked: 0, forgotten: 0 });
      expect(await short.store.read(id)).not.toBeNull();
      await short.store.cancel(id, 'x', null);
      expect((await short.store.read(id))?.expiresAt).not.toBeNull();
      expect(await forgetAll()).toMatchObject({ forgotten: 1, troubled: [] });
      expect(await short.store.read(id)).toBeNull();
      expect(await short.redis.keys('*forgetful*')).toEqual([]);
      expect(await short.redis.keys(`*${id}*`)).toEqual([]);
      for (const set of ['expiring', 'results-expiring', 'reconcile', 'deadlines', 'later'])
        expect(await short.redis.zscore(`firn:{00}:${set}`, id)).toBeNull();
    });

    it('is put off and named where it cannot go: of a newer version, damaged, or not ended; the others go', async () => {
      const ids = await Promise.all(Array.from({ length: 4 }, async () => (await short.store.accept(newJob())).id));
      for (const id of ids) await short.store.cancel(id, 'x', null);
      const [newer, damaged, running, well] = ids as [JobId, JobId, JobId, JobId];
      await short.redis.hset(`firn:{00}:job:${newer}`, 'schema', '99');
      await short.redis.hset(`firn:{00}:job:${damaged}`, 'tags', 'x');
      await short.redis.hset(`firn:{00}:job:${running}`, 'state', 'running');
      await areDue('expiring', ids.length);
      const pass = await forgetAll();
      expect(pass.troubled.map(({ id }) => id).sort()).toEqual([newer, damaged, running].sort());
      expect(pass.forgotten).toBe(1);
      expect(await short.redis.exists(`firn:{00}:job:${well}`, `firn:{00}:job:${newer}`)).toBe(1);
      expect(await short.store.due.forgetExpired(100)).toMatchObject({ looked: 0 });
    });

    it('loses the rows in its record when the time of its result is over, and is named where they lie in pages', async () => {
      const ended = async (pages: number) => {
        const { id } = await short.store.accept(newJob());
        const claim = await short.store.claim(id, claimant('submit', id, 0));
        if (!claim.claimed) throw new Error('not claimed');
        await short.store.recordQuery(claim.job, QUERY_ID);
        const stored: StoredResult = { kind: 'rows', columns: [], rows: 1, bytes: 4, pages, epoch: 1 };
        const result = { stored, inline: pages === 0 ? '[[1]]' : null };
        await short.store.end(claim.job, { outcome: 'succeeded', writes: false, result });
        return id;
      };
      const [inline, paged] = [await ended(0), await ended(2)];
      await areDue('results-expiring', 2);
      const pass = await short.store.due.dropResults(10);
      expect(pass).toMatchObject({ looked: 2, paged: [{ id: paged, tenant: 'default' }] });
      expect(await short.store.read(inline)).toMatchObject({ inline: null, version: 5 });
      expect((await short.store.history(inline)).events.at(-1)).toMatchObject({ kind: 'result_expired', version: 5 });
      await short.store.due.resultDropped(paged);
      expect(await short.redis.exists('firn:{00}:results-expiring')).toBe(0);
    });
  });
});
