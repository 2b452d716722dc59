import { isEnded, type JobId, problem } from '@firn/contract';
import { ACCEPTED, type Job, type MachineEvent, type MachineJob, needsHandler, transition } from '@firn/jobs';
import fc from 'fast-check';
import { propertyRuns } from '../../support/property-runs.js';
import { claimant, intent, newJob, QUERY_ID, startStore, type TestStore } from '../store.js';

const why = problem('snowflake_error', { detail: 'It is wrong.' });
const read = (sql: string, more: Parameters<typeof newJob>[0] = {}, place: Parameters<typeof newJob>[1] = {}) =>
  newJob({ sql, singleFlight: true, ...more }, place);

describe('equal reads', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());

  const accept = async (...given: Parameters<typeof read>) => (await test.store.accept(read(...given))).id;
  async function readJob(id: JobId): Promise<Job> {
    const job = await test.store.readWhole(id);
    if (job === null) throw new Error('The job is gone.');
    return job;
  }
  async function claim(id: JobId): Promise<Job> {
    const { claimed, job } = await test.store.claim(id, claimant('submit', id, (await readJob(id)).epoch));
    if (!claimed || job === null) throw new Error('It is not claimed.');
    return job;
  }
  async function run(id: JobId): Promise<Job> {
    const job = await claim(id);
    await test.store.recordIntent(job, {
      intent: intent(job.epoch, false),
      queryText: { kind: 'inline', text: 'select 1' },
      resultKind: 'rows',
    });
    await test.store.recordQuery(job, QUERY_ID);
    return job;
  }
  async function succeed(id: JobId): Promise<void> {
    const { job } = await test.store.claimFinish(id, claimant('finish', id, (await readJob(id)).epoch));
    if (job === null) throw new Error('It is gone.');
    const stored = { kind: 'rows', columns: [], rows: 1, bytes: 4, pages: 0, epoch: job.epoch } as const;
    await test.store.end(job, {
      outcome: 'succeeded',
      writes: false,
      result: { stored: { ...stored, columns: [] }, inline: '[[1]]' },
    });
  }
  const statesOf = async (ids: readonly JobId[]) => {
    const states = await test.store.statesOf(ids);
    return ids.map((id) => states.get(id));
  };
  const admitted = async () => (await test.store.admit('00', 50)).admitted.map(({ id }) => id);

  it('share one query: one is let out, and all end with its rows', async () => {
    const ids = [await accept('select 11'), await accept('select 11'), await accept('select 11', { tags: { a: 'b' } })];
    expect(await admitted()).toEqual([ids[0]]);
    const [leader, ...others] = ids;
    if (leader === undefined) throw new Error('no job');
    const explained = await test.store.explain('default', others[0] ?? leader);
    expect(explained).toMatchObject({ waitsFor: 'equal_read', sharesWith: leader });
    await run(leader);
    await succeed(leader);
    for (const id of others) {
      const job = await readJob(id);
      expect(job).toMatchObject({ state: 'succeeded', sharedFrom: leader, queryId: QUERY_ID, inline: [[1]] });
      expect(job.resultExpiresAt).toBe((await readJob(leader)).resultExpiresAt);
      expect((await test.store.history(id)).events.at(-1)).toMatchObject({ kind: 'ended', sharedWith: leader });
    }
    expect(await admitted()).toEqual([]);
  });

  it.each([
    ['another tenant', 'select 12', {}, { tenant: 'beta' }],
    ['another profile', 'select 12', { profile: 'other' }, {}],
    ['another statement', 'select 13', {}, {}],
    ['another zone of time', 'select 12', { parameters: { TIMEZONE: 'UTC' } }, {}],
    ['other limits of inline rows', 'select 12', { inlineRows: 1 }, {}],
    ['no wish to share', 'select 12', { singleFlight: false }, {}],
  ])('are none with %s', async (_, sql, request, place) => {
    const first = await accept('select 12');
    const other = await accept(sql, request, place);
    expect((await admitted()).sort()).toEqual([first, other].sort());
    for (const id of [first, other]) await test.store.cancel(id, 'me', null);
  });

  it('fail together, each in its own record', async () => {
    const ids = [await accept('select 14'), await accept('select 14')];
    const [leader, other] = ids;
    if (leader === undefined || other === undefined) throw new Error('no job');
    await admitted();
    const job = await run(leader);
    await test.store.end(job, { outcome: 'failed', writes: false, problem: why });
    expect(await readJob(other)).toMatchObject({ state: 'failed', problem: why, sharedFrom: leader });
  });

  it('keep the query until the last wish for it has gone', async () => {
    const ids = [await accept('select 15'), await accept('select 15'), await accept('select 15')];
    const [a, b, c] = ids;
    if (a === undefined || b === undefined || c === undefined) throw new Error('no job');
    await admitted();
    await run(a);
    expect(await test.store.cancel(b, 'me', null)).toEqual({ outcome: 'ended', state: 'cancelled' });
    expect(await test.store.cancel(a, 'me', null)).toEqual({ outcome: 'ended', state: 'cancelled' });
    // Nobody may cancel the query: it runs for the last one, which holds its slots.
    expect(await test.store.isWished(a)).toBe(false);
    expect(await readJob(c)).toMatchObject({ state: 'running', queryId: QUERY_ID, passedFrom: a, epoch: 1 });
    expect(await readJob(a)).toMatchObject({ state: 'cancelled', passedTo: c });
    const holding = await test.redis.hgetall('firn:{00}:holding');
    expect([Object.keys(holding).includes(a), Object.keys(holding).includes(c)]).toEqual([false, true]);
    expect(await test.store.cancel(c, 'me', null)).toEqual({ outcome: 'wished', state: 'running' });
    await test.store.end(await readJob(c), { outcome: 'aborted', writes: false });
    expect(await readJob(c)).toMatchObject({ state: 'cancelled', queryId: QUERY_ID });
    expect(await test.redis.keys('firn:{00}:flight:*')).toEqual([]);
  });

  it('send their own where the leader ends before it has a query, or by its own time', async () => {
    const [a, b, c] = [await accept('select 16'), await accept('select 16'), await accept('select 16')];
    await admitted();
    expect(await test.store.cancel(a, 'me', null)).toEqual({ outcome: 'ended', state: 'cancelled' });
    expect(await admitted()).toEqual([b]);
    const job = await run(b);
    expect(await test.store.timeOut(b)).toEqual({ outcome: 'wished', state: 'running' });
    await test.store.end(job, { outcome: 'aborted', writes: false });
    expect(await statesOf([a, b, c])).toEqual(['cancelled', 'timed_out', 'accepted']);
    expect(await admitted()).toEqual([c]);
    await test.store.cancel(c, 'me', null);
  });

  it('of which there is a crowd take a query a hundred', async () => {
    const ids: JobId[] = [];
    for (let at = 0; at < 150; at += 1) ids.push(await accept('select 17'));
    const [leader] = await admitted();
    if (leader === undefined) throw new Error('no job');
    await run(leader);
    await succeed(leader);
    expect((await statesOf(ids)).filter((state) => state === 'succeeded')).toHaveLength(101);
    const [next] = await admitted();
    expect(next).toBe(ids[101]);
    await run(next ?? leader);
    await succeed(next ?? leader);
    expect(new Set(await statesOf(ids))).toEqual(new Set(['succeeded']));
  });

  it('pass over what cannot be read', async () => {
    const [a, b, c] = [await accept('select 18'), await accept('select 18'), await accept('select 18')];
    await admitted();
    await run(a);
    await test.redis.hset(`firn:{00}:job:${b}`, 'epoch', 'many');
    await succeed(a);
    expect(await statesOf([a, c])).toEqual(['succeeded', 'succeeded']);
    expect(await test.redis.zscore('firn:{00}:reconcile', b)).not.toBeNull();
    await test.redis.hset(`firn:{00}:job:${b}`, 'epoch', '0');
    await test.store.cancel(b, 'me', null);
  });

  /** What the machine says of a flight: all its jobs, in the order in which they came. */
  class Flight {
    readonly jobs = new Map<JobId, MachineJob>();

    get leader(): JobId | undefined {
      return [...this.jobs].find(([, job]) => !isEnded(job.state))?.[0];
    }

    heirTo(id: JobId): JobId | undefined {
      return [...this.jobs].find(([other, job]) => other !== id && !isEnded(job.state))?.[0];
    }

    say(id: JobId, event: MachineEvent): void {
      const before = this.jobs.get(id);
      if (before === undefined) throw new Error('no job');
      const isLeader = this.leader === id;
      const heir = this.heirTo(id);
      const passes = event.kind === 'wish' && isLeader && heir !== undefined && before.hasQuery;
      const said = transition(before, passes ? { ...event, passes: true } : event);
      if (!said.changed) return;
      this.jobs.set(id, said.job);
      const { state } = said.job;
      if (!isLeader || !isEnded(state)) return;
      const wasPassed = passes && event.by === 'user' && ['running', 'storing'].includes(before.state);
      if (wasPassed && before.wish === 'none') this.say(heir, { kind: 'pass' });
      if (state !== 'succeeded' && state !== 'failed') return;
      for (const [other, job] of [...this.jobs])
        if (!isEnded(job.state)) this.say(other, { kind: 'share', outcome: state });
    }
  }

  const seen = (job: Job): MachineJob => ({
    state: job.state,
    epoch: job.epoch,
    wish: job.wish,
    unresolved: job.unresolved,
    hasQuery: job.queryId !== null && job.sharedFrom === null,
    needsHandler: needsHandler(job),
    step: job.step ?? '',
    owner: job.owner ?? '',
  });

  const anyMove = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ kind: 'join' } as const) },
    { weight: 3, arbitrary: fc.constant({ kind: 'admit' } as const) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('wish' as const),
        at: fc.nat(5),
        by: fc.constantFrom('user', 'timeout'),
      }),
    },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('go' as const), fails: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'put_back' } as const) },
  );

  /** The next thing that a worker does with the leader. */
  async function go(flight: Flight, fails: boolean): Promise<void> {
    const id = flight.leader;
    if (id === undefined) return;
    const job = await readJob(id);
    const { epoch } = job;
    if (['accepted', 'queued', 'retrying'].includes(job.state)) {
      const by = claimant('submit', id, epoch);
      await test.store.claim(id, by);
      return flight.say(id, { kind: 'claim', step: by.step, stepEpoch: epoch });
    }
    if (job.state === 'submitting' && job.unresolved === 'none') {
      await test.store.recordIntent(job, {
        intent: intent(epoch, false),
        queryText: { kind: 'inline', text: 'select 1' },
        resultKind: 'rows',
      });
      return flight.say(id, { kind: 'intend', epoch, writes: false });
    }
    if (job.state === 'submitting') {
      await test.store.recordQuery(job, QUERY_ID);
      return flight.say(id, { kind: 'submit', epoch });
    }
    if (job.state === 'running') {
      const by = claimant('finish', id, epoch);
      await test.store.claimFinish(id, by);
      return flight.say(id, { kind: 'store', step: by.step, stepEpoch: epoch });
    }
    const outcome = fails ? 'failed' : 'succeeded';
    await test.store.end(job, { outcome, writes: false, ...(fails && { problem: why }) });
    flight.say(id, { kind: 'end', epoch, outcome, writes: false, resolved: false });
  }

  it('do what the machine says of each of them, for any order of events', async () => {
    let flights = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyMove, { minLength: 3, maxLength: 30 }), async (moves) => {
        flights += 1;
        const flight = new Flight();
        for (const move of moves) {
          const id = flight.leader;
          if (move.kind === 'join') flight.jobs.set(await accept(`select ${100 + flights}`), ACCEPTED);
          else if (move.kind === 'go') await go(flight, move.fails);
          else if (move.kind === 'admit') {
            for (const one of await admitted()) if (flight.jobs.has(one)) flight.say(one, { kind: 'queue' });
          } else if (move.kind === 'wish') {
            const wished = [...flight.jobs.keys()][move.at];
            if (wished === undefined) continue;
            await (move.by === 'user' ? test.store.cancel(wished, 'me', null) : test.store.timeOut(wished));
            flight.say(wished, { kind: 'wish', by: move.by === 'user' ? 'user' : 'timeout' });
          } else if (id !== undefined) {
            const job = await readJob(id);
            await test.store.putBack(job, { delayMs: 0, problem: why, unresolved: 'none' });
            flight.say(id, { kind: 'put_back', epoch: job.epoch, unresolved: 'none' });
          }
          for (const [one, model] of flight.jobs)
            expect({ move, one, job: seen(await readJob(one)) }).toEqual({ move, one, job: model });
        }
        // Whatever happened, whoever leads can still go on to the end, and with it all others.
        await test.redis.del('firn:{00}:slots:starting');
        for (let step = 0; step < 6 * moves.length && flight.leader !== undefined; step += 1) await go(flight, false);
        expect(flight.leader).toBeUndefined();
        expect(await test.redis.keys('firn:{00}:flight:*')).toEqual([]);
        expect(await test.redis.hlen('firn:{00}:holding')).toBe(0);
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});
