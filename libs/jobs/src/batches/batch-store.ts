import { createHash } from 'node:crypto';
import { BatchId, type BatchView, timestamp } from '@firn/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { NOW } from '../due/now.js';
import { keysOf } from '../keys.js';
import { Script } from '../scripts/script.js';
import { allShards, newBatchId, type Shard, shardOf, shardOfId } from '../shard.js';
import { integer, readAs, reading } from '../unreadable.js';

/** Nothing changes where the batch exists. */
const BEGIN = new Script({
  keys: ['batch', 'open'],
  args: ['id', 'tenant', 'keepMs'],
  lua: `${NOW}
if redis.call('EXISTS', keys.batch) == 1 then return 0 end
redis.call('HSET', keys.batch, 'id', args.id, 'tenant', args.tenant, 'acceptedAt', now, 'refused', 0, 'closed', 0)
redis.call('PEXPIRE', keys.batch, args.keepMs)
redis.call('ZADD', keys.open, now, args.id)
return 1
`,
});

const FEED = new Script({
  keys: ['open'],
  args: ['id'],
  lua: `${NOW}
return redis.call('ZADD', keys.open, 'XX', now, args.id)
`,
});

/** `refused` lines, or empty: as it is. `channel` tells whoever waits for the batch. */
const CLOSE = new Script({
  keys: ['batch', 'open'],
  args: ['id', 'refused', 'channel'],
  lua: `
redis.call('ZREM', keys.open, args.id)
redis.call('PUBLISH', args.channel, 'closed')
if redis.call('EXISTS', keys.batch) == 0 then return 0 end
if args.refused ~= '' then redis.call('HSET', keys.batch, 'refused', args.refused) end
return redis.call('HSET', keys.batch, 'closed', 1)
`,
});

const ABANDONED = new Script({
  keys: ['open'],
  args: ['forMs', 'limit'],
  lua: `${NOW}
return redis.call('ZRANGEBYSCORE', keys.open, '-inf', now - args.forMs, 'LIMIT', 0, args.limit)
`,
});

const Header = z.object({ id: BatchId, tenant: z.string(), acceptedAt: integer, refused: integer, closed: integer });
/** Absent until the first. */
const count = integer.default(0);
const Counts = z.object({
  jobs: count,
  ended: count,
  succeeded: count,
  failed: count,
  cancelled: count,
  timed_out: count,
});

/** Batches: a header in one shard, and in each shard the counts of the jobs that live there, summed on reading. */
export class BatchStore {
  constructor(
    private readonly redis: Redis,
    private readonly shards: number,
  ) {}

  /**
   * Begins a batch, or finds the one that the same key began: its lines are then accepted again, each under its own key, so
   * that what a broken connection left out is made up for.
   */
  async begin(
    tenant: string,
    key: string | null,
    keepMs: number,
  ): Promise<{ readonly id: BatchId; readonly created: boolean }> {
    // Header and key may lie in different shards. The key comes first: a crash between leaves a key whose batch the next
    // request with it begins.
    const id = key === null ? newBatchId() : await this.idOfKey(tenant, key, keepMs);
    const begun = await BEGIN.run(this.redis, this.keysOf(id), { id, tenant, keepMs });
    return { id, created: begun === 1 };
  }

  /** Lines were taken just now. */
  async feed(id: BatchId): Promise<void> {
    await FEED.run(this.redis, { open: keysOf(shardOfId(id, this.shards)).openBatches }, { id });
  }

  /** No more lines come. @param refused lines that were not accepted; null: not known, as it is recorded */
  async close(id: BatchId, refused: number | null): Promise<void> {
    const { changesOfBatch } = keysOf(shardOfId(id, this.shards));
    await CLOSE.run(this.redis, this.keysOf(id), { id, refused: refused ?? '', channel: changesOfBatch(id) });
  }

  /** Batches of a shard that nobody has fed for so long: whoever took their lines is gone. Entries that are no batch are dropped. */
  async abandoned(shard: Shard, forMs: number, limit: number): Promise<readonly BatchId[]> {
    const key = keysOf(shard).openBatches;
    const entries = z.array(z.string()).parse(await ABANDONED.run(this.redis, { open: key }, { forMs, limit }));
    const ids = entries.map((entry) => BatchId.safeParse(entry));
    const strange = entries.filter((_, index) => ids[index]?.success === false);
    if (strange.length > 0) await this.redis.zrem(key, ...strange);
    return ids.flatMap(({ data }) => (data === undefined ? [] : [data]));
  }

  /** Null where there is none for this tenant. @throws UnreadableRecord */
  async find(tenant: string, id: BatchId): Promise<BatchView | null> {
    const what = `Batch ${id}`;
    const hash = await reading(what, this.redis.hgetall(keysOf(shardOfId(id, this.shards)).batch(id)));
    if (Object.keys(hash).length === 0 || (hash.tenant !== undefined && hash.tenant !== tenant)) return null;
    const header = readAs(Header, hash, what);
    const shards = await Promise.all(
      allShards(this.shards).map(async (shard) =>
        readAs(
          Counts,
          await reading(what, this.redis.hgetall(keysOf(shard).batchCount(id))),
          `The counts of batch ${id}`,
        ),
      ),
    );
    const sum = (name: keyof z.infer<typeof Counts>) => shards.reduce((total, counts) => total + counts[name], 0);
    const [jobs, ended] = [sum('jobs'), sum('ended')];
    const closed = header.closed === 1;
    return {
      id,
      acceptedAt: timestamp(header.acceptedAt),
      closed,
      jobs,
      refused: header.refused,
      ended,
      succeeded: sum('succeeded'),
      failed: sum('failed'),
      cancelled: sum('cancelled'),
      timedOut: sum('timed_out'),
      done: closed && ended === jobs,
    };
  }

  private keysOf(id: BatchId) {
    const keys = keysOf(shardOfId(id, this.shards));
    return { batch: keys.batch(id), open: keys.openBatches };
  }

  private async idOfKey(tenant: string, key: string, keepMs: number): Promise<BatchId> {
    const digest = createHash('sha256').update(key).digest('hex');
    const name = keysOf(shardOf(`${tenant}\n${key}`, this.shards)).batchKey(tenant, digest);
    const fresh = newBatchId();
    const what = 'The batch of this idempotency key';
    const known = await reading(what, this.redis.set(name, fresh, 'PX', keepMs, 'NX', 'GET'));
    return known === null ? fresh : readAs(BatchId, known, what);
  }
}
