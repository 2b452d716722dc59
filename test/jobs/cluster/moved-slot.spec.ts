import { type JobId, shardOfJob } from '@firn/contract';
import {
  beat,
  CancelStore,
  JobStore,
  keysOf,
  lives,
  newBatchId,
  prefixOf,
  type RedisClient,
  requireRedis,
} from '@firn/jobs';
import { connectRedis } from '../../support/redis-client.js';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.js';
import { claimant, KEEP_MS, newJob } from '../store.js';

const SHARDS = 16;

describe('a Redis Cluster', () => {
  let cluster: RedisCluster;
  let redis: RedisClient;
  let store: JobStore;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    redis = connectRedis(cluster.url);
    store = new JobStore(redis, { shards: SHARDS, keepMs: KEEP_MS, keepResultMs: KEEP_MS });
  });
  afterAll(async () => {
    redis.disconnect();
    await cluster.stop();
  });

  const accept = async (key: string): Promise<JobId> => {
    const [reply] = (await store.acceptAndAdmit([newJob({}, { key })])).replies;
    if (reply === undefined || reply instanceof Error) throw reply;
    return reply.id;
  };

  it('holds the shards on all of its masters, and counts and lists over them', async () => {
    const ids = await Promise.all(Array.from({ length: 64 }, (_, at) => accept(`spread-${at}`)));
    const owners = await Promise.all(
      [...new Set(ids.map(shardOfJob))].map((shard) => cluster.ownerOf(prefixOf(shard))),
    );
    expect(new Set(owners.map(({ port }) => port)).size).toBe(3);
    const page = await store.list('default', { limit: 100 });
    expect(page.jobs.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect((await store.statesOf(ids)).size).toBe(64);
    expect(await store.unfinished()).toBe(64);
    const [counts] = await store.counts(['default']);
    expect(counts?.states.queued).toBe(64);
  });

  it('is refused where it is named as if it were one server', async () => {
    const [node] = cluster.nodes;
    if (node === undefined) throw new Error('A Cluster has nodes.');
    await expect(requireRedis(node.redis)).rejects.toThrow('write redis+cluster:// instead of redis://');
    await expect(requireRedis(redis)).resolves.toBeUndefined();
  });

  it('moves a slot under load: no script runs over the half of a shard, and none is lost', async () => {
    const id = await accept('moved');
    const shard = shardOfJob(id);
    const { turns } = keysOf(shard);
    const sent = Array.from({ length: 50 }, (_, at) => accept(`before-${at}`));
    let during: Promise<unknown> | null = null;
    await cluster.moveSlot(turns, async () => {
      // Reads of one key go on meanwhile; a script waits until the slot is whole.
      const claims = store.claim(id, claimant('submit', id, 0));
      const cancels = new CancelStore(redis, SHARDS);
      const cancel = () => cancels.request('default', { batch: newBatchId() }, 'somebody', null);
      const more = [beat(redis, shard, 'worker', KEEP_MS), ...Array.from({ length: 32 }, cancel)];
      during = Promise.all([claims, ...more, ...Array.from({ length: 50 }, (_, at) => accept(`during-${at}`))]);
      expect((await store.readWhole(id))?.state).toBe('queued');
    });
    const [claim] = (await during) as unknown as readonly [Awaited<ReturnType<JobStore['claim']>>];
    expect(claim).toMatchObject({ claimed: true, job: { state: 'submitting', epoch: 1 } });
    await Promise.all(sent);
    expect(await lives(redis, shard, 'worker')).toBe(true);
    expect(await redis.smembers(keysOf(shard).workers)).toEqual(['worker']);
    const again = await Promise.all(
      ['before', 'during'].flatMap((name) => Array.from({ length: 50 }, (_, at) => accept(`${name}-${at}`))),
    );
    expect(new Set(again).size).toBe(100);
    const { events } = await store.history(id);
    expect(events.map(({ kind }) => kind)).toEqual(['accepted', 'queued', 'claimed']);
  });
});
