import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobId } from '@firn/contract';
import { Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { SHORT_LEASES as ENV, startWorld, type World } from './world.js';

jest.setTimeout(120_000);

/** A worker stands still while Snowflake answers it, and learns of its query after another one has the job. */
describe('an answer that comes late', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
  });
  afterEach(async () => {
    await faults.clear();
    await world.stopProcesses();
  });
  afterAll(() => world.stop());

  const statements = async (id: JobId) =>
    (
      await world.rows(
        `SELECT QUERY_ID, EXECUTION_STATUS AS S FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_TAG LIKE '%"job":"${id}"%'`,
      )
    ).map(({ QUERY_ID, S }) => ({ queryId: String(QUERY_ID), status: String(S).toLowerCase() }));
  const kinds = async (id: JobId) => (await world.store.history(id)).events.map(({ kind }) => kind);

  /** A read that runs in Snowflake while the worker that has sent it stands still without its answer. */
  async function frozen(sql: string) {
    const worker = await world.process('frozen', { ...ENV, FIRN_LOG_LEVEL: 'info' });
    const rule = await faults.set({ route: 'query-request', phase: 'after', action: 'delay', match: { tag: '"job"' } });
    const id = await world.submit({ sql });
    await faults.held(rule);
    worker.signal('SIGSTOP');
    return { id, worker, answer: () => faults.clear(rule) };
  }

  it('leaves the query to the later epoch that has adopted it', async () => {
    const { id, worker, answer } = await frozen('SELECT SYSTEM$WAIT(12)');
    await world.process('heir', ENV);
    await until('the heir has adopted it', async () => (await kinds(id)).includes('adopted'));
    await answer();
    worker.signal('SIGCONT');
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null, worker: 'heir' });
    expect((await statements(id)).map(({ status }) => status)).toEqual(['success']);
  });

  it('waits for what a later epoch decides that still looks for it', async () => {
    const { id, worker, answer } = await frozen('SELECT SYSTEM$WAIT(12) /* looked for */');
    const history = await faults.set({
      route: 'query-request',
      phase: 'after',
      action: 'delay',
      match: { sqlText: 'QUERY_HISTORY_BY_SESSION' },
    });
    await world.process('heir', ENV);
    // It has read that the query runs, and is about to adopt it.
    await faults.held(history);
    await answer();
    worker.signal('SIGCONT');
    await until('the late answer was seen', async () =>
      readFileSync(join(world.folder, 'frozen.log'), 'utf8').includes('after its job had gone on'),
    );
    await faults.clear(history);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null, worker: 'heir' });
    expect((await statements(id)).map(({ status }) => status)).toEqual(['success']);
  });

  it('is no reason to stop the query where the record has it already, and only the answer of Redis was lost', async () => {
    await world.process('asker', ENV);
    const rule = await faults.set({ route: 'query-request', phase: 'after', action: 'delay', match: { tag: '"job"' } });
    const id = await world.submit({ sql: 'SELECT SYSTEM$WAIT(4) /* recorded */' });
    await faults.held(rule);
    const [job, [sent]] = [await world.store.readWhole(id), await statements(id)];
    if (job === null || sent === undefined) throw new Error('Nothing was sent.');
    // As the client of Redis does that has lost its connection behind this, and says it again over the next one.
    expect(await world.store.recordQuery(job, sent.queryId)).toMatchObject({ stale: false });
    await faults.clear(rule);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    expect((await statements(id)).map(({ status }) => status)).toEqual(['success']);
  });
});
