import { type SessionId, sessionStageName } from '@firn/contract';
import { SessionStore } from '@firn/jobs';
import { LongType, type Plan } from '@firn/snowpark';
import { encodeAction } from '@firn/snowpark/internal';
import { Faults } from '../support/faults.js';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

const rows: Plan = { kind: 'local', fields: [{ name: 'A', type: LongType, nullable: false }], rows: [[1], [2], [3]] };

describe('a durable session', () => {
  let world: World;
  let sessions: SessionStore;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    sessions = new SessionStore(world.redis, 1);
    await world.worker('w', { FIRN_WORKER_SWEEP_MS: '200', FIRN_WORKER_RECONCILE_MS: '200' });
  });
  afterAll(() => world.stop());

  const reaches = (id: SessionId, state: string) =>
    until(`the session is ${state}`, async () => (await sessions.find('default', id))?.state === state);
  const run = async (request: Parameters<World['submit']>[0]) => world.until(await world.submit(request));
  const objectsOf = async (session: string) =>
    [...(await world.rows('SHOW TABLES IN DATABASE FIRN')), ...(await world.rows('SHOW STAGES IN DATABASE FIRN'))]
      .map(({ name }) => String(name))
      .filter((name) => name.includes(session.slice('ses_'.length)));
  const save = {
    kind: 'save_as_table',
    plan: rows,
    table: ['MINE'],
    mode: 'overwrite',
    tableType: 'temporary',
    columnOrder: 'index',
  } as const;

  it('finds its temporary table again in later jobs, and nobody else does', async () => {
    const one = await sessions.open('default', 'local', 600_000);
    const two = await sessions.open('default', 'local', 600_000);
    expect(await run({ action: encodeAction(save), session: one.id })).toMatchObject({
      state: 'succeeded',
      problem: null,
    });
    const count = encodeAction({ kind: 'count', plan: { kind: 'table', name: ['MINE'] } });
    expect(await run({ action: count, session: one.id })).toMatchObject({ problem: null, inline: [[3]] });
    expect((await run({ action: count, session: two.id })).state).toBe('failed');
    expect(await objectsOf(one.id)).toHaveLength(1);
    await world.queues.addSessionClose(one.id);
    await reaches(one.id, 'closed');
    expect(await objectsOf(one.id)).toEqual([]);
  });

  it('has a stage once a plan speaks of it, until it closes', async () => {
    const session = await sessions.open('default', 'local', 600_000);
    const stage = sessionStageName('FIRN.FIRN_SCRATCH', session.id);
    const copy = encodeAction({
      kind: 'copy_into_location',
      plan: rows,
      location: `@${stage}/out.csv`,
      formatType: 'csv',
      formatOptions: {},
      copyOptions: {},
      header: false,
    });
    const job = await run({ action: copy, session: session.id });
    expect(job).toMatchObject({ problem: null, state: 'succeeded' });
    expect(job.inline?.[0]?.[0]).toBe(3);
    expect(await objectsOf(session.id)).toHaveLength(1);
    await world.queues.addSessionClose(session.id);
    await reaches(session.id, 'closed');
    expect(await objectsOf(session.id)).toEqual([]);
  });

  it('keeps what a job of it still uses, and takes no new ones, while it closes', async () => {
    const session = await sessions.open('default', 'local', 600_000);
    await run({ action: encodeAction(save), session: session.id });
    await faults.hideEnd('/* uses it */');
    const slow = await world.submit({ sql: 'SELECT 1 /* uses it */', session: session.id });
    await world.until(slow, 'running');
    await world.queues.addSessionClose(session.id);
    await reaches(session.id, 'closing');
    await expect(sessions.use('default', session.id)).rejects.toMatchObject({ problem: { code: 'session_closed' } });
    expect(await objectsOf(session.id)).toHaveLength(1);
    await faults.clear();
    expect((await world.until(slow)).state).toBe('succeeded');
    await reaches(session.id, 'closed');
    expect(await objectsOf(session.id)).toEqual([]);
  });

  it('is swept away when nobody uses it any more', async () => {
    const session = await sessions.open('default', 'local', 1_000);
    await run({ action: encodeAction(save), session: session.id });
    expect(await objectsOf(session.id)).toHaveLength(1);
    await reaches(session.id, 'closed');
    expect(await objectsOf(session.id)).toEqual([]);
  });
});
