import { type JobId, JobRequest, shardOfJob } from '@firn/contract';
import { keysOf } from '@firn/jobs';
import { propertyRuns } from '../../support/property-runs.js';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.js';
import { until } from '../../support/until.js';
import { SHORT_LEASES, startWorld, type World } from '../../worker/world.js';

jest.setTimeout(240_000 * Number(process.env.FIRN_PROPERTY_SCALE ?? 1));

const SHARDS = 16;
const JOBS = propertyRuns(24);

describe('workers on a Redis Cluster', () => {
  let cluster: RedisCluster;
  let world: World;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    world = await startWorld({ redis: cluster, shards: SHARDS });
    await world.rows('CREATE TABLE WRITTEN (RUN TEXT, AT INT)');
    await world.process('first', SHORT_LEASES);
    await world.process('second', SHORT_LEASES);
  });
  afterAll(async () => {
    await world.stop();
    await cluster.stop();
  });

  /** Every second one writes. The same again is the same job: each has a key of its own. */
  const submit = (run: string, at: number): Promise<JobId> =>
    world.submit(
      {
        sql: at % 2 === 0 ? `SELECT ${at}` : `INSERT INTO WRITTEN SELECT '${run}', ${at} FROM (SELECT SYSTEM$WAIT(1))`,
      },
      `${run}-${at}`,
    );
  const submitAll = (run: string) => Promise.all(Array.from({ length: JOBS }, (_, at) => submit(run, at)));
  const endedAs = async (ids: readonly JobId[]) =>
    (await Promise.all(ids.map((id) => world.until(id)))).map(({ state }) => state);
  const written = async (run: string) =>
    (await world.rows(`SELECT AT FROM WRITTEN WHERE RUN = '${run}' ORDER BY AT`)).map(({ AT }) => Number(AT));
  const all = Array.from({ length: JOBS }, () => 'succeeded');
  const odd = Array.from({ length: JOBS }, (_, at) => at).filter((at) => at % 2 === 1);

  it('run jobs of all shards, and go on while a slot moves', async () => {
    const ids = await submitAll('moved');
    const shard = shardOfJob(ids[0] ?? '');
    await cluster.moveSlot(keysOf(shard).turns);
    expect(await endedAs([...ids, ...(await submitAll('moved'))])).toEqual([...all, ...all]);
    expect(await written('moved')).toEqual(odd);
  });

  it('lose nothing and write nothing twice when a master is killed and its replica takes its place', async () => {
    const ids = await submitAll('failed-over');
    const master = await cluster.ownerOf(keysOf(shardOfJob(ids[0] ?? '')).turns);
    await cluster.failOver(master);
    // What was accepted and not yet replicated is gone with the master: whoever is told nothing more of it sends it again.
    const again = await submitAll('failed-over');
    expect(await endedAs(again)).toEqual(all);
    expect(await written('failed-over')).toEqual(odd);
    const late = await submitAll('after');
    expect(await endedAs(late)).toEqual(all);
    expect(await written('after')).toEqual(odd);
  });

  it('find the write again whose record a fail-over has lost, and do not repeat it for its key', async () => {
    const { at, master, replica } = await writeOnPair('lost');
    // From here on nothing is replicated.
    await master.redis.config('SET', 'repl-timeout', '1');
    replica.server.service.signal('SIGSTOP');
    await until('the master has no replica', async () =>
      (await master.redis.info('replication')).includes('connected_slaves:0'),
    );
    const lost = await submit('lost', at);
    expect((await world.until(lost)).state).toBe('succeeded');
    await master.server.service.kill();
    replica.server.service.signal('SIGCONT');
    await cluster.failOver(master);
    const again = await submit('lost', at);
    expect(await world.until(again)).toMatchObject({ state: 'succeeded', inline: [[1]] });
    expect(await written('lost')).toEqual([at]);
  });

  /** A write of the run whose shard is on a master that has a replica. */
  async function writeOnPair(run: string) {
    for (let at = 1; ; at += 2) {
      const id = world.store.newId({
        tenant: 'default',
        idempotencyKey: `${run}-${at}`,
        request: JobRequest.parse({ profile: 'local', sql: 'SELECT 1' }),
        plan: { kind: 'inline', text: '{}' },
      });
      const master = await cluster.ownerOf(keysOf(shardOfJob(id)).turns);
      const replica = await cluster.replicaOf(master);
      if (replica !== null) return { at, master, replica };
    }
  }
});
