import { ProblemError, ProfileName, SessionId, type SessionView, TenantName, timestamp } from '@firn/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { keysOf } from '../keys.js';
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

/** When a session is looked at again that cannot be read, or that cannot be closed yet. */
const PUT_OFF_MS = 60_000;
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
    const hash = hashOf(await reading(`Session ${id}`, USE.run(this.redis, this.keys(id), [id])));
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
    await reading(`Session ${id}`, CLOSE.run(this.redis, this.keys(id), [id, 'closing', 0]));
  }

  /** All that it owned is gone. */
  async closed(id: SessionId): Promise<void> {
    await reading(`Session ${id}`, CLOSE.run(this.redis, this.keys(id), [id, 'closed', CLOSED_KEPT_MS]));
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

  private keys(id: SessionId): readonly [string, string] {
    const keys = keysOf(shardOfId(id, this.shards));
    return [keys.session(id), keys.sessions];
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
