import { createHash } from 'node:crypto';
import { BatchId, type BatchView, timestamp } from '@firn/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { keysOf } from '../keys.js';
import { Script } from '../scripts/script.js';
import { allShards, newBatchId, shardOf, shardOfId } from '../shard.js';
import { integer, readAs, reading } from '../unreadable.js';

/** KEYS[1] header. ARGV[1] id, [2] tenant, [3] ms to keep. Nothing changes where the batch exists. */
const BEGIN = new Script(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'tenant', ARGV[2], 'acceptedAt', now, 'refused', 0, 'closed', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`);

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
    const begun = await BEGIN.run(this.redis, [keysOf(shardOfId(id, this.shards)).batch(id)], [id, tenant, keepMs]);
    return { id, created: begun === 1 };
  }

  /** No more lines come. @param refused lines that were not accepted. */
  async close(id: BatchId, refused: number): Promise<void> {
    const key = keysOf(shardOfId(id, this.shards)).batch(id);
    await this.redis.hset(key, { refused, closed: 1 });
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

  private async idOfKey(tenant: string, key: string, keepMs: number): Promise<BatchId> {
    const digest = createHash('sha256').update(key).digest('hex');
    const name = keysOf(shardOf(`${tenant}\n${key}`, this.shards)).batchKey(tenant, digest);
    const fresh = newBatchId();
    const what = 'The batch of this idempotency key';
    const known = await reading(what, this.redis.set(name, fresh, 'PX', keepMs, 'NX', 'GET'));
    return known === null ? fresh : readAs(BatchId, known, what);
  }
}
