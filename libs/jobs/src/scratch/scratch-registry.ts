import { JobId, ProfileName, SessionId, TenantName } from '@firn/contract';
import { z } from 'zod';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import { together } from '../scripts/together.js';
import { allShards, type Shard, shardOfId } from '../shard.js';
import { json, reading, UnreadableRecord } from '../unreadable.js';

/** A temporary object of a durable job or session. It is written down before it is made, so that a crash leaves no orphan. */
export const ScratchObject = z.strictObject({
  kind: z.enum(['table', 'stage', 'file_format', 'view']),
  /** As SQL, quoted and qualified. */
  name: z.string(),
  tenant: TenantName,
  profile: ProfileName,
  /** Attempt of the job that made it; absent for objects of a session. */
  epoch: z.int().optional(),
  /** What the user calls it, where that differs. */
  userName: z.string().optional(),
});
export type ScratchObject = Readonly<z.infer<typeof ScratchObject>>;

/** A job owns what its action made, a session its stage and its user's temporary tables. */
export type ScratchOwner = JobId | SessionId;

/** Strikes the owner off with its last object. */
const DROPPED = new Script({
  keys: ['objects', 'owners'],
  args: ['owner', '...names'],
  lua: `
for _, name in ipairs(args.names) do redis.call('HDEL', keys.objects, name) end
if redis.call('EXISTS', keys.objects) == 0 then redis.call('ZREM', keys.owners, args.owner) end
return 1
`,
});

const FOREIGN_ENTRY_MS = 3_600_000;

export class ScratchRegistry {
  constructor(
    private readonly redis: RedisClient,
    private readonly shards: number,
  ) {}

  /** @param dropBy epoch milliseconds after which the sweeper looks whether the owner has ended. */
  async add(owner: ScratchOwner, objects: readonly ScratchObject[], dropBy: number): Promise<void> {
    if (objects.length === 0) return;
    const keys = this.keysFor(owner);
    const entries = objects.flatMap((object) => [object.name, JSON.stringify(object)]);
    await together(this.redis, ['HSET', keys.scratch(owner), ...entries], ['ZADD', keys.scratchOwners, dropBy, owner]);
  }

  /** What an owner made. Entries that cannot be read stay in the register, and are told. @throws UnreadableRecord for all */
  async objectsOf(
    owner: ScratchOwner,
  ): Promise<{ readonly objects: readonly ScratchObject[]; readonly unreadable: readonly UnreadableRecord[] }> {
    const what = `The scratch objects of ${owner}`;
    const entries = await reading(what, this.redis.hgetall(this.keysFor(owner).scratch(owner)));
    const objects: ScratchObject[] = [];
    const unreadable: UnreadableRecord[] = [];
    for (const [name, text] of Object.entries(entries)) {
      const object = json(ScratchObject).safeParse(text);
      if (object.success) objects.push(object.data);
      else unreadable.push(new UnreadableRecord(`The scratch object ${name} of ${owner}`, 'damaged', 'is damaged.'));
    }
    return { objects, unreadable };
  }

  /** Snowflake has confirmed that the object is gone. */
  async dropped(owner: ScratchOwner, name: string): Promise<void> {
    await this.strike(owner, [name]);
  }

  /** Owners whose objects are due to be looked at. Entries that name none are told, and looked at again later. */
  async due(
    now: number,
    limit: number,
  ): Promise<{ readonly owners: readonly ScratchOwner[]; readonly unreadable: readonly UnreadableRecord[] }> {
    const owners: ScratchOwner[] = [];
    const unreadable: UnreadableRecord[] = [];
    for (const shard of allShards(this.shards)) {
      const { scratchOwners: line } = keysOf(shard);
      for (const entry of await this.redis.zrangebyscore(line, '-inf', now, 'LIMIT', 0, limit)) {
        const owner = z.union([JobId, SessionId]).safeParse(entry);
        if (owner.success) owners.push(owner.data);
        else {
          unreadable.push(
            new UnreadableRecord(`The entry "${entry}" of ${line}`, 'damaged', 'names no job or session.'),
          );
          await this.redis.zadd(line, 'XX', now + FOREIGN_ENTRY_MS, entry);
        }
      }
    }
    return { owners, unreadable };
  }

  /** Strikes off an owner who has no objects (any more). */
  async strikeOff(owner: ScratchOwner): Promise<void> {
    await this.strike(owner, []);
  }

  /** Looks at the owner again later. */
  async putOff(owner: ScratchOwner, until: number): Promise<void> {
    await this.redis.zadd(this.keysFor(owner).scratchOwners, 'XX', until, owner);
  }

  private async strike(owner: ScratchOwner, names: readonly string[]): Promise<void> {
    const keys = this.keysFor(owner);
    await DROPPED.run(this.redis, { objects: keys.scratch(owner), owners: keys.scratchOwners }, { owner, names });
  }

  private keysFor(owner: ScratchOwner) {
    return keysOf(this.shardFor(owner));
  }

  private shardFor(owner: ScratchOwner): Shard {
    return shardOfId(owner, this.shards);
  }
}
