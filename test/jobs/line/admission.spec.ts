import { type JobId, problem } from '@firn/contract';
import { admit, announceWorkloads, auditSlots, type NextStep, type Workload } from '@firn/jobs';
import { claimant, intent, newJob, startStore, type TestStore } from '../store.js';

const WORKLOAD: Workload = {
  ...{ tenant: 'default', profile: 'local', warehouse: 'account/WH' },
  ...{ statements: 1_000, tenantStatements: null, warehouseStatements: null, writes: 16, tableWrites: 10, weight: 1 },
};

describe('admission', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterEach(() => test.redis.flushall());
  afterAll(() => test.stop());

  const allow = (...given: readonly Partial<Workload>[]) =>
    announceWorkloads(
      test.redis,
      1,
      given.map((more) => ({ ...WORKLOAD, ...more })),
    );
  const accept = async (request: Parameters<typeof newJob>[0] = {}, more: Parameters<typeof newJob>[1] = {}) =>
    (await test.store.accept(newJob(request, more))).id;
  const many = (count: number, tenant = 'default') =>
    Promise.all(Array.from({ length: count }, () => accept({}, { tenant })));
  const letOut = async (most = 100) => (await admit(test.redis, '00', most)).admitted;
  const ids = (steps: readonly NextStep[]) => steps.map(({ id }) => id);
  const tenantsOf = (given: readonly NextStep[]) =>
    Promise.all(given.map(async ({ id }) => (await test.store.read(id))?.tenant));

  async function claim(id: JobId, epoch = 0) {
    const claimed = await test.store.claim(id, claimant('submit', id, epoch));
    if (!claimed.claimed) throw new Error('not claimed');
    return claimed.job;
  }
  async function end(id: JobId) {
    const job = await claim(id);
    await test.store.end(job, { outcome: 'failed', writes: false, problem: problem('worker_fault', { detail: '' }) });
  }

  it('lets jobs of a tenant out in the order of their acceptance', async () => {
    const accepted: JobId[] = [];
    for (let at = 0; at < 10; at += 1) accepted.push(await accept());
    expect(ids(await letOut(4))).toEqual(accepted.slice(0, 4));
    expect(ids(await letOut())).toEqual(accepted.slice(4));
    expect(await letOut()).toEqual([]);
    expect((await test.store.read(accepted[0] ?? ''))?.state).toBe('queued');
  });

  it('lets no more out than workers can soon take, whatever waits', async () => {
    await many(300);
    expect(await letOut(1_000)).toHaveLength(128);
    const again = await admit(test.redis, '00', 1_000);
    expect(again).toMatchObject({ admitted: [], more: false });
    const [first] = await test.redis.smembers('firn:{00}:slots:starting');
    await claim(first as JobId);
    expect(await letOut()).toHaveLength(1);
  });

  it('keeps to the statements of a profile, and frees a slot with the end of the job that holds it', async () => {
    await allow({ statements: 3 });
    const accepted = await many(5);
    const out = ids(await letOut());
    expect(out).toHaveLength(3);
    await end(out[0] ?? '');
    expect(ids(await letOut())).toHaveLength(1);
    expect(await letOut()).toEqual([]);
    for (const id of accepted) await test.store.cancel(id, 'ann', null);
    expect(await test.redis.keys('firn:{00}:{slots,line,lines,parked,holding}*')).toEqual([]);
  });

  it('shares a warehouse between profiles, and hands room on to whoever can use it', async () => {
    await allow(
      { profile: 'a', warehouseStatements: 2 },
      { profile: 'b', warehouseStatements: 2, statements: 1 },
      { tenant: 'other', profile: 'c', warehouseStatements: 2 },
    );
    const b = [await accept({ profile: 'b' }), await accept({ profile: 'b' })];
    const a = [await accept({ profile: 'a' }), await accept({ profile: 'a' })];
    const c = await accept({ profile: 'c' }, { tenant: 'other' });
    const out = ids(await letOut());
    expect(out).toHaveLength(2);
    // Each end makes room for exactly one other, until all have gone.
    const gone = new Set(out);
    for (const id of gone) {
      await end(id);
      for (const next of ids(await letOut())) gone.add(next);
    }
    expect([...gone].sort()).toEqual([...a, ...b, c].sort());
  });

  it('lets the tenant go first that holds least, and gives shares by weight', async () => {
    await allow(
      { tenant: 'big', warehouseStatements: 8 },
      { tenant: 'small', warehouseStatements: 8 },
      { tenant: 'heavy', warehouseStatements: 8, weight: 3 },
    );
    await many(100, 'big');
    expect(await letOut()).toHaveLength(8);
    await many(10, 'small');
    await many(10, 'heavy');
    // Slots of the big one come free one by one: the others get theirs before it gets another.
    const big = (await test.redis.smembers('firn:{00}:slots:tenant:big')) as JobId[];
    const turns: (string | undefined)[] = [];
    for (const id of big.slice(0, 6)) {
      await end(id);
      turns.push(...(await tenantsOf(await letOut())));
    }
    expect(turns.filter((tenant) => tenant === 'small')).toHaveLength(2);
    expect(turns.filter((tenant) => tenant === 'heavy')).toHaveLength(4);
  });

  it('takes turns between tenants where nobody holds anything', async () => {
    await many(200, 'big');
    await many(2, 'small');
    expect((await tenantsOf(await letOut(4))).sort()).toEqual(['big', 'big', 'small', 'small']);
  });

  it('holds reads back behind no write, and writes to as many as have a session', async () => {
    await allow({ writes: 1 });
    const writes = [await accept({}, { kind: 'merge' }), await accept({}, { kind: 'update' })];
    const read = await accept();
    expect(ids(await letOut())).toEqual([writes[0], read]);
    await end(writes[0] ?? '');
    expect(ids(await letOut())).toEqual([writes[1]]);
  });

  it('makes a write of what was taken for a read: it takes a slot, or waits for one', async () => {
    await allow({ writes: 1 });
    const [first, second] = [await accept(), await accept()];
    await letOut();
    const none = problem('session_limit', { detail: 'All are in use.' });
    expect(await test.store.takeWriteSlot(await claim(first), none)).toMatchObject({ inLine: false });
    expect(await test.store.takeWriteSlot(await claim(second), none)).toMatchObject({ stale: false, inLine: true });
    expect(await test.store.read(second)).toMatchObject({ state: 'accepted', lane: 'write' });
    expect(await letOut()).toEqual([]);
    await test.store.end(await claim(first), { outcome: 'aborted', writes: true });
    expect(await letOut()).toMatchObject([{ id: second, epoch: 1 }]);
  });

  it('waits for the next attempt in the line, without a slot', async () => {
    await allow({ statements: 1 });
    const [first, second] = [await accept(), await accept()];
    await letOut();
    const away = problem('snowflake_unavailable', { detail: 'It is away.' });
    const put = await test.store.putBack(await claim(first), { delayMs: 60_000, problem: away, unresolved: 'none' });
    expect(put).toMatchObject({ inLine: true });
    const admission = await admit(test.redis, '00', 10);
    expect(ids(admission.admitted)).toEqual([second]);
    expect(admission.dueInMs).toBeGreaterThan(50_000);
    await end(second);
    await test.redis.zadd('firn:{00}:later', 1, first); // its time has come
    expect(await letOut()).toMatchObject([{ id: first, epoch: 1 }]);
  });

  it('leaves its slots to a job whose statement may be under way', async () => {
    await allow({ statements: 1 });
    const [first, second] = [await accept(), await accept()];
    await letOut();
    const job = await claim(first);
    const what = { intent: intent(1, true), queryText: { kind: 'inline', text: '' }, resultKind: 'rows' } as const;
    await test.store.recordIntent(job, what);
    const away = problem('snowflake_unavailable', { detail: '' });
    const put = await test.store.putBack(job, { delayMs: 0, problem: away, unresolved: 'write' });
    expect(put).toMatchObject({ inLine: false });
    expect(await letOut()).toEqual([]);
    await test.store.needReview(await claim(first, 1), away);
    expect(ids(await letOut())).toEqual([second]);
  });

  it('gives slots to a job that came by the queue of an earlier version', async () => {
    await allow({ statements: 1 });
    const [first, second] = [await accept(), await accept()];
    await claim(first); // nobody let it out
    expect(await letOut()).toEqual([]);
    const job = await test.store.readWhole(first);
    if (job === null) throw new Error('gone');
    await test.store.end(job, { outcome: 'succeeded', writes: false });
    expect(ids(await letOut())).toEqual([second]);
  });

  it('frees, as a safety net, what an ended job still holds, and lets a raised cap be used', async () => {
    await allow({ statements: 1 });
    const [first, second, third] = [await accept(), await accept(), await accept()];
    await letOut();
    await test.redis.hset(`firn:{00}:job:${first}`, { state: 'succeeded' }); // as an earlier version ends a job
    expect(await letOut()).toEqual([]);
    const never = new AbortController().signal;
    expect(await auditSlots(test.redis, '00', never)).toBe(1);
    expect(ids(await letOut())).toEqual([second]);
    await allow({ statements: 2 });
    expect(await auditSlots(test.redis, '00', never)).toBe(0);
    expect(ids(await letOut())).toEqual([third]);
  });

  it('passes over a record that cannot be read, and lets the others out', async () => {
    const [damaged, newer, well] = [await accept(), await accept(), await accept()];
    await test.redis.hset(`firn:{00}:job:${damaged}`, { version: 'x' });
    await test.redis.hset(`firn:{00}:job:${newer}`, { schema: '99' });
    expect(ids(await letOut())).toEqual([well]);
    expect(await test.redis.zrange('firn:{00}:reconcile', '0', '-1')).toEqual(expect.arrayContaining([damaged, newer]));
    await test.redis.hset(`firn:{00}:job:${newer}`, { schema: '2' });
    expect(await test.store.enlist(newer)).toBe(true);
    expect(ids(await letOut())).toEqual([newer]);
  });
});
