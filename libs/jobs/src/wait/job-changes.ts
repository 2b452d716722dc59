import { randomUUID } from 'node:crypto';
import { type BatchId, JobChange, type JobId, shardOfJob } from '@firn/contract';
import { CHANGES_AT, keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { allShards } from '../shard.js';
import { Channels } from './channels.js';
import { SettlingJobs } from './settling-jobs.js';
import { Watch } from './watch.js';

/** What of a job a change tells, and what decides whether it is what somebody waits for. */
export type Seen = Pick<JobChange, 'state' | 'version'>;

/** The changes of jobs, batches and tenants, for those in this process who wait for them. */
export class JobChanges {
  /** By which the records of jobs know who waits for them since their acceptance. */
  readonly name = randomUUID();
  private readonly channels: Channels;
  private readonly settling = new SettlingJobs();
  private listening: Promise<unknown> | null = null;

  /** @param subscriber a connection of its own: a subscribed connection can do nothing else. */
  constructor(
    subscriber: RedisClient,
    private readonly shards: number,
  ) {
    this.channels = new Channels(subscriber);
  }

  /** Jobs, batches and tenants that somebody waits for, a channel of each shard counted apart. */
  get waitedFor(): number {
    return this.channels.size - (this.listening === null ? 0 : 1) + this.settling.size;
  }

  start(): void {
    this.channels.start();
  }

  stop(): void {
    this.channels.stop();
    this.listening = null;
  }

  /**
   * A job that is about to be accepted with `waiter` set to `name`: rings once it has settled. For all of them there is one channel, so that
   * such a job costs Redis no subscription.
   */
  ofNew(id: JobId): Promise<Watch> {
    return Watch.begin(async (ring) => {
      const leave = this.settling.listen(id, ring);
      this.listening ??= this.channels.listen([CHANGES_AT + this.name], (message) =>
        this.settling.tell(message === null ? null : changeOf(message)),
      );
      await this.listening;
      return leave;
    });
  }

  /** @param enough whether a change is worth a look at the job */
  ofJob(id: JobId, enough: (seen: Seen) => boolean = () => true): Promise<Watch> {
    return Watch.begin((ring) =>
      this.channels.listen([keysOf(shardOfJob(id)).changesOfJob(id)], (message) => {
        // A newer process may say more than this one understands; then a look at the job tells.
        const change = message === null ? null : changeOf(message);
        if (!change || enough(change)) ring();
      }),
    );
  }

  /** Jobs of the batch have ended, or it takes no more lines. */
  ofBatch(id: BatchId): Promise<Watch> {
    const names = allShards(this.shards).map((shard) => keysOf(shard).changesOfBatch(id));
    return Watch.begin((ring) => this.channels.listen(names, ring));
  }

  /** There is more in the tenant's log of changes. */
  ofTenant(tenant: string): Promise<Watch> {
    const names = allShards(this.shards).map((shard) => keysOf(shard).changesOfTenant(tenant));
    return Watch.begin((ring) => this.channels.listen(names, ring));
  }
}

const changeOf = (message: string): JobChange | undefined => JobChange.safeParse(jsonOf(message)).data;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
