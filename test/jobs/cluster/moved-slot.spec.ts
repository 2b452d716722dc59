import { type JobId, shardOfJob } from '@firn/contract';
import { JobStore, keysOf, prefixOf, type RedisClient } from '@firn/jobs';
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

  it('moves a slot under load: no script runs over the half of a shard, and none is lost', async () => {
    const id = await accept('moved');
    const shard = shardOfJob(id);
    const { turns } = keysOf(shard);
    const sent = Array.from({ length: 50 }, (_, at) => accept(`before-${at}`));
    let during: Promise<unknown> | null = null;
    await cluster.moveSlot(turns, async () => {
      // Reads of one key go on meanwhile; a script waits until the slot is whole.
      const claims = store.claim(id, claimant('submit', id, 0));
      during = Promise.all([claims, ...Array.from({ length: 50 }, (_, at) => accept(`during-${at}`))]);
      expect((await store.readWhole(id))?.state).toBe('queued');
    });
    const [claim] = (await during) as unknown as readonly [Awaited<ReturnType<JobStore['claim']>>];
    expect(claim).toMatchObject({ claimed: true, job: { state: 'submitting', epoch: 1 } });
    await Promise.all(sent);
    const again = await Promise.all(
      ['before', 'during'].flatMap((name) => Array.from({ length: 50 }, (_, at) => accept(`${name}-${at}`))),
    );
    expect(new Set(again).size).toBe(100);
    const { events } = await store.history(id);
    expect(events.map(({ kind }) => kind)).toEqual(['accepted', 'queued', 'claimed']);
  });
});
