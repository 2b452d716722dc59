import { ProblemError, ProfileName, SessionId, type SessionView, TenantName, timestamp } from '@firn/contract';
import { z } from 'zod';
import { NOW } from '../due/now.js';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { hashOf } from '../scripts/reply.js';
import { Script } from '../scripts/script.js';
import { allShards, newSessionId, shardOfId } from '../shard.js';
import { integer, readAs, reading, UnreadableRecord } from '../unreadable.js';

export const DurableSession = z.object({
  id: SessionId,
  tenant: TenantName,
  profile: ProfileName,
  state: z.enum(['open', 'closing', 'closed']),
  idleTimeoutMs: integer,
  createdAt: integer,
  lastUsedAt: integer,
});
/** A durable session: it owns temporary objects, and lives on no connection. Times are epoch milliseconds. */
export type DurableSession = Readonly<z.infer<typeof DurableSession>>;

const OPEN = new Script({
  keys: ['session', 'open'],
  args: ['id', 'tenant', 'profile', 'idleTimeoutMs'],
  lua: `${NOW}
redis.call('HSET', keys.session, 'id', args.id, 'tenant', args.tenant, 'profile', args.profile, 'state', 'open',
  'createdAt', now, 'lastUsedAt', now, 'idleTimeoutMs', args.idleTimeoutMs)
redis.call('ZADD', keys.open, now + tonumber(args.idleTimeoutMs), args.id)
return redis.call('HGETALL', keys.session)
`,
});

/** The session as it is then; empty if there is none. */
const USE = new Script({
  keys: ['session', 'open'],
  args: ['id'],
  lua: `${NOW}
local session = redis.call('HMGET', keys.session, 'state', 'idleTimeoutMs')
if session[1] == 'open' then
  redis.call('HSET', keys.session, 'lastUsedAt', now)
  redis.call('ZADD', keys.open, now + tonumber(session[2]), args.id)
end
return redis.call('HGETALL', keys.session)
`,
});

/** States only go forward. A closed session is kept for `keepMs`. */
const CLOSE = new Script({
  keys: ['session', 'open'],
  args: ['id', 'state', 'keepMs'],
  lua: `${NOW}
local state = redis.call('HGET', keys.session, 'state')
if not state or state == 'closed' then return 0 end
redis.call('HSET', keys.session, 'state', args.state)
if args.state == 'closed' then
  redis.call('ZREM', keys.open, args.id)
  redis.call('PEXPIRE', keys.session, args.keepMs)
else
  redis.call('ZADD', keys.open, now, args.id)
end
return 1
`,
});

/** When a session is looked at again that cannot be read, or that cannot be closed yet. */
const PUT_OFF_MS = 60_000;
/** How long a closed session can still be read. */
const CLOSED_KEPT_MS = 86_400_000;

export class SessionStore {
  constructor(
    private readonly redis: RedisClient,
    private readonly shards: number,
  ) {}

  async open(tenant: string, profile: string, idleTimeoutMs: number): Promise<DurableSession> {
    const id = newSessionId();
    const reply = await OPEN.run(this.redis, this.keys(id), { id, tenant, profile, idleTimeoutMs });
    return readAs(DurableSession, hashOf(reply), `Session ${id}`);
  }

  /** Null where there is none for this tenant. @throws UnreadableRecord */
  async find(tenant: string, id: SessionId): Promise<DurableSession | null> {
    return own(tenant, id, await this.hash(id));
  }

  /**
   * Says that a job uses the session, which keeps it from being idle.
   *
   * @throws ProblemError not_found, or session_closed.
   */
  async use(tenant: string, id: SessionId): Promise<DurableSession> {
    const hash = hashOf(await reading(`Session ${id}`, USE.run(this.redis, this.keys(id), { id })));
    const session = own(tenant, id, hash);
    if (session === null) throw ProblemError.of('not_found', { detail: `There is no session ${id}.`, path: 'session' });
    if (session.state !== 'open') {
      throw ProblemError.of('session_closed', { detail: `The session ${id} is ${session.state}.`, path: 'session' });
    }
    return session;
  }

  /** Whoever it belongs to; null if there is none. @throws UnreadableRecord */
  async read(id: SessionId): Promise<DurableSession | null> {
    return parseSession(id, await this.hash(id));
  }

  /** Whether its objects are still in use. */
  async isOpen(id: SessionId): Promise<boolean> {
    const key = keysOf(shardOfId(id, this.shards)).session(id);
    return (await reading(`Session ${id}`, this.redis.hget(key, 'state'))) === 'open';
  }

  /** No job may use it any more; what it owns is dropped by a control step, or by the sweeper. */
  async beginClose(id: SessionId): Promise<void> {
    await reading(`Session ${id}`, CLOSE.run(this.redis, this.keys(id), { id, state: 'closing', keepMs: 0 }));
  }

  /** All that it owned is gone. */
  async closed(id: SessionId): Promise<void> {
    await reading(
      `Session ${id}`,
      CLOSE.run(this.redis, this.keys(id), { id, state: 'closed', keepMs: CLOSED_KEPT_MS }),
    );
  }

  /** Sessions that are closing, or idle for too long. Those that cannot be read are told, and looked at again later. */
  async due(
    now: number,
    limit: number,
  ): Promise<{ readonly sessions: readonly DurableSession[]; readonly unreadable: readonly UnreadableRecord[] }> {
    const sessions: DurableSession[] = [];
    const unreadable: UnreadableRecord[] = [];
    for (const shard of allShards(this.shards)) {
      const { sessions: line } = keysOf(shard);
      for (const id of await this.redis.zrangebyscore(line, '-inf', now, 'LIMIT', 0, limit)) {
        try {
          const session = await this.read(readAs(SessionId, id, `The entry "${id}" of ${line}`));
          if (session === null) await this.redis.zrem(line, id);
          else sessions.push(session);
        } catch (error) {
          if (!(error instanceof UnreadableRecord)) throw error;
          unreadable.push(error);
          await this.redis.zadd(line, 'XX', now + PUT_OFF_MS, id);
        }
      }
    }
    return { sessions, unreadable };
  }

  /** Looks at a session again later: jobs of it run. */
  async putOff(id: SessionId, now: number): Promise<void> {
    await this.redis.zadd(keysOf(shardOfId(id, this.shards)).sessions, 'XX', now + PUT_OFF_MS, id);
  }

  private hash(id: SessionId): Promise<Record<string, string>> {
    return reading(`Session ${id}`, this.redis.hgetall(keysOf(shardOfId(id, this.shards)).session(id)));
  }

  private keys(id: SessionId) {
    const keys = keysOf(shardOfId(id, this.shards));
    return { session: keys.session(id), open: keys.sessions };
  }
}

function parseSession(id: SessionId, hash: Readonly<Record<string, string>>): DurableSession | null {
  return Object.keys(hash).length === 0 ? null : readAs(DurableSession, hash, `Session ${id}`);
}

function own(tenant: string, id: SessionId, hash: Readonly<Record<string, string>>): DurableSession | null {
  if (hash.tenant !== undefined && hash.tenant !== tenant) return null;
  return parseSession(id, hash);
}

/** @param stage SQL name with the `@`, or null where the profile has no scratch schema. */
export const toSessionView = (session: DurableSession, stage: string | null): SessionView => ({
  id: session.id,
  profile: session.profile,
  state: session.state,
  stage,
  createdAt: timestamp(session.createdAt),
  lastUsedAt: timestamp(session.lastUsedAt),
});
