import { CancelId, type CancelView, JobId, JobSelection, ProblemError, TenantName, timestamp } from '@firn/contract';
import { z } from 'zod';
import { epochMs } from '../due/now.js';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { together } from '../scripts/together.js';
import { newCancelId, shardOfId } from '../shard.js';
import { integer, json, readAs, reading, UnreadableRecord } from '../unreadable.js';

const CancelRecord = z.object({
  id: CancelId,
  tenant: TenantName,
  selection: json(JobSelection),
  by: z.string(),
  reason: z.string().transform((reason) => (reason === '' ? null : reason)),
  requestedAt: integer,
  asked: integer,
  complete: z.enum(['0', '1']).transform((value) => value === '1'),
  /** Where the next look goes on: empty at the beginning. */
  cursor: z.string(),
});
/** The cancel of many jobs. Times are epoch milliseconds. */
export type ManyCancel = Readonly<z.infer<typeof CancelRecord>>;

/** Cancels that a look has found. */
export interface CancelsUnderWay {
  readonly cancels: readonly ManyCancel[];
  /** Those that cannot be read. */
  readonly unreadable: readonly UnreadableRecord[];
}

/** How long one that is done can be read. */
const KEPT_MS = 86_400_000;

/** Cancels of many jobs at once: wishes that a worker hands on to each job, page by page, wherever it stopped before. */
export class CancelStore {
  constructor(
    private readonly redis: RedisClient,
    private readonly shards: number,
  ) {}

  async request(tenant: string, selection: JobSelection, by: string, reason: string | null): Promise<ManyCancel> {
    const id = newCancelId();
    const keys = this.keys(id);
    const requestedAt = await epochMs(this.redis, shardOfId(id, this.shards));
    const fields = { id, tenant, by, reason: reason ?? '', requestedAt, asked: 0, complete: '0', cursor: '' };
    const record = Object.entries({ ...fields, selection: JSON.stringify(selection) }).flat();
    await together(this.redis, ['HSET', keys.cancel(id), ...record], ['ZADD', keys.cancels, requestedAt, id]);
    return this.read(id);
  }

  /** @throws ProblemError not_found, also for that of another tenant */
  async find(tenant: string, id: CancelId): Promise<ManyCancel> {
    const owner = await this.redis.hget(this.keys(id).cancel(id), 'tenant');
    if (owner !== tenant) throw ProblemError.of('not_found', { detail: `There is no cancel ${id}.` });
    return this.read(id);
  }

  /** Those that are not done, oldest first. What is none of ours among them is struck off. */
  async underWay(shard: string, limit: number): Promise<CancelsUnderWay> {
    const { cancels, cancel } = keysOf(shard);
    const found: ManyCancel[] = [];
    const unreadable: UnreadableRecord[] = [];
    for (const entry of await this.redis.zrange(cancels, '0', String(limit - 1))) {
      const id = CancelId.safeParse(entry);
      if (!id.success || (await this.redis.exists(cancel(id.data))) === 0) {
        await this.redis.zrem(cancels, entry);
        continue;
      }
      try {
        found.push(await this.read(id.data));
      } catch (error) {
        if (!(error instanceof UnreadableRecord)) throw error;
        unreadable.push(error);
        await this.putOff(id.data);
      }
    }
    return { cancels: found, unreadable };
  }

  /** Goes behind all that are under way now: there is trouble with it, and the others are not to wait for it. */
  async putOff(id: CancelId): Promise<void> {
    const now = await epochMs(this.redis, shardOfId(id, this.shards));
    await this.redis.zadd(this.keys(id).cancels, 'XX', now, id);
  }

  /** Some jobs were asked; `open` are those that somebody works on. */
  async asked(
    { id }: ManyCancel,
    by: {
      readonly asked: number;
      readonly open: readonly JobId[];
      readonly cursor: string;
      readonly complete: boolean;
    },
  ): Promise<void> {
    const keys = this.keys(id);
    const open = by.open.length > 0 ? [['SADD', keys.cancelOpen(id), ...by.open] as const] : [];
    await together(
      this.redis,
      ...open,
      ['HINCRBY', keys.cancel(id), 'asked', by.asked],
      ['HSET', keys.cancel(id), 'cursor', by.cursor, 'complete', by.complete ? '1' : '0'],
    );
  }

  async openCount({ id }: Pick<ManyCancel, 'id'>): Promise<number> {
    return this.redis.scard(this.keys(id).cancelOpen(id));
  }

  /** Some of the jobs that were asked and had not ended when that was last looked at. */
  async openJobs({ id }: ManyCancel, cursor: string, count: number) {
    const [next, entries] = await this.redis.sscan(this.keys(id).cancelOpen(id), cursor, 'COUNT', count);
    return { next, ids: entries.filter((entry) => JobId.safeParse(entry).success) };
  }

  async ended({ id }: ManyCancel, jobs: readonly JobId[]): Promise<void> {
    if (jobs.length > 0) await this.redis.srem(this.keys(id).cancelOpen(id), ...jobs);
  }

  /** All of its jobs have ended. */
  async done({ id }: ManyCancel): Promise<void> {
    const keys = this.keys(id);
    await together(this.redis, ['ZREM', keys.cancels, id], ['PEXPIRE', keys.cancel(id), KEPT_MS]);
  }

  async view(cancel: ManyCancel): Promise<CancelView> {
    const { id, selection, requestedAt, by, reason, asked, complete } = cancel;
    const open = await this.openCount(cancel);
    const done = complete && open === 0;
    return { id, jobs: selection, requestedAt: timestamp(requestedAt), by, reason, asked, open, complete, done };
  }

  private async read(id: CancelId): Promise<ManyCancel> {
    const hash = await reading(`Cancel ${id}`, this.redis.hgetall(this.keys(id).cancel(id)));
    return readAs(CancelRecord, hash, `Cancel ${id}`);
  }

  private keys(id: CancelId) {
    return keysOf(shardOfId(id, this.shards));
  }
}
