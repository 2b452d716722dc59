import { sessionStageName } from '@firn/contract';
import { SessionStore } from '@firn/jobs';
import { LongType, type Plan } from '@firn/snowpark';
import { encodeAction } from '@firn/snowpark/internal';
import type { RunningWorker } from '../../../apps/worker/src/start-worker.js';
import { type FaultRule, Faults } from '../../support/faults.js';
import { startWorld, type World } from '../world.js';

const numbers = (rows: number): Plan => ({
  kind: 'local',
  fields: [{ name: 'ID', type: LongType, nullable: false }],
  rows: Array.from({ length: rows }, (_, at) => [at]),
});
const held = (phase: FaultRule['phase'], match: FaultRule['match']): FaultRule => ({
  ...{ route: 'query-request', phase, action: 'delay' },
  ...(match !== undefined && { match }),
});

describe('a job whose statement has not been sent', () => {
  let world: World;
  let faults: Faults;
  let worker: RunningWorker;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.rows('CREATE TABLE THINGS (A INT)');
  });
  // One that has made no scratch schema and no stage yet.
  beforeEach(async () => {
    worker = await world.worker();
  });
  afterEach(async () => {
    await faults.clear();
    await worker.close();
  });
  afterAll(() => world.stop());

  const count = (plan: Plan) => ({ action: encodeAction({ kind: 'count', plan }) });
  const table: Plan = { kind: 'table', name: ['THINGS'] };
  const inSession = async () => {
    const session = await new SessionStore(world.redis, 1).open('default', 'local', 600_000);
    const location = `@${sessionStageName('FIRN.FIRN_SCRATCH', session.id)}/out.csv`;
    const options = { formatType: 'csv', formatOptions: {}, copyOptions: {}, header: false } as const;
    return {
      action: encodeAction({ kind: 'copy_into_location', plan: numbers(3), location, ...options }),
      session: session.id,
    };
  };

  /** What Snowflake never answers, and the job that waits for it. */
  const STAGES: readonly [string, FaultRule, () => Promise<Parameters<World['submit']>[0]>][] = [
    ['the description of its table', held('before', { sqlText: 'THINGS' }), async () => count(table)],
    [
      'the description it asks for',
      held('before', { sqlText: 'THINGS' }),
      async () => ({ action: encodeAction({ kind: 'describe', plan: table }) }),
    ],
    ['its scratch schema', held('before', { sqlText: 'CREATE SCHEMA' }), async () => count(numbers(5_000))],
    ['its scratch schema, made', held('after', { sqlText: 'CREATE SCHEMA' }), async () => count(numbers(5_000))],
    ['the stage of its session', held('before', { sqlText: 'CREATE STAGE' }), inSession],
    ['its local data', held('before', { sqlText: 'CREATE TRANSIENT' }), async () => count(numbers(5_000))],
    ['its local data, loaded', held('after', { sqlText: 'CREATE TRANSIENT' }), async () => count(numbers(5_000))],
  ];

  it.each(STAGES)('is cancelled while it waits for %s', async (_, rule, request) => {
    const id = await waiting(rule, await request());
    await world.store.cancel(id, 'ann', null);
    expect(await world.until(id)).toMatchObject({ state: 'cancelled', queryId: null });
    expect(await runningOf(id)).toEqual([]);
    await faults.clear();
    expect(await world.until(await world.submit(count(numbers(5_000))))).toMatchObject({ state: 'succeeded' });
  });

  it.each(STAGES.slice(0, 3))('ends with its time while it waits for %s', async (_, rule, request) => {
    const id = await waiting(rule, { ...(await request()), timeoutMs: 5_000 });
    expect(await world.until(id)).toMatchObject({ state: 'timed_out', problem: { code: 'timeout' } });
    expect(await runningOf(id)).toEqual([]);
  });

  async function waiting(rule: FaultRule, request: Parameters<World['submit']>[0]) {
    const name = await faults.set(rule);
    const id = await world.submit(request);
    await faults.held(name);
    expect((await world.store.read(id))?.state).toBe('submitting');
    return id;
  }

  const runningOf = (id: string) =>
    world.rows(
      `SELECT QUERY_TEXT FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE UPPER(EXECUTION_STATUS) = 'RUNNING' AND QUERY_TAG LIKE '%${id}%'`,
    );
});
