import { startWorld, type World } from './world.js';

jest.setTimeout(60_000);

describe('a job through a worker', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.worker();
  });
  afterAll(() => world.stop());

  it('comes back with its rows', async () => {
    const id = await world.submit({ sql: 'SELECT 1 AS A' });
    const job = await world.until(id);
    expect(job).toMatchObject({ state: 'succeeded', inline: [[1]], worker: 'worker-1' });
    expect((await world.store.history(id)).map(({ kind }) => kind)).toEqual([
      'accepted',
      'queued',
      'claimed',
      'intent',
      'submitted',
      'storing',
      'ended',
    ]);
  });
});
