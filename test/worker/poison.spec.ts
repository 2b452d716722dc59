import { type JobId, shardOfJob } from '@firn/contract';
import { type Job, queuePrefixOf, type StepData, TrackedQuery } from '@firn/jobs';
import { Worker } from 'bullmq';
import { type FaultRule, Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { startWorld, type WorkerProcess, type World } from './world.js';

jest.setTimeout(240_000);

const ENV = {
  // A worker that gets no processor for so long counts as one that stands still, or is gone: not too short for a machine that is busy.
  FIRN_WORKER_LOCK_MS: '2000',
  FIRN_WORKER_ANSWER_MS: '60000',
  FIRN_WORKER_RECONCILE_MS: '500',
  FIRN_TRACKER_HEARTBEAT_MS: '100',
  FIRN_TRACKER_TTL_MS: '1500',
};

/** Where a step of a job is held, so that its process can be killed with the job in its hands, each time again. */
interface Killing {
  readonly sql: string;
  readonly holds: readonly FaultRule[];
  /** The state in which the record must be at each death. */
  readonly state: Job['state'];
  /** Neighbours that are in hand at the first death. None where they would be held at the same place again and again. */
  readonly neighbours?: number;
  /** It is killed only once its write may be under way. */
  readonly mayWrite?: boolean;
  readonly ends: { readonly state: Job['state']; readonly code: string };
}

const on = (route: FaultRule['route'], sqlText?: string): FaultRule => ({
  route,
  phase: 'before',
  action: 'delay',
  ...(sqlText !== undefined && { match: { sqlText } }),
});
const FAILED = { state: 'failed', code: 'worker_fault' } as const;

const KILLINGS: Readonly<Record<string, Killing>> = {
  'submitting a read': {
    sql: 'SELECT 1 /* poison */',
    holds: [on('query-request', '/* poison */')],
    state: 'submitting',
    ends: FAILED,
  },
  'submitting a write, which may have happened': {
    sql: 'INSERT INTO POISON VALUES (1) /* poison */',
    holds: [on('query-request', '/* poison */')],
    state: 'submitting',
    mayWrite: true,
    ends: { state: 'needs_review', code: 'outcome_unknown' },
  },
  'taking it over': {
    sql: 'SELECT 3 /* poison */',
    holds: [on('query-request', '/* poison */'), on('query-request', 'QUERY_HISTORY_BY_SESSION')],
    state: 'submitting',
    neighbours: 0,
    ends: FAILED,
  },
  'storing its result': {
    sql: 'SELECT 2 /* poison */',
    holds: [on('result', '/* poison */')],
    state: 'storing',
    ends: FAILED,
  },
};

describe('a job that ends the processes that have it in their hands', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.rows('CREATE TABLE POISON (A INT)');
  });
  afterEach(async () => {
    await faults.clear();
    await world.stopProcesses();
  });
  afterAll(() => world.stop());

  it.each(Object.entries(KILLINGS))(
    'fails after the third death while %s; its neighbours do not',
    async (_, killing) => {
      for (const hold of killing.holds) await faults.set(hold);
      // Neighbours are in the hands of the first process that dies, and would hold up nobody after that.
      const rule = await faults.set(on('query-request', '/* neighbour */'));
      const neighbours = [];
      for (let at = 0; at < (killing.neighbours ?? 4); at += 1)
        neighbours.push(await world.submit({ sql: `SELECT ${at} /* neighbour */` }));
      const id = await world.submit({ sql: killing.sql });
      let deaths = 0;
      for (;;) {
        const name = `w${deaths}`;
        const worker = await world.process(name, ENV);
        const seen = await until('a worker has it in its hands, or it has ended', async () => {
          const job = await world.store.read(id);
          if (job?.state === 'failed' || job?.state === 'needs_review') return 'ended';
          if (job === null || job.worker !== name || job.state !== killing.state) return false;
          if (killing.mayWrite === true && job.unresolved !== 'write') return false;
          return deaths < 3 && 'in hand'; // after the third, whoever ends it claims it for that
        });
        if (seen === 'ended') break;
        if (deaths === 0 && neighbours.length > 0) await faults.held(rule, neighbours.length);
        await worker.kill();
        deaths += 1;
        await faults.clear(rule);
        expect(deaths).toBeLessThanOrEqual(3);
      }
      expect(deaths).toBe(3);
      expect(await world.store.read(id)).toMatchObject({
        state: killing.ends.state,
        problem: { code: killing.ends.code, detail: expect.stringContaining('3 processes') },
      });
      // It is not run again, and the worker that said so lives and goes on with the others.
      await faults.clear();
      for (const neighbour of neighbours)
        expect(await world.until(neighbour)).toMatchObject({ state: 'succeeded', problem: null });
      expect(await world.until(await world.submit({ sql: 'SELECT 3' }))).toMatchObject({ state: 'succeeded' });
      expect((await world.store.read(id))?.state).toBe(killing.ends.state);
    },
  );

  describe('whose write has happened', () => {
    const times = async (mark: number) =>
      Number((await world.rows(`SELECT COUNT(*) AS N FROM POISON WHERE A = ${mark}`))[0]?.N);

    /** Three processes die while they read the counts of its write. */
    async function killThrice(request: { readonly sql: string; readonly delivery?: 'exactly_once' }) {
      const [, name = ''] = /\/\* (\w+) \*\//.exec(request.sql) ?? [];
      await faults.set(on('result', `/* ${name} */`));
      const id = await world.submit(request);
      for (let deaths = 0; deaths < 3; deaths += 1) {
        const worker = await world.process(`${name}${deaths}`, ENV);
        await until('a worker stores its counts', async () => {
          const job = await world.store.read(id);
          return job?.worker === `${name}${deaths}` && job.state === 'storing';
        });
        await worker.kill();
      }
      return id;
    }

    it('succeeds with its counts, where it writes once and its ledger says that it has', async () => {
      const id = await killThrice({ sql: 'INSERT INTO POISON SELECT 7 /* once */', delivery: 'exactly_once' });
      await world.process('o3', ENV);
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', result: { rows: 1 }, inline: [[1]] });
      expect(await times(7)).toBe(1);
    });

    it('waits with its end until the ledger can be asked', async () => {
      const id = await killThrice({ sql: 'INSERT INTO POISON SELECT 8 /* when */', delivery: 'exactly_once' });
      const blind = await faults.set({
        route: 'query-request',
        phase: 'before',
        action: '503',
        match: { sqlText: 'FIRN_LEDGER' },
      });
      await world.process('a3', ENV);
      await until('it was asked in vain, more than once', async () => ((await faults.hits()).get(blind) ?? 0) > 1);
      expect(await world.store.read(id)).toMatchObject({ state: 'storing', problem: null });
      await faults.clear(blind);
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', result: { rows: 1 }, inline: [[1]] });
      expect(await times(8)).toBe(1);
    });

    it('succeeds without counts, where Snowflake says of a plain write that it has', async () => {
      const id = await killThrice({ sql: 'INSERT INTO POISON SELECT 9 /* plain */' });
      await world.process('p3', ENV);
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null, result: { kind: 'none' } });
      expect(await times(9)).toBe(1);
    });
  });

  it('is not condemned for deaths of processes that it only asked whether it may enter', async () => {
    await faults.set(on('query-request', '/* asks */'));
    const id = await world.submit({ sql: 'SELECT 1 /* asks */' });
    for (const name of ['a0', 'a1']) {
      const worker = await world.process(name, ENV);
      await until('a worker has it in its hands', async () => {
        const job = await world.store.read(id);
        return job?.worker === name && job.state === 'submitting';
      });
      await worker.kill();
    }
    // Processes that take the step, and are gone before they have let it in.
    const passing = new Worker<StepData>('submit', null, {
      connection: world.redis,
      prefix: queuePrefixOf(shardOfJob(id)),
      lockDuration: 200,
      stalledInterval: 200,
      maxStalledCount: 1_000,
    });
    try {
      await passing.startStalledCheckTimer();
      await until('BullMQ has counted four', async () => {
        const step = await passing.getNextJob('passing', { block: false });
        return (step?.stalledCounter ?? 0) >= 4;
      });
    } finally {
      await passing.close();
    }
    await faults.clear();
    await world.process('a2', ENV);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
  });

  it.each([
    ['submitting', 'SELECT 1 /* late */', on('query-request', '/* late */')],
    ['tracking', 'SELECT SYSTEM$WAIT(3) /* late */', on('monitoring')],
  ])('is not condemned for processes that were only late, while %s', async (kind, sql, hold) => {
    await faults.set(hold);
    const names = [`${kind}-a`, `${kind}-b`];
    const workers = new Map<string, WorkerProcess>();
    const start = async (name: string) => void workers.set(name, await world.process(name, ENV));
    await start(names[0] ?? '');
    const id = await world.submit({ sql });
    const holder = async () => {
      const job = await world.store.read(id);
      return (job?.state === (kind === 'tracking' ? 'running' : 'submitting') && job.worker) || undefined;
    };
    let having = await until('a worker has it in its hands', holder);
    await start(names[1] ?? '');
    for (let times = 0; times < 4; times += 1) {
      const late = workers.get(having);
      late?.signal('SIGSTOP');
      having = await until('another one has it', async () => {
        const now = await holder();
        return now !== having && now;
      });
      late?.signal('SIGCONT');
    }
    await faults.clear();
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
  });

  it('fails after the third death though an attempt between ended without one', async () => {
    await faults.set(on('query-request', '/* between */'));
    const id = await world.submit({ sql: 'SELECT 1 /* between */' });
    const blind = { ...on('query-request', 'QUERY_HISTORY_BY_SESSION'), action: '503' } as const;
    for (let deaths = 0; ; deaths += 1) {
      const patience = deaths === 1 ? { FIRN_WORKER_ANSWER_MS: '500' } : {};
      const worker = await world.process(`b${deaths}`, { ...ENV, ...patience });
      const seen = await until('a worker has it in its hands, or it has ended', async () => {
        const job = await world.store.read(id);
        if (job?.state === 'failed') return 'ended';
        return deaths < 3 && job?.worker === `b${deaths}` && job.state === 'submitting' && 'in hand';
      });
      if (seen === 'ended') {
        expect(deaths).toBe(3);
        break;
      }
      if (deaths === 1) {
        // Where it cannot be looked for it is put back, and a new step comes for it.
        const rule = await faults.set(blind);
        await world.until(id, 'retrying');
        await faults.clear(rule);
        await world.until(id, 'submitting');
      }
      await worker.kill();
      expect(deaths).toBeLessThan(3);
    }
    expect(await world.store.read(id)).toMatchObject({ problem: { code: 'worker_fault' } });
  });

  it.each([
    ['tracking', on('monitoring')],
    ['cancelling', on('query-request', 'SYSTEM$CANCEL_QUERY')],
  ])('fails after the third death during a look, while %s', async (kind, hold) => {
    let worker = await world.process('t0', ENV);
    const id = await world.submit({ sql: `SELECT SYSTEM$WAIT(200) /* ${kind} */` });
    await until('it is tracked', async () => (await lookDeaths(id)) !== null);
    const rule = await faults.set(hold);
    if (kind === 'cancelling') await world.store.cancel(id, 'ann', null);
    await faults.held(rule, 1);
    for (let deaths = 1; ; deaths += 1) {
      await worker.kill();
      worker = await world.process(`t${deaths}`, ENV);
      const seen = await until('the next one looks at it, or it has ended', async () => {
        if ((await world.store.read(id))?.state === 'failed') return 'ended';
        return (await lookDeaths(id)) === deaths && 'looking';
      });
      expect(deaths).toBeLessThanOrEqual(3);
      if (seen === 'looking') continue;
      expect(deaths).toBe(3);
      break;
    }
    expect(await world.store.read(id)).toMatchObject({ problem: { code: 'worker_fault' } });
    await faults.clear();
    expect(await world.until(await world.submit({ sql: 'SELECT 3' }))).toMatchObject({ state: 'succeeded' });
  });

  it('counts a death by a cancel that comes between the take-over and the first look', async () => {
    const tracked = async (id: JobId) => (await lookDeaths(id)) !== null;
    let worker = await world.process('c0', ENV);
    const others = await Promise.all(Array.from({ length: 4 }, () => world.submit({ sql: 'SELECT SYSTEM$WAIT(200)' })));
    const id = await world.submit({ sql: 'SELECT SYSTEM$WAIT(200) /* by its cancel */' });
    for (const one of [id, ...others]) await until('it is tracked', () => tracked(one));
    // Who takes them over next takes them one by one: the first of them is not answered, and the others wait for it.
    const looks = await faults.set(on('monitoring'));
    await worker.kill();
    worker = await world.process('c1', ENV);
    for (const one of [id, ...others]) await until('it is looked at', async () => (await lookDeaths(one)) === 1);
    await world.store.cancel(id, 'ann', null);
    const cancel = await faults.set(on('query-request', 'SYSTEM$CANCEL_QUERY'));
    await worker.kill();
    await world.process('c2', ENV);
    await until('one is looked at', async () => (await Promise.all([id, ...others].map(lookDeaths))).includes(2));
    await faults.whenHeld(cancel, 1, 3_000); // none: only a fault would send it here
    await faults.clear(looks);
    await faults.held(cancel);
    expect(await lookDeaths(id)).toBe(2);
    await faults.clear();
    for (const one of others) await world.store.cancel(one, 'ann', null);
    for (const one of [id, ...others]) expect(await world.until(one)).toMatchObject({ state: 'cancelled' });
  });

  /** How many processes ended during the first look after they had taken it over; null: nobody tracks it. */
  async function lookDeaths(id: JobId): Promise<number | null> {
    for (const key of await world.redis.keys('firn:{00}:tracked:*')) {
      const entry = await world.redis.hget(key, id);
      if (entry === null) continue;
      const { hands = [] } = TrackedQuery.parse(JSON.parse(entry));
      return Math.max(0, hands.length - 1);
    }
    return null;
  }
});
