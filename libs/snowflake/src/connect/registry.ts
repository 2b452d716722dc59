import { setMaxListeners } from 'node:events';
import { cpus } from 'node:os';
import { UsageError } from '@firn/snowpark';
import { EXCHANGE_FAILED, snowflakeError } from '../errors/raise.js';
import { LocalChunkReader } from '../rows/chunk-reader.js';
import { ChunkThreads } from '../rows/chunk-threads.js';
import { HttpClient } from '../wire/http.js';
import { THREAD_FROM_BYTES } from '../wire/large-answer.js';
import type { DriverConnection } from './driver.js';
import { type ConnectionObserver, UNOBSERVED } from './observer.js';
import { borrowSession, openSession } from './open-session.js';
import { accessUrlOf, type Profile } from './profile.js';
import type { ReaderChoice, SnowflakeSession } from './session.js';
import { SessionGroup } from './session-group.js';
import { SessionPool } from './session-pool.js';

/**
 * - `shared`: statements that touch no session state; several run on one session.
 * - `exclusive`: a write in flight has its session to itself, so that ending the session fences the write. Waits when
 *   the profile's cap is reached. Give it back with `release` or `evict`.
 * - `control`: status reads, cancels, history: never behind statements.
 */
export type Purpose = 'shared' | 'exclusive' | 'control';

export interface RegistryOptions {
  /** Threads that decode large results; default one less than the processors, at least one and at most two. */
  readonly decodingThreads?: number;
  readonly application?: string;
  /** Milliseconds that a caller waits for a login; default 15,000. The login goes on for a minute or two. */
  readonly loginDeadlineMs?: number;
  /** Told of what goes on with the sessions of a profile, by its name. */
  readonly observe?: (profile: string) => ConnectionObserver;
  readonly now?: () => number;
}

const LOGIN_DEADLINE_MS = 15_000;

/** Sessions by profile. Opens them when needed, replaces them when old, forgets them when Snowflake has. */
export class ConnectionRegistry {
  readonly #http = new HttpClient();
  readonly #local = new LocalChunkReader(this.#http);
  readonly #threads: ChunkThreads;
  readonly #profiles = new Map<string, ProfileSessions>();
  readonly #now: () => number;
  readonly #readerFor: ReaderChoice = (bytes) => (bytes >= THREAD_FROM_BYTES ? this.#threads : this.#local);
  /** Aborted when the registry closes: what is under way ends then, and sends nothing more. */
  readonly #closing = new AbortController();

