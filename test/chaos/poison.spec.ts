import { join } from 'node:path';
import { type FaultRule, Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { startWorld, type WorkerProcess, type World } from '../worker/world.js';

jest.setTimeout(240_000);

const ENV = {
  FIRN_WORKER_LOCK_MS: '1500',
  FIRN_WORKER_ANSWER_MS: '60000',
  FIRN_WORKER_RECONCILE_MS: '500',
  FIRN_TRACKER_HEARTBEAT_MS: '100',
  FIRN_TRACKER_TTL_MS: '600',
};
const MOST_DEATHS = 3;

/** What a job does to the process that has it in its hands, and how the test sees to that. */
type Way = 'stop' | 'hang' | 'memory';
const WAYS = {
  stop: 'is stopped for longer than its lease',
  hang: 'never leaves its loop again',
  memory: 'runs out of memory',
} as const satisfies Record<Way, string>;

interface Place {
  readonly state: 'submitting' | 'running' | 'storing';
  readonly sql: (mark: string) => string;
  /** Of a text that is parsed in that state alone. */
  readonly pattern: (mark: string) => string;
  /** Holds its process there. */
  readonly hold: (mark: string) => FaultRule;
}
const before = (route: FaultRule['route'], sqlText: string): FaultRule => ({
  ...{ route, phase: 'before', action: 'delay' },
  match: { sqlText },
});
const PLACES: readonly Place[] = [
  {
    state: 'submitting',
    sql: (mark) => `SELECT 1 /* ${mark} */`,
    pattern: (mark) => `"kind":"sql".*${mark}`,
    hold: (mark) => before('query-request', `/* ${mark} */`),
  },
  {
    state: 'running',
    sql: (mark) => `SELECT SYSTEM$WAIT(200) /* ${mark} */`,
    pattern: (mark) => `"queries".*${mark}`,
    hold: (mark) => before('monitoring', `/* ${mark} */`),
  },
  {
    state: 'storing',
    sql: (mark) => `SELECT 'row of ' || '${mark}' /* ${mark} */`,
    pattern: (mark) => `row of ${mark}`,
    hold: (mark) => before('result', `/* ${mark} */`),
  },
];
/** Each way in each state by `npm run test:chaos`; in the short form each once. */
const isLong = process.env.FIRN_CHAOS_ROUNDS !== undefined;
const CASES = PLACES.flatMap((place, at) =>
  (Object.keys(WAYS) as Way[])
    .filter((_, which) => isLong || which === at)
    .map((way) => [WAYS[way], place.state, way, place] as const),
);

/** Killed outright in each state: test/worker/poison.spec.ts. */
describe('a job whose process', () => {
  let world: World;
  let faults: Faults;
  const processes: WorkerProcess[] = [];
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
  });
  afterEach(async () => {
    await faults.clear();
    await Promise.all(processes.splice(0).map((process) => process.kill()));
    await world.stopProcesses();
  });
  afterAll(() => world.stop());

  it.each(CASES)(
    '%s, each time while the job is %s, fails at the third; its neighbours do not',
    async (_, state, way, place) => {
      const mark = `${way} ${state}`;
      const env = way === 'stop' ? ENV : { ...ENV, ...poisoned(place.pattern(mark), way) };
      // A query comes to a tracker's hands by the death of the one that had sent it.
      const first = state === 'running' ? await start('first', ENV) : null;
      const id = await world.submit({ sql: place.sql(mark) });
      const neighbours = await Promise.all(
        [1, 2, 3].map((at) => world.submit({ sql: `SELECT ${at}, SYSTEM$WAIT(1)` })),
      );
      if (first !== null) {
        await until('it is tracked', async () => ((await world.store.read(id))?.owner ?? null) !== null);
        await first.kill();
      }
      if (way === 'stop') await faults.set(place.hold(mark));
      const isOver = async () => (await world.store.read(id))?.state === 'failed';
      for (let deaths = 0; !(await isOver()); deaths += 1) {
        expect(deaths).toBeLessThanOrEqual(MOST_DEATHS);
        const name = `${way}-${state}-${deaths}`;
        const process = await start(name, env);
        const seen = await until('it is in its hands, or has ended', async () => {
          const job = await world.store.read(id);
          if (job?.state === 'failed') return 'ended';
          if (deaths >= MOST_DEATHS || job?.worker !== name) return false;
          // A result is asked for before the job is storing: the first process may die of it a moment earlier.
          if (way !== 'memory') return job.state === state && 'in hand';
          return !process.isRunning() && (job.state === state || deaths === 0) && 'in hand';
        });
        if (seen === 'ended') break;
        if (way === 'stop') process.signal('SIGSTOP');
      }
      expect(await world.store.read(id)).toMatchObject({
        state: 'failed',
        problem: { code: 'worker_fault', detail: expect.stringContaining('processes ended, or stood still') },
      });
      // Those that were frozen wake up, and what they still do about it counts for nothing.
      await faults.clear();
      for (const process of processes) process.signal('SIGCONT');
      const living = processes.filter((process) => process.isRunning());
      expect(living.length).toBeGreaterThan(0);
      for (const neighbour of neighbours) expect((await world.until(neighbour)).state).toBe('succeeded');
      expect(await world.until(await world.submit({ sql: 'SELECT 4' }))).toMatchObject({ state: 'succeeded' });
      expect(await world.store.read(id)).toMatchObject({ state: 'failed', problem: { code: 'worker_fault' } });
    },
  );

  async function start(name: string, env: Readonly<Record<string, string>>): Promise<WorkerProcess> {
    const process = await world.process(name, env);
    processes.push(process);
    return process;
  }
});

const poisoned = (pattern: string, way: Way) => ({
  FIRN_POISON: JSON.stringify({ pattern, way }),
  NODE_OPTIONS: `--max-old-space-size=120 --import ${join(import.meta.dirname, 'support', 'poison.mjs')}`,
});
