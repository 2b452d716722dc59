import type { JobId } from '@firn/contract';
import { Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { SHORT_LEASES as ENV, startWorld, type World } from './world.js';

jest.setTimeout(120_000);

/** A block of the user's own commits each of its statements, and history shows each of them under the tag of the job. */
describe('a block of the user whose worker dies before the answer', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.rows('CREATE TABLE PARTS (BLOCK TEXT, PART INT)');
  });
  afterEach(async () => {
    await faults.clear();
    await world.stopProcesses();
  });
  afterAll(() => world.stop());

  const block = (name: string, waitSeconds = 0, last = `INSERT INTO PARTS SELECT '${name}', 2`) =>
    `BEGIN /* ${name} */ INSERT INTO PARTS SELECT '${name}', 1; SELECT SYSTEM$WAIT(${waitSeconds}); ${last}; END`;
  const partsOf = async (name: string) =>
    (await world.rows(`SELECT PART FROM PARTS WHERE BLOCK = '${name}' ORDER BY PART`)).map(({ PART }) => Number(PART));
  const firstPartOf = (name: string) =>
    until(`the first part of ${name} is committed`, async () => (await partsOf(name)).length > 0);
  const kinds = async (id: JobId) => (await world.store.history(id)).events.map(({ kind }) => kind);
  const hold = (sqlText: string) =>
    faults.set({ route: 'query-request', phase: 'before', action: 'delay', match: { sqlText } });
  const letGo = (rule: string) => faults.clear(rule);
  const sessionOf = async (id: JobId) => (await world.store.readWhole(id))?.intent?.sessionId;

  /** Its worker is dead; the statement is held on its way, or its answer is. */
  async function orphan(name: string, phase: 'before' | 'after', sql: string) {
    const victim = await world.process(`victim-${name}`, ENV);
    // What its heir sends is not held.
    const match = { sqlText: `/* ${name} */` };
    const rule = await faults.set({ route: 'query-request', phase, action: 'delay', times: 1, match });
    const id = await world.submit({ sql });
    await faults.held(rule);
    await victim.kill();
    return { id, rule };
  }

  /** The take-over has not found it and is about to end its session. */
  async function heldBeforeTheEnd(id: JobId) {
    const rule = await hold(`ABORT_SESSION(${await sessionOf(id)}`);
    await world.process('heir', ENV);
    await faults.held(rule);
    return rule;
  }

  it('is adopted where it had finished', async () => {
    const { id } = await orphan('finished', 'after', block('finished'));
    await until('it is done', async () => (await partsOf('finished')).length === 2);
    await world.process('heir', ENV);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    expect(await kinds(id)).toContain('adopted');
    expect(await partsOf('finished')).toEqual([1, 2]);
  });

  it('runs, and once, where it had never reached the server: what comes late finds its session ended', async () => {
    const { id, rule } = await orphan('unsent', 'before', block('unsent'));
    await world.process('heir', ENV);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    expect(await kinds(id)).toEqual(expect.arrayContaining(['fence', 'intent_void']));
    expect(await partsOf('unsent')).toEqual([1, 2]);
    await letGo(rule);
    // A statement of its session that comes after it has had its turn as well.
    await until('nothing is held', async () => (await faults.whenHeld(rule, 1, 1)).length === 0);
    expect(await partsOf('unsent')).toEqual([1, 2]);
  });

  it('is adopted where it had finished before its session was ended, though it was not found at first', async () => {
    const { id, rule } = await orphan('late', 'before', block('late'));
    const end = await heldBeforeTheEnd(id);
    await letGo(rule);
    await until('it is done', async () => (await partsOf('late')).length === 2);
    await letGo(end);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    expect(await kinds(id)).toEqual(expect.arrayContaining(['fence', 'adopted']));
    expect(await partsOf('late')).toEqual([1, 2]);
  });

  it('is followed to its own end where it runs: what one of its statements has done is not the end', async () => {
    const { id } = await orphan('running', 'after', block('running', 15));
    await firstPartOf('running');
    await world.process('heir', ENV);
    const adopted = await world.until(id, 'running');
    expect(await partsOf('running')).toEqual([1]);
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', queryId: adopted.queryId });
    expect(await partsOf('running')).toEqual([1, 2]);
  });

  it('fails where it had failed, and says what may have been committed', async () => {
    const { id } = await orphan('broken', 'after', block('broken', 0, 'SELECT 1 / 0'));
    await firstPartOf('broken');
    await world.process('heir', ENV);
    expect(await world.until(id)).toMatchObject({
      state: 'failed',
      problem: { code: 'snowflake_error', detail: expect.stringContaining('What the block had committed before') },
    });
    expect(await partsOf('broken')).toEqual([1]);
  });

  it('needs a review where the end of its session by the take-over stopped it', async () => {
    const { id, rule } = await orphan('stopped', 'before', block('stopped', 60));
    const end = await heldBeforeTheEnd(id);
    await letGo(rule);
    await firstPartOf('stopped');
    await letGo(end);
    expect(await world.until(id)).toMatchObject({
      state: 'needs_review',
      problem: { code: 'outcome_unknown', detail: expect.stringContaining('may have done a part') },
    });
    expect(await partsOf('stopped')).toEqual([1]);
  });

  it('fails where somebody else ended its session, and says what may have been committed', async () => {
    const { id } = await orphan('aborted', 'after', block('aborted', 60));
    await firstPartOf('aborted');
    await world.rows(`SELECT SYSTEM$ABORT_SESSION(${await sessionOf(id)})`);
    await world.process('heir', ENV);
    expect(await world.until(id)).toMatchObject({
      state: 'failed',
      problem: {
        code: 'snowflake_unavailable',
        detail: expect.stringContaining('What the block had committed before'),
      },
    });
    expect(await partsOf('aborted')).toEqual([1]);
  });
});
