import { JobId, QueryId } from '@firn/contract';
import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { hashOf } from '../scripts/reply.js';
import { Script } from '../scripts/script.js';
import { together } from '../scripts/together.js';
import { allShards, type Shard } from '../shard.js';
import { integer, readAs } from '../unreadable.js';
import { letAuditedGo, RUN_ID } from './unaudited.js';

/** The key only names the shard. */
const BEGIN = new Script({ keys: ['turns'], lua: `${RUN_ID}\nreturn run` });

const STANDING = new Script({
  keys: ['audited', 'lost'],
  lua: `
${RUN_ID}
local of = redis.call('HGET', keys.audited, 'run')
return {of == run and 'audited' or 'pending', redis.call('HGETALL', keys.lost)}
`,
});

const LostWrite = z.object({ queryId: QueryId, job: JobId });
/** A write that Snowflake has and no record tells of: its key means it. */
export type LostWrite = Readonly<z.infer<typeof LostWrite>>;

/** `pending`: what Redis may have lost has not been looked for yet. */
export type Standing = { readonly kind: 'pending' } | { readonly kind: 'known'; readonly lost: LostWrite | null };

/**
 * What the audit of a profile has found, and for which life of Redis. A Redis that has started anew may have lost records: until
 * Snowflake's history was compared, a write with a key may be one that has happened already.
 */
export class AuditStore {
  constructor(
    private readonly redis: RedisClient,
    private readonly shards: number,
  ) {}

  /** The lives of Redis before the history is read: only for these does an audit count. */
  async begin(): Promise<ReadonlyMap<Shard, string>> {
    const runs = await Promise.all(
      allShards(this.shards).map(async (shard) => {
        const run = await BEGIN.run(this.redis, { turns: keysOf(shard).turns }, {});
        return [shard, String(run)] as const;
      }),
    );
    return new Map(runs);
  }

  /** @param at epoch milliseconds up to which the history was compared */
  async finish(profile: string, lives: ReadonlyMap<Shard, string>, at: number): Promise<void> {
    for (const [shard, run] of lives) await this.redis.hset(keysOf(shard).audited(profile), { run, at });
  }

  /** Writes that waited for the audit of a profile, which has been made, go on now. */
  async letGo(profile: string): Promise<void> {
    for (const shard of allShards(this.shards)) {
      while (await letAuditedGo(this.redis, shard, profile)); // all of them, a chunk at a time
    }
  }

  /** Until when a profile was compared in this life of Redis; null where it was not. */
  async auditedUntil(profile: string): Promise<number | null> {
    const lives = await this.begin();
    const ends: number[] = [];
    for (const [shard, run] of lives) {
      const mark = await this.redis.hgetall(keysOf(shard).audited(profile));
      if (mark.run !== run) return null;
      ends.push(readAs(integer, mark.at, `The audit of ${profile}`));
    }
    return Math.min(...ends);
  }

  /** How a write with an idempotency key stands. */
  async standing(shard: Shard, profile: string, tenant: string, keyDigest: string): Promise<Standing> {
    const keys = keysOf(shard);
    const of = { audited: keys.audited(profile), lost: keys.lost(tenant, keyDigest) };
    const reply = await STANDING.run(this.redis, of, {});
    const [state, lost] = z.tuple([z.string(), z.unknown()]).parse(reply);
    if (state !== 'audited') return { kind: 'pending' };
    const found = hashOf(lost);
    return {
      kind: 'known',
      lost: Object.keys(found).length === 0 ? null : readAs(LostWrite, found, `The lost write of ${prefixOf(shard)}`),
    };
  }

  /** Whoever comes with this key means this write. */
  async remember(shard: Shard, tenant: string, keyDigest: string, lost: LostWrite, keepMs: number): Promise<void> {
    const key = keysOf(shard).lost(tenant, keyDigest);
    await together(this.redis, ['HSET', key, ...Object.entries(lost).flat()], ['PEXPIRE', key, keepMs]);
  }
}
