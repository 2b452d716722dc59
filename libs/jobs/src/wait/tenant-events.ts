import { JobChange } from '@firn/contract';
import { z } from 'zod';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import { allShards, type Shard } from '../shard.js';
import { json } from '../unreadable.js';

/** Whoever was cut off for no longer than this goes on where he was. */
const LISTENED_MS = 10 * 60_000;

/**
 * The log begins with an entry that says nothing, so that whoever began before anything happened can tell whether something is missing.
 * Returns where the log ends.
 */
const LISTEN = new Script({
  keys: ['listened', 'events'],
  args: ['keepMs'],
  lua: `
if redis.call('EXISTS', keys.listened) == 0 then
  redis.call('DEL', keys.events)
  redis.call('XADD', keys.events, '*', 'begun', '')
end
redis.call('SET', keys.listened, '', 'PX', args.keepMs)
redis.call('PEXPIRE', keys.events, args.keepMs)
return redis.call('XREVRANGE', keys.events, '+', '-', 'COUNT', 1)[1][1]
`,
});

const ENTRY_ID = /^\d{1,16}-\d{1,10}$/;
const Entries = z.array(z.tuple([z.string(), z.array(z.string())]));
const Change = json(JobChange);

/** How far somebody has read: of each shard the last entry, in their order. */
export type EventPosition = readonly string[];

/** Null for a text that is no position among so many shards. */
export function parsePosition(text: string, shards: number): EventPosition | null {
  const ids = text.split(',');
  return ids.length === shards && ids.every((id) => ENTRY_ID.test(id)) ? ids : null;
}

export const positionText = (position: EventPosition): string => position.join(',');

export interface TenantEvent {
  /** Where to go on after this one. */
  readonly position: EventPosition;
  readonly change: JobChange;
}

/** The changes of all jobs of a tenant, in a log that is written while somebody listens. Of one shard they come in order. */
export class TenantEvents {
  private readonly shards: readonly Shard[];

  constructor(
    private readonly redis: RedisClient,
    shards: number,
  ) {
    this.shards = allShards(shards);
  }

  /** Has the log written for the next ten minutes. Gives where it ends. */
  async listen(tenant: string): Promise<EventPosition> {
    const ends = this.shards.map(async (shard) => {
      const { listened, events } = keysOf(shard);
      const keys = { listened: listened(tenant), events: events(tenant) };
      return z.string().parse(await LISTEN.run(this.redis, keys, { keepMs: LISTENED_MS }));
    });
    return Promise.all(ends);
  }

  /** Whether everything after a position is still in the log. */
  async isWhole(tenant: string, after: EventPosition): Promise<boolean> {
    const firsts = this.shards.map(async (shard, at) => {
      const [first] = Entries.parse(await this.redis.xrange(keysOf(shard).events(tenant), '-', '+', 'COUNT', 1));
      return first !== undefined && !isBefore(after[at] ?? '', first[0]);
    });
    return (await Promise.all(firsts)).every((whole) => whole);
  }

  /** What comes after a position, up to `limit` of each shard. What a newer process wrote is passed over. */
  async read(tenant: string, after: EventPosition, limit: number): Promise<readonly TenantEvent[]> {
    const position = [...after];
    const events: TenantEvent[] = [];
    for (const [at, shard] of this.shards.entries()) {
      const from = `(${position[at] ?? '0-0'}`;
      const entries = Entries.parse(await this.redis.xrange(keysOf(shard).events(tenant), from, '+', 'COUNT', limit));
      for (const [id, [, text]] of entries) {
        position[at] = id;
        const change = Change.safeParse(text).data;
        if (change !== undefined) events.push({ position: [...position], change });
      }
    }
    return events;
  }
}

/** IDs are milliseconds and a number, and compared as such. */
function isBefore(id: string, than: string): boolean {
  const [ms = 0, count = 0] = id.split('-').map(Number);
  const [thanMs = 0, thanCount = 0] = than.split('-').map(Number);
  return ms < thanMs || (ms === thanMs && count < thanCount);
}