  constructor(private readonly options: RegistryOptions = {}) {
    setMaxListeners(0, this.#closing.signal); // as many as there are logins under way
    this.#threads = new ChunkThreads(options.decodingThreads ?? Math.min(2, Math.max(1, cpus().length - 1)));
    this.#now = options.now ?? Date.now;
  }

  /** A session of the profile. @throws SnowflakeError if none can be opened; the signal's reason if it fires while waiting. */
  async session(profile: Profile, purpose: Purpose, signal?: AbortSignal): Promise<SnowflakeSession> {
    this.#refuseClosed();
    const sessions = this.#of(profile);
    switch (purpose) {
      case 'shared':
        return sessions.shared.next();
      case 'control':
        return sessions.control.next();
      case 'exclusive':
        return sessions.exclusive.acquire(signal);
    }
  }

  /** A shared session of the profile that is open: nobody waits for a login. Null: there is none. */
  ready(profile: Profile): SnowflakeSession | null {
    return this.#closing.signal.aborted ? null : this.#of(profile).shared.ready();
  }

  /** A session over a connection that stays its owner's: closing it here leaves both as they are in Snowflake. */
  async borrow(connection: DriverConnection, accessUrl: string): Promise<SnowflakeSession> {
    this.#refuseClosed();
    const signal = this.#closing.signal;
    return borrowSession(connection, accessUrl, {
      http: this.#http,
      readerFor: this.#readerFor,
      splitter: this.#threads,
      signal,
    });
  }

  /** Gives an exclusive session back for the next write: its statement has ended, and ended well. */
  async release(session: SnowflakeSession): Promise<void> {
    for (const sessions of this.#profiles.values()) await sessions.exclusive.release(session);
  }

  /**
   * Takes a session out of use: after a cancel, a timeout or an error of its write, when its state is in doubt.
   * `logout` ends it in Snowflake, which rolls back an open transaction and cancels what it runs.
   */
  async evict(session: SnowflakeSession, options: { readonly logout: boolean }): Promise<void> {
    for (const sessions of this.#profiles.values()) {
      sessions.shared.remove(session);
      sessions.control.remove(session);
      await sessions.exclusive.forget(session);
    }
    await session.close(options);
  }

  /** Snowflake has ended a session, as one of its queries tells: where it is one that many use, the next one who asks gets another. */
  ended(sessionId: string): void {
    for (const { shared, control } of this.#profiles.values()) {
      shared.ended(sessionId);
      control.ended(sessionId);
    }
  }

  /** Sessions open in this process, by profile and purpose. */
  counts(): Readonly<Record<string, Readonly<Record<Purpose, number>>>> {
    return Object.fromEntries(
      [...this.#profiles.values()].map((sessions) => [
        sessions.name,
        { shared: sessions.shared.size, exclusive: sessions.exclusive.size, control: sessions.control.size },
      ]),
    );
  }

  /**
   * Leaves every session; logs out of those that run nothing, so that queries in flight go on. Who waits for a session waits no longer,
   * and once this has resolved nothing is sent any more.
   */
  async close(): Promise<void> {
    const message = 'Snowflake gave no answer: the connections were closed while it was waited for.';
    this.#closing.abort(snowflakeError({ code: EXCHANGE_FAILED, message }));
    const all = [...this.#profiles.values()];
    this.#profiles.clear();
    await Promise.all(
      all.flatMap((sessions) => [sessions.shared.close(), sessions.control.close(), sessions.exclusive.close()]),
    );
    await this.#threads.close();
    this.#http.close();
  }

  #refuseClosed(): void {
    if (this.#closing.signal.aborted) throw new UsageError('session_closed', 'The connection registry is closed.');
  }

  #of(profile: Profile): ProfileSessions {
    const identity = identityOf(profile);
    const known = this.#profiles.get(identity);
    if (known !== undefined) return known;
    let wasReached = false;
    const observer = this.options.observe?.(profile.name) ?? UNOBSERVED;
    const openOf = (of: Profile) => async (): Promise<SnowflakeSession> => {
      const session = await openSession(of, {
        application: this.options.application,
        http: this.#http,
        observer,
        readerFor: this.#readerFor,
        splitter: this.#threads,
        wasReached,
        signal: this.#closing.signal,
      });
      wasReached = true;
      return session;
    };
    const open = openOf(profile);
    const openControl = openOf({ ...profile, warehouse: profile.controlWarehouse ?? profile.warehouse });
    const limits = {
      ageMs: profile.limits.sessionAgeSeconds * 1_000,
      now: this.#now,
      loginDeadlineMs: this.options.loginDeadlineMs ?? LOGIN_DEADLINE_MS,
      closing: this.#closing.signal,
    };
    const made: ProfileSessions = {
      name: profile.name,
      shared: new SessionGroup(open, { ...limits, size: profile.limits.sharedSessions }),
      control: new SessionGroup(openControl, { ...limits, size: profile.limits.controlSessions }),
      exclusive: new SessionPool(open, { ...limits, size: profile.limits.exclusiveSessions }),
    };
    this.#profiles.set(identity, made);
    return made;
  }
}

/** Asked for with every statement, and always the same of one profile: a changed one is another object. */
const identities = new WeakMap<Profile, string>();

/** Sessions are shared by those who would log in alike: a profile that is changed gets sessions of its own. */
function identityOf(profile: Profile): string {
  const known = identities.get(profile);
  if (known !== undefined) return known;
  const identity = JSON.stringify([
    profile.tenant,
    profile.name,
    accessUrlOf(profile),
    profile.user,
    profile.role,
    profile.warehouse,
    profile.controlWarehouse,
    profile.database,
    profile.schema,
  ]);
  identities.set(profile, identity);
  return identity;
}

interface ProfileSessions {
  readonly name: string;
  readonly shared: SessionGroup;
  readonly control: SessionGroup;
  readonly exclusive: SessionPool;
}
