import { type JobId, problem } from '@firn/contract';
import { admit, announceWorkloads, auditSlots, type NextStep, type Workload } from '@firn/jobs';
import { claimant, intent, newJob, startStore, type TestStore } from '../store.js';

const WORKLOAD: Workload = {
  ...{ tenant: 'default', profile: 'local', account: 'account', warehouse: 'account/WH', statementsPerSecond: null },
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
    const write = { writing: { table: null } };
    const writes = [await accept({}, write), await accept({}, write)];
    const read = await accept();
    expect(ids(await letOut())).toEqual([writes[0], read]);
    await end(writes[0] ?? '');
    expect(ids(await letOut())).toEqual([writes[1]]);
  });

  it('holds back writes of one table alone', async () => {
    await allow({ tableWrites: 1 });
    const into = (...table: readonly string[]) => accept({}, { writing: { table } });
    const [first, second, other] = [await into('A'), await into('A'), await into('B')];
    expect(ids(await letOut())).toEqual([first, other]);
    await end(first);
    expect(ids(await letOut())).toEqual([second]);
  });

  it('lets what is urgent go first, until what is not has waited long enough', async () => {
    const old = await accept({ priority: -1 });
    const [plain, urgent] = [await accept(), await accept({ priority: 1 })];
    const line = 'firn:{00}:line:default/local/read';
    expect(await test.redis.zrange(line, '0', '-1')).toEqual([urgent, plain, old]);
    // Two steps of priority are two minutes: as long ago as that, and it goes before what is urgent now.
    await test.redis.hincrby(`firn:{00}:job:${old}`, 'acceptedAt', -121_000);
    await test.redis.zrem(line, old);
    expect(await test.store.enlist(old)).toBe(true);
    expect(ids(await letOut())).toEqual([old, urgent, plain]);
  });

  it('runs the jobs of one order key one after the other, whatever else goes on', async () => {
    const inOrder = (orderKey: string, tenant = 'default') => accept({ orderKey }, { tenant });
    const [a1, a2, a3, b1] = [await inOrder('a'), await inOrder('a'), await inOrder('a'), await inOrder('b')];
    const other = await inOrder('a', 'other');
    expect(ids(await letOut()).sort()).toEqual([a1, b1, other].sort());
    await test.store.cancel(a2, 'ann', null); // waits, and ends without having run
    expect(await letOut()).toEqual([]);
    const away = problem('snowflake_unavailable', { detail: '' });
    await test.store.putBack(await claim(a1), { delayMs: 0, problem: away, unresolved: 'none' });
    expect(ids(await letOut())).toEqual([a1]); // its place is its own until it ends
    await test.store.end(await claim(a1, 1), { outcome: 'aborted', writes: false });
    expect(ids(await letOut())).toEqual([a3]);
    await end(a3);
    expect(await test.redis.keys('firn:{00}:order:default:a')).toEqual([]);
  });

  it('starts no more in a second than the rate of a profile', async () => {
    await allow({ statementsPerSecond: 2 }, { profile: 'free' });
    await many(5);
    const free = await accept({ profile: 'free' });
    const admission = await admit(test.redis, '00', 10);
    expect(ids(admission.admitted)).toHaveLength(3);
    expect(ids(admission.admitted)).toContain(free);
    expect(admission.dueInMs).toBeGreaterThan(0);
    expect(admission.dueInMs).toBeLessThanOrEqual(500);
    await test.redis.hset('firn:{00}:rate:default/local', { tokens: 1 }); // half a second later
    await test.redis.zadd('firn:{00}:later', 1, 'line default/local/read');
    expect(await letOut()).toHaveLength(1);
    // The clock was set back by an hour.
    await test.redis.hset('firn:{00}:rate:default/local', { tokens: 0, at: (await test.store.now()) + 3_600_000 });
    await test.redis.zadd('firn:{00}:later', 1, 'line default/local/read');
    expect(await letOut()).toHaveLength(2);
  });

  describe('of an account', () => {
    const away = problem('snowflake_unavailable', { detail: 'It cannot be reached.' });
    const quota = problem('warehouse_quota', { detail: 'The quota of the resource monitor is spent.' });
    const failing = async (id: JobId, epoch: number, reason: typeof away) =>
      test.store.putBack(await claim(id, epoch), { delayMs: 60_000, problem: reason, unresolved: 'none' });
    const breaker = async (name: string) => JSON.parse((await test.redis.hget('firn:{00}:breakers', name)) ?? 'null');
    const timePasses = async (name: string) => {
      await test.redis.hset(
        'firn:{00}:breakers',
        name,
        JSON.stringify({ ...(await breaker(name)), till: (await test.store.now()) - 1 }),
      );
      for (const entry of await test.redis.zrange('firn:{00}:later', '0', '-1'))
        if (entry.startsWith('line ')) await test.redis.zadd('firn:{00}:later', 1, entry);
    };

    it('that does not answer lets nothing more start, then one job try, and all when that goes well', async () => {
      await allow({}, { profile: 'elsewhere', account: 'other', warehouse: 'other/WH' });
      const first = await many(5);
      await letOut();
      for (const id of first) await failing(id, 0, away);
      const waiting = await many(3);
      const elsewhere = await accept({ profile: 'elsewhere' });
      expect(ids(await letOut())).toEqual([elsewhere]);
      await timePasses('account');
      const tries = ids(await letOut());
      expect(tries).toHaveLength(1);
      await failing(tries[0] ?? '', 0, away); // still away: closed for longer
      expect((await breaker('account')).opened).toBe(2);
      expect(await letOut()).toEqual([]);
      await timePasses('account');
      const [second] = ids(await letOut());
      await test.store.recordQuery(await claim(second ?? ''), '01b2c3d4-0000-0000-0000-00000000000a');
      expect(await breaker('account')).toBeNull();
      expect(ids(await letOut())).toEqual(waiting.filter((id) => id !== tries[0] && id !== second));
    });

    it('keeps a warehouse whose quota is spent from starting more, and no other', async () => {
      await allow({}, { profile: 'other', warehouse: 'account/OTHER' });
      const [first, second] = [await accept(), await accept()];
      await letOut(1);
      await failing(first, 0, quota);
      const other = await accept({ profile: 'other' });
      expect(ids(await letOut())).toEqual([other]);
      await timePasses('account/WH');
      expect(ids(await letOut())).toEqual([second]);
      const job = await claim(second);
      await test.store.recordQuery(job, '01b2c3d4-0000-0000-0000-00000000000a');
      expect(await breaker('account/WH')).not.toBeNull(); // taken is not run
      const stored = { kind: 'rows', columns: [], rows: 0, bytes: 0, pages: 0, epoch: 1 } as const;
      const result = { stored: { ...stored, columns: [] }, inline: '[]' };
      await test.store.end(job, { outcome: 'succeeded', writes: false, result });
      expect(await breaker('account/WH')).toBeNull();
    });
  });

  it('refuses more than may wait of a tenant, with the reason, and answers known keys all the same', async () => {
    const store = test.storeWith({ waiting: { jobs: 2, bytes: 10_000 } });
    await store.accept(newJob({}, { key: 'known' }));
    await store.accept(newJob());
    const full = { problem: { code: 'queue_full', status: 429, retryAfterMs: 5_000, retryable: true } };
    await expect(store.accept(newJob())).rejects.toMatchObject(full);
    await expect(store.accept(newJob())).rejects.toThrow('2 jobs of the tenant default wait to be run');
    expect((await store.accept(newJob({}, { key: 'known' }))).outcome).toBe('existing');
    expect((await store.accept(newJob({}, { tenant: 'other' }))).outcome).toBe('created');
    await expect(store.accept(newJob({ sql: `select '${'x'.repeat(9_000)}'` }, { tenant: 'wide' }))).rejects.toThrow(
      'bytes of jobs of the tenant wide',
    );
    // What ends makes room, of both kinds.
    for (const id of await test.redis.zrange('firn:{00}:jobs:default', '0', '-1'))
      await test.store.cancel(id as JobId, 'a', null);
    expect(await test.redis.hget('firn:{00}:bytes', 'default')).toBe('0');
    expect((await store.accept(newJob())).outcome).toBe('created');
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
