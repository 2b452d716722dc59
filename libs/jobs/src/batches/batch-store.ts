import { createHash } from 'node:crypto';
import { BatchId, type BatchView, timestamp } from '@firn/contract';
import { z } from 'zod';
import { NOW } from '../due/now.js';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import { allShards, newBatchId, type Shard, shardOf, shardOfId } from '../shard.js';
import { integer, readAs, reading } from '../unreadable.js';

/** A batch that exists is open again: lines of it come once more. */
const BEGIN = new Script({
  keys: ['batch', 'open'],
  args: ['id', 'tenant', 'keepMs'],
  lua: `${NOW}
local created = redis.call('EXISTS', keys.batch) == 0
if created then
  redis.call('HSET', keys.batch, 'id', args.id, 'tenant', args.tenant, 'acceptedAt', now, 'refused', 0)
  redis.call('PEXPIRE', keys.batch, args.keepMs)
end
redis.call('HSET', keys.batch, 'closed', 0)
redis.call('ZADD', keys.open, now, args.id)
return created and 1 or 0
`,
});

const FEED = new Script({
  keys: ['open'],
  args: ['id'],
  lua: `${NOW}
return redis.call('ZADD', keys.open, 'XX', now, args.id)
`,
});

/**
 * Lines of one request were taken: `refused` of those from `part` on, or empty: as it is. `more`: others follow, and the batch stays
 * open. `channel` tells whoever waits for the batch.
 */
const CLOSE = new Script({
  keys: ['batch', 'open'],
  args: ['id', 'part', 'refused', 'more', 'channel'],
  lua: `
redis.call('PUBLISH', args.channel, 'taken')
if args.refused ~= '' and redis.call('EXISTS', keys.batch) == 1 then
  redis.call('HSET', keys.batch, args.part == '1' and 'refused' or 'refused:' .. args.part, args.refused)
end
if args.more == '1' then return 0 end
redis.call('ZREM', keys.open, args.id)
if redis.call('EXISTS', keys.batch) == 0 then return 0 end
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
const REFUSED_OF_PART = /^refused:\d+$/;
/** Absent until the first. */
const count = integer.default(0);
const Counts = z.object({
  jobs: count,
  ended: count,
  succeeded: count,
  failed: count,
  cancelled: count,
  timed_out: count,
  firstEndedAt: integer.optional(),
  lastEndedAt: integer.optional(),
});

/** One request of a batch that is sent in several. */
export interface BatchPart {
  /** Number of its first line. */
  readonly from: number;
  /** Others follow. */
  readonly more: boolean;
}

/** Batches: a header in one shard, and in each shard the counts of the jobs that live there, summed on reading. */
export class BatchStore {
  constructor(
    private readonly redis: RedisClient,
    private readonly shards: number,
  ) {}

  /**
   * Begins a batch, or finds the one that the same key began: its lines are then accepted again, each under its own key, so
   * that what a broken connection left out is made up for. Until they are taken it is open again: what has ended so far is not all of it.
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

  /**
   * The lines of one request were taken.
   *
   * @param refused lines of it that were not accepted; null: not known, as it is recorded
   * @param part the number of its first line, and whether others follow; without, no more lines come
   */
  async close(id: BatchId, refused: number | null, part: BatchPart = { from: 1, more: false }): Promise<void> {
    const channel = keysOf(shardOfId(id, this.shards)).changesOfBatch(id);
    const args = { id, part: part.from, refused: refused ?? '', more: part.more ? 1 : 0, channel };
    await reading(`Batch ${id}`, CLOSE.run(this.redis, this.keysOf(id), args));
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
    const sum = (name: CountName) => shards.reduce((total, counts) => total + counts[name], 0);
    const [jobs, ended] = [sum('jobs'), sum('ended')];
    const closed = header.closed === 1;
    const ofParts = Object.entries(hash).filter(([name]) => REFUSED_OF_PART.test(name));
    const refused = ofParts.reduce((total, [, lines]) => total + readAs(integer, lines, what), header.refused);
    return {
      id,
      acceptedAt: timestamp(header.acceptedAt),
      closed,
      jobs,
      refused,
      ended,
      succeeded: sum('succeeded'),
      failed: sum('failed'),
      cancelled: sum('cancelled'),
      timedOut: sum('timed_out'),
      ...paceOf(shards, ended, jobs),
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

type Counts = z.infer<typeof Counts>;
type CountName = Exclude<keyof Counts, 'firstEndedAt' | 'lastEndedAt'>;

/** How fast its jobs end, by the first and the last that did, and what the rest takes at that rate. */
function paceOf(shards: readonly Counts[], ended: number, jobs: number): Pick<BatchView, 'perSecond' | 'leftMs'> {
  const first = Math.min(...shards.map(({ firstEndedAt }) => firstEndedAt ?? Infinity));
  const last = Math.max(...shards.map(({ lastEndedAt }) => lastEndedAt ?? 0));
  if (ended < 2 || last < first) return { perSecond: null, leftMs: ended === jobs ? 0 : null };
  const perMs = (ended - 1) / Math.max(1, last - first);
  return { perSecond: Math.round(perMs * 1e6) / 1e3, leftMs: Math.round((jobs - ended) / perMs) };
}
