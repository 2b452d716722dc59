import { ProblemError, ProfileName, SessionId, type SessionView, TenantName, timestamp } from '@firn/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { keysOf } from '../keys.js';
import { hashOf } from '../scripts/reply.js';
import { Script } from '../scripts/script.js';
import { allShards, newSessionId, shardOfId } from '../shard.js';

const integer = z.coerce.number().pipe(z.int());

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

const CLOCK = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
`;

/** KEYS[1] session, [2] open sessions. ARGV[1] id, [2] idle timeout, then fields and values */
const OPEN = new Script(`${CLOCK}
local fields = {'createdAt', now, 'lastUsedAt', now, 'state', 'open'}
for index = 3, #ARGV do fields[#fields + 1] = ARGV[index] end
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'idleTimeoutMs', ARGV[2], unpack(fields))
redis.call('ZADD', KEYS[2], now + tonumber(ARGV[2]), ARGV[1])
return redis.call('HGETALL', KEYS[1])
`);

/** KEYS[1] session, [2] open sessions. ARGV[1] id. The session as it is then; empty if there is none. */
const USE = new Script(`${CLOCK}
if redis.call('HGET', KEYS[1], 'state') == 'open' then
  redis.call('HSET', KEYS[1], 'lastUsedAt', now)
  redis.call('ZADD', KEYS[2], now + tonumber(redis.call('HGET', KEYS[1], 'idleTimeoutMs')), ARGV[1])
end
return redis.call('HGETALL', KEYS[1])
`);

/** KEYS[1] session, [2] open sessions. ARGV[1] id, [2] state, [3] ms to keep a closed one. States only go forward. */
const CLOSE = new Script(`${CLOCK}
local state = redis.call('HGET', KEYS[1], 'state')
if not state or state == 'closed' then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[2])
if ARGV[2] == 'closed' then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
else
  redis.call('ZADD', KEYS[2], now, ARGV[1])
end
return 1
`);

/** How long a closed session can still be read. */
const CLOSED_KEPT_MS = 86_400_000;

export class SessionStore {
  constructor(
    private readonly redis: Redis,
    private readonly shards: number,
  ) {}

  async open(tenant: string, profile: string, idleTimeoutMs: number): Promise<DurableSession> {
    const id = newSessionId();
    const reply = await OPEN.run(this.redis, this.keys(id), [id, idleTimeoutMs, 'tenant', tenant, 'profile', profile]);
    return DurableSession.parse(hashOf(reply));
  }

  /** Null where there is none for this tenant. */
  async find(tenant: string, id: SessionId): Promise<DurableSession | null> {
    const hash = await this.redis.hgetall(keysOf(shardOfId(id, this.shards)).session(id));
    return this.own(tenant, hash);
  }

  /**
   * Says that a job uses the session, which keeps it from being idle.
   *
   * @throws ProblemError not_found, or session_closed.
   */
  async use(tenant: string, id: SessionId): Promise<DurableSession> {
    const session = this.own(tenant, hashOf(await USE.run(this.redis, this.keys(id), [id])));
    if (session === null) throw ProblemError.of('not_found', { detail: `There is no session ${id}.`, path: 'session' });
    if (session.state !== 'open') {
      throw ProblemError.of('session_closed', { detail: `The session ${id} is ${session.state}.`, path: 'session' });
    }
    return session;
  }

  /** Whoever it belongs to; null if there is none. */
  async read(id: SessionId): Promise<DurableSession | null> {
    const hash = await this.redis.hgetall(keysOf(shardOfId(id, this.shards)).session(id));
    const session = DurableSession.safeParse(hash);
    return session.success ? session.data : null;
  }

  /** Whether its objects are still in use. */
  async isOpen(id: SessionId): Promise<boolean> {
    return (await this.redis.hget(keysOf(shardOfId(id, this.shards)).session(id), 'state')) === 'open';
  }

  /** No job may use it any more; what it owns is dropped by a control step, or by the sweeper. */
  async beginClose(id: SessionId): Promise<void> {
    await CLOSE.run(this.redis, this.keys(id), [id, 'closing', 0]);
  }

  /** All that it owned is gone. */
  async closed(id: SessionId): Promise<void> {
    await CLOSE.run(this.redis, this.keys(id), [id, 'closed', CLOSED_KEPT_MS]);
  }

  /** Sessions that are closing, or idle for too long. */
  async due(now: number, limit: number): Promise<readonly DurableSession[]> {
    const found: DurableSession[] = [];
    for (const shard of allShards(this.shards)) {
      const keys = keysOf(shard);
      for (const id of await this.redis.zrangebyscore(keys.sessions, '-inf', now, 'LIMIT', 0, limit)) {
        const session = DurableSession.safeParse(await this.redis.hgetall(keys.session(SessionId.parse(id))));
        if (session.success) found.push(session.data);
        else await this.redis.zrem(keys.sessions, id);
      }
    }
    return found;
  }

  private keys(id: SessionId): readonly [string, string] {
    const keys = keysOf(shardOfId(id, this.shards));
    return [keys.session(id), keys.sessions];
  }

  private own(tenant: string, hash: Readonly<Record<string, string>>): DurableSession | null {
    const session = DurableSession.safeParse(hash);
    return session.success && session.data.tenant === tenant ? session.data : null;
  }
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
