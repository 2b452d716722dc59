import { type RedisWithSentinels, startRedisWithSentinels } from '../../support/redis-sentinel.js';
import { SHORT_LEASES, startWorld, type World } from '../../worker/world.js';

jest.setTimeout(240_000);

const JOBS = 12;

describe.each(['kill', 'hang'] as const)('workers on a Redis with Sentinels, whose master is ended by %s', (how) => {
  let redis: RedisWithSentinels;
  let world: World;
  beforeAll(async () => {
    redis = await startRedisWithSentinels();
    world = await startWorld({ redis });
    await world.rows('CREATE TABLE WRITTEN (AT INT)');
    await world.process('worker', SHORT_LEASES);
  });
  afterAll(async () => {
    await world.stop();
    await redis.stop();
  });

  it('go on with the new master, lose nothing and write nothing twice', async () => {
    const submit = (at: number) =>
      world.submit({ sql: `INSERT INTO WRITTEN SELECT ${at} FROM (SELECT SYSTEM$WAIT(1))` }, `write-${at}`);
    const submitAll = () => Promise.all(Array.from({ length: JOBS }, (_, at) => submit(at)));
    await submitAll();
    await redis.failOver(how);
    // What was accepted and not yet replicated is gone with the master: whoever is told nothing more of it sends it again.
    for (const id of await submitAll()) expect((await world.until(id)).state).toBe('succeeded');
    const rows = await world.rows('SELECT AT FROM WRITTEN ORDER BY AT');
    expect(rows.map(({ AT }) => Number(AT))).toEqual(Array.from({ length: JOBS }, (_, at) => at));
  });
});
