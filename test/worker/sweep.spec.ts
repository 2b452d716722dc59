import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { allShards, BatchStore, keysOf } from '@firn/jobs';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

/** Long enough after the result that a sweep which comes late finds both there. */
const KEEP_RECORDS_MS = 6_000;

describe('the sweep', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ keepMs: KEEP_RECORDS_MS });
    await world.worker('w', {
      FIRN_KEEP_RESULTS_MS: '1000',
      FIRN_KEEP_RECORDS_MS: String(KEEP_RECORDS_MS),
      FIRN_WORKER_SWEEP_MS: '100',
      FIRN_WORKER_RECONCILE_MS: '100',
    });
  });
  afterAll(() => world.stop());

  const filesOf = (id: string) => {
    const folder = join(world.folder, 'data', 'results');
    const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
    return names.filter((name) => name.includes(id));
  };

  it('takes the pages of a result when its time is over, then the record with every trace', async () => {
    const id = await world.submit({ sql: 'SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 500))' }, 'a-key');
    const job = await world.until(id);
    expect(job).toMatchObject({ state: 'succeeded', result: { pages: 1 } });
    expect(filesOf(id)).not.toEqual([]);
    await until('the pages are gone', async () => !filesOf(id).some((name) => name.endsWith('.ndjson')));
    expect(await world.store.read(id)).toMatchObject({ state: 'succeeded' });
    await until('the record is gone', async () => (await world.store.read(id)) === null);
    expect(await world.redis.keys(`*${id}*`)).toEqual([]);
    expect(await world.redis.keys('*idempotency*')).toEqual([]);
  });

  it('closes a batch whose API died while it took lines', async () => {
    const batches = new BatchStore(world.redis, 1);
    const { id } = await batches.begin('default', null, 60_000);
    const [shard] = allShards(1);
    if (shard === undefined) throw new Error('There is no shard.');
    await world.redis.zincrby(keysOf(shard).openBatches, -11 * 60_000, id);
    await until('the batch is closed', async () => (await batches.find('default', id))?.done);
  });

  it('drops what a job left behind that has ended', async () => {
    const id = await world.submit({ sql: 'SELECT 1' });
    await world.until(id);
    await world.rows('CREATE SCHEMA IF NOT EXISTS FIRN.FIRN_SCRATCH');
    await world.rows('CREATE TRANSIENT TABLE FIRN.FIRN_SCRATCH.FIRN_LEFT (A INT)');
    const [worker] = world.workers;
    const object = {
      kind: 'table',
      name: '"FIRN"."FIRN_SCRATCH"."FIRN_LEFT"',
      tenant: 'default',
      profile: 'local',
      epoch: 1,
    } as const;
    await worker?.ports.scratch.add(id, [object], 0);
    await until('the object is dropped', async () => (await worker?.ports.scratch.objectsOf(id))?.objects.length === 0);
    expect((await world.rows('SHOW TABLES IN SCHEMA FIRN.FIRN_SCRATCH')).map(({ name }) => name)).toEqual([]);
  });

  it('adds the step of a job that was accepted and then forgotten by its API', async () => {
    const id = await world.acceptOnly({ sql: 'SELECT 42' });
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', inline: [[42]] });
  });
});
