import { join } from 'node:path';
import { type JobId, JobRequest } from '@firn/contract';
import { PLAN_VERSION } from '@firn/snowpark/internal';
import { until } from '../../support/until.js';
import { SHORT_LEASES as ENV, startWorld, type World } from '../world.js';

jest.setTimeout(240_000);

const NEXT = { NODE_OPTIONS: `--import ${join(import.meta.dirname, 'newer-plans.mjs')}` };
const MANY = 6;

/** On an upgrade workers of two versions run side by side. The next version is this one that reads one plan version more. */
describe('workers of this plan version and of the next one', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  const accept = async (version: number, at: number, seconds: number): Promise<JobId> => {
    const sql = `SELECT ${at} AS N FROM (SELECT SYSTEM$WAIT(${seconds}))`;
    const { id } = await world.store.accept({
      ...{ tenant: 'default', request: JobRequest.parse({ profile: 'local', sql }), kind: 'sql' },
      plan: { kind: 'inline', text: JSON.stringify({ version, kind: 'sql', text: sql, binds: [] }) },
      ...{ idempotencyKey: null, batch: null },
    });
    return id;
  };
  const acceptMany = (version: number, seconds: number) =>
    Promise.all(Array.from({ length: MANY }, (_, at) => accept(version, at, seconds)));

  const watchedBy = async (name: string) => {
    const keys = await world.redis.keys(`firn:*:tracked:${name}:*`);
    const sizes = await Promise.all(keys.map((key) => world.redis.hlen(key)));
    return sizes.reduce((sum, size) => sum + size, 0);
  };

  it('run what both know; what only the newer one knows waits for it, and is watched by either: nothing fails', async () => {
    const older = await world.process('older', ENV);
    const waiting = await acceptMany(PLAN_VERSION + 1, 0);
    const known = await acceptMany(PLAN_VERSION, 1);
    for (const [at, id] of known.entries()) expect(await world.until(id)).toMatchObject({ inline: [[at]] });
    for (const id of waiting)
      await until(
        'the job says whom it waits for',
        async () => (await world.store.read(id))?.problem?.code === 'plan_version_newer',
      );

    await older.stop();
    const newer = await world.process('newer', { ...ENV, ...NEXT });
    for (const [at, id] of waiting.entries())
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', worker: 'newer', inline: [[at]] });

    // Older ones beside it, idle and asked first: each job comes to them once at most, and goes straight on to whoever reads it.
    const idle = await Promise.all(['older-1', 'older-2', 'older-3'].map((name) => world.process(name, ENV)));
    const beside = await acceptMany(PLAN_VERSION + 1, 0);
    for (const [at, id] of beside.entries()) {
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', worker: 'newer', inline: [[at]] });
      const { events } = await world.store.history(id);
      expect(events.filter(({ kind }) => kind === 'released').length).toBeLessThanOrEqual(1);
    }
    for (const worker of idle) await worker.stop();

    // Queries of newer plans run on under an older worker, which knows all that there is to know about a running query.
    const running = await acceptMany(PLAN_VERSION + 1, 15);
    for (const id of running) await world.until(id, 'running');
    await until('all are watched', async () => (await watchedBy('newer')) === MANY);
    await world.process('older', ENV);
    await newer.kill();
    for (const [at, id] of running.entries())
      expect(await world.until(id)).toMatchObject({ state: 'succeeded', worker: 'older', inline: [[at]] });
  });
});
