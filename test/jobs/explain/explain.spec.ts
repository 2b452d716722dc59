import { type JobId, problem } from '@firn/contract';
import { admit, announceWorkloads, type Workload } from '@firn/jobs';
import { claimant, intent, newJob, QUERY_ID, startStore, type TestStore } from '../store.js';

const WORKLOAD: Workload = {
  ...{ tenant: 'default', profile: 'local', account: 'https://a.example', warehouse: 'https://a.example/WH' },
  ...{ statements: 1_000, tenantStatements: null, warehouseStatements: null, writes: 16, tableWrites: 10 },
  ...{ statementsPerSecond: null, weight: 1 },
};

describe('the explanation of a job', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterEach(() => test.redis.flushall());
  afterAll(() => test.stop());

  const allow = (more: Partial<Workload> = {}) => announceWorkloads(test.redis, 1, [{ ...WORKLOAD, ...more }]);
  const accept = async (request: Parameters<typeof newJob>[0] = {}, more: Parameters<typeof newJob>[1] = {}) =>
    (await test.store.accept(newJob(request, more))).id;
  const letOut = async () => (await admit(test.redis, '00', 10)).admitted.map(({ id }) => id);
  const explain = (id: JobId) => test.store.explain('default', id);
  async function claim(id: JobId, epoch = 0) {
    const claimed = await test.store.claim(id, claimant('submit', id, epoch));
    if (!claimed.claimed) throw new Error('not claimed');
    return claimed.job;
  }
  const away = problem('snowflake_unavailable', { detail: 'Snowflake cannot be reached.' });

  it.each([
    ['statements of the profile local', { statements: 1 }, 'profile'],
    ['statements of the tenant', { tenantStatements: 1 }, 'tenant'],
    ['statements on the warehouse WH', { warehouseStatements: 1 }, 'warehouse'],
    ['writes of the profile local', { writes: 1 }, 'writes'],
    ['writes of its table', { tableWrites: 1 }, /^table-[0-9a-f]{16}$/],
  ])('names the cap that is full, and its place in the line: %s', async (words, limits, name) => {
    await allow(limits);
    const write = { writing: { table: ['T'] } };
    const [, , third] = [await accept({}, write), await accept({}, write), await accept({}, write)];
    await letOut();
    const told = await explain(third);
    expect(told).toMatchObject({ state: 'accepted', waitsFor: 'cap', ahead: 1, cap: { used: 1, most: 1 } });
    expect(told.cap?.name).toMatch(name);
    expect(told.sentence).toBe(`It is number 2 of its line, which waits for a slot: 1 of 1 ${words} are taken.`);
  });

  it('names the jobs that go before it by its order key', async () => {
    const [first, second] = [await accept({ orderKey: 'a' }), await accept({ orderKey: 'a' })];
    const told = await explain(second);
    expect(told).toMatchObject({ waitsFor: 'order', firstOfOrder: first, ahead: null });
    expect(told.sentence).toBe(`It waits for 1 job with the order key "a"; ${first} goes first.`);
  });

  it('tells of the rate, and when the next may start', async () => {
    await allow({ statementsPerSecond: 1 });
    const [, second] = [await accept(), await accept()];
    await letOut();
    expect(await explain(second)).toMatchObject({ waitsFor: 'rate', ahead: 0, nextAt: expect.stringMatching(/Z$/) });
  });

  it.each([
    ['the account', away, 5],
    ['the warehouse', problem('warehouse_quota', { detail: 'The quota is spent.' }), 1],
  ])('tells why nothing is sent to %s', async (what, reason, failures) => {
    await allow();
    const first = await Promise.all(Array.from({ length: failures }, () => accept()));
    await letOut();
    for (const id of first)
      await test.store.putBack(await claim(id), { delayMs: 60_000, problem: reason, unresolved: 'none' });
    const waits = await accept();
    await letOut();
    const told = await explain(waits);
    expect(told).toMatchObject({ waitsFor: 'breaker', breaker: { code: reason.code, detail: reason.detail } });
    expect(told.sentence).toBe(
      `It is number 1 of its line; nothing is sent to ${what} until ${told.nextAt}: ${reason.detail}`,
    );
    expect(await explain(first[0] ?? '')).toMatchObject({
      ...{ state: 'retrying', waitsFor: 'retry', problem: { code: reason.code } },
      sentence: expect.stringMatching(new RegExp(`^Its next attempt begins at .*Z\\. ${reason.detail}$`)),
    });
  });

  it('follows a job from its line to its end', async () => {
    const id = await accept();
    expect(await explain(id)).toMatchObject({ waitsFor: 'turn', ahead: 0 });
    await letOut();
    expect(await explain(id)).toMatchObject({ state: 'queued', waitsFor: 'worker' });
    const job = await claim(id);
    expect((await explain(id)).sentence).toBe('The worker w1 is handing it to Snowflake.');
    const what = { intent: intent(1, false), queryText: { kind: 'inline', text: '' }, resultKind: 'rows' } as const;
    await test.store.recordIntent(job, what);
    await test.store.recordQuery(job, QUERY_ID);
    expect(await explain(id)).toMatchObject({ waitsFor: 'snowflake', phase: 'running' });
    await test.store.cancel(id, 'ann', null);
    expect((await explain(id)).sentence).toMatch(/^It is being cancelled, as ann asked at .*Z; Snowflake has yet/);
    await test.store.end(job, { outcome: 'aborted', writes: false });
    expect(await explain(id)).toMatchObject({
      waitsFor: 'nothing',
      sentence: 'It has ended: cancelled. Cancelled by ann.',
    });
  });

  it('is of a job of the same tenant', async () => {
    const id = await accept();
    await expect(test.store.explain('other', id)).rejects.toMatchObject({ problem: { code: 'not_found' } });
  });
});
