import { shardOfJob } from '@firn/contract';
import { startWorld, type World } from './world.js';

describe('a job through a worker', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ shards: 2 });
    await world.worker();
  });
  afterAll(() => world.stop());

  it('comes back with its rows', async () => {
    const id = await world.submit({ sql: 'SELECT 1 AS A' });
    const job = await world.until(id);
    expect(job).toMatchObject({ state: 'succeeded', inline: [[1]], worker: 'worker-1' });
    // A quick worker claims the step before the API has said that it is in the queue; a slow first look leaves the query to the tracker.
    const { events } = await world.store.history(id);
    const kinds = events.map(({ kind }) => kind).filter((kind) => !['queued', 'watched', 'storing'].includes(kind));
    expect(kinds).toEqual(['accepted', 'claimed', 'intent', 'submitted', 'ended']);
  });

  it('is served whichever shard it lives in', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_, at) => world.submit({ sql: `SELECT ${at}` })));
    expect(new Set(ids.map(shardOfJob))).toEqual(new Set(['00', '01']));
    for (const [at, id] of ids.entries()) expect((await world.until(id)).inline).toEqual([[at]]);
  });
});
