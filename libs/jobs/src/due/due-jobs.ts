import { JobId, shardOfJob } from '@firn/contract';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { together } from '../scripts/together.js';
import { allShards, type Shard } from '../shard.js';
import { reading, UnreadableRecord } from '../unreadable.js';
import { dropResults, type ExpiredResults } from './drop-results.js';
import { dueOf, lagOf, putOff } from './due-set.js';
import { type Forgotten, forgetExpired } from './forget-expired.js';
import { takeWishes } from './wishes.js';

/** What has become due, by kind: sorted sets of `keysOf`, each by the time at which something is to be done. */
export type DueSet = 'deadlines' | 'wishes' | 'expiring' | 'resultsExpiring';

const FOREIGN_ENTRY_MS = 3_600_000;

export interface DueJobsOptions {
  readonly shards: number;
  /** Told of entries that mean nothing here; they are passed over. */
  readonly onUnreadable?: (error: UnreadableRecord) => void;
}

/** The jobs for which something is due, oldest first. What a look costs depends on what is due, not on how many jobs there are. */
export class DueJobs {
  constructor(
    private readonly redis: RedisClient,
    private readonly options: DueJobsOptions,
  ) {}

  /** @param limit of each shard, as everywhere here */
  overdue(limit: number): Promise<readonly JobId[]> {
    return this.due('deadlines', limit);
  }

  /** Jobs whose wish is to be carried out by this instance. Each goes to one caller; until the job has ended it is due again soon. */
  async takeWishes(instance: string, limit: number): Promise<readonly JobId[]> {
    const take = async (shard: Shard) =>
      this.ofShard('wishes', shard, await takeWishes(this.redis, shard, instance, limit));
    return (await this.inEachShard(take)).flat();
  }

  /** Takes the rows of results whose time is over from their records. Pages are left to the caller. */
  async dropResults(limit: number): Promise<ExpiredResults> {
    const found = await this.inEachShard(async (shard) => {
      const pass = await dropResults(this.redis, shard, limit);
      for (const entry of pass.foreign) this.tellForeign('resultsExpiring', shard, entry);
      return pass;
    });
    return { looked: sum(found, ({ looked }) => looked), paged: found.flatMap(({ paged }) => paged), foreign: [] };
  }

  /** The pages of a result are gone. */
  async resultDropped(id: JobId): Promise<void> {
    await this.redis.zrem(keysOf(shardOfJob(id)).resultsExpiring, id);
  }

  /** Takes the records whose time is over, with every trace of them. */
  async forgetExpired(limit: number): Promise<Forgotten> {
    const found = await this.inEachShard(async (shard) => {
      const pass = await forgetExpired(this.redis, shard, limit);
      for (const entry of pass.foreign) this.tellForeign('expiring', shard, entry);
      return pass;
    });
    return {
      looked: sum(found, ({ looked }) => looked),
      forgotten: sum(found, ({ forgotten }) => forgotten),
      foreign: found.flatMap(({ foreign }) => foreign),
      troubled: found.flatMap(({ troubled }) => troubled),
    };
  }

  /** Looks at an entry again later: there is trouble with it, or nothing can be done now. */
  putOff(set: DueSet, id: JobId, delayMs: number): Promise<void> {
    return this.putOffEntry(set, shardOfJob(id), id, delayMs);
  }

  /** For an entry without a record: whatever was due is not any more. */
  async strikeOff(id: JobId): Promise<void> {
    const keys = keysOf(shardOfJob(id));
    await together(this.redis, ['ZREM', keys.reconcile, id], ['ZREM', keys.deadlines, id]);
  }

  /** For how long the oldest entry has been due, in milliseconds; 0 where nothing is. */
  async lagMs(set: DueSet | 'reconcile'): Promise<number> {
    const lags = await this.inEachShard((shard) => lagOf(this.redis, keysOf(shard)[set]));
    return Math.max(0, ...lags);
  }

  private async due(set: DueSet, limit: number): Promise<readonly JobId[]> {
    return (await this.inEachShard((shard) => this.dueIn(shard, set, limit))).flat();
  }

  private async dueIn(shard: Shard, set: DueSet, limit: number): Promise<readonly JobId[]> {
    return this.ofShard(set, shard, await dueOf(this.redis, keysOf(shard)[set], limit));
  }

  private async ofShard(set: DueSet, shard: Shard, entries: readonly string[]): Promise<readonly JobId[]> {
    const ids: JobId[] = [];
    for (const entry of entries) {
      const id = JobId.safeParse(entry);
      if (id.success && shardOfJob(id.data) === shard) ids.push(id.data);
      else {
        // Left at the head of its line it would one day be all that a look finds.
        await this.putOffEntry(set, shard, entry, FOREIGN_ENTRY_MS);
        this.tellForeign(set, shard, entry);
      }
    }
    return ids;
  }

  private tellForeign(set: DueSet, shard: Shard, entry: string): void {
    const what = `The entry "${entry}" of ${keysOf(shard)[set]}`;
    this.options.onUnreadable?.(new UnreadableRecord(what, 'damaged', 'is no ID of a job of this shard.'));
  }

  private async putOffEntry(set: DueSet, shard: Shard, entry: string, delayMs: number): Promise<void> {
    await putOff(this.redis, keysOf(shard)[set], entry, delayMs);
  }

  private inEachShard<T>(work: (shard: Shard) => Promise<T>): Promise<readonly T[]> {
    const shards = allShards(this.options.shards);
    return Promise.all(shards.map((shard) => reading(`An index of shard ${shard}`, work(shard))));
  }
}

const sum = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((total, value) => total + of(value), 0);
