import type { SnowflakeSession } from './session.js';
import { type GroupOptions, inTime, retire } from './session-group.js';

interface Waiter {
  readonly admit: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** Sessions each held by one caller at a time; never more than `size` of them, so that the next caller waits. */
export class SessionPool {
  readonly #held = new Map<SnowflakeSession, number>();
  readonly #idle: { readonly session: SnowflakeSession; readonly openedAt: number }[] = [];
  readonly #waiting: Waiter[] = [];
  /** Logins under way, of callers who wait for them. */
  readonly #logins = new Set<Promise<SnowflakeSession>>();
  /** Logins whose callers have given up; they serve who comes next. */
  readonly #late = new Set<Promise<SnowflakeSession>>();
  /** Held, or being opened for a caller. */
  #taken = 0;

  constructor(
    private readonly open: () => Promise<SnowflakeSession>,
    private readonly options: GroupOptions,
  ) {}

  get size(): number {
    return this.#taken + this.#idle.length;
  }

  /** A session of the caller's own, until `release` or `forget`. Waits in order of arrival when all are held. */
  async acquire(signal?: AbortSignal): Promise<SnowflakeSession> {
    signal?.throwIfAborted();
    this.options.closing.throwIfAborted();
    if (this.#taken >= this.options.size) await this.#wait(signal);
    else this.#taken += 1;
    try {
      const idle = this.#youngIdle();
      if (idle === undefined) return await this.#login();
      this.#held.set(idle.session, idle.openedAt);
      return idle.session;
    } catch (error) {
      this.#free();
      throw error;
    }
  }

  /** Back into the pool; a lost or old session is left instead. Nothing happens for a session that is not held. */
  async release(session: SnowflakeSession): Promise<void> {
    const openedAt = this.#held.get(session);
    if (openedAt === undefined) return;
    this.#held.delete(session);
    const old = this.options.now() - openedAt > this.options.ageMs;
    if (this.options.closing.aborted || old || session.isLost || session.inFlight > 0) await retire(session);
    else this.#idle.push({ session, openedAt });
    this.#free();
  }

  /** The caller closes the session itself. */
  async forget(session: SnowflakeSession): Promise<void> {
    if (this.#held.delete(session)) this.#free();
  }

  /** Leaves the sessions, also those whose login has come through meanwhile. Who waits for a place is refused. */
  async close(): Promise<void> {
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(this.options.closing.reason);
    const sessions = [...this.#idle.splice(0).map((idle) => idle.session), ...this.#held.keys()];
    this.#held.clear();
    const logins = [...this.#logins, ...this.#late].map((login) => login.then(retire, () => undefined));
    await Promise.all([...sessions.map(retire), ...logins]);
  }

  /** A session that is held. */
  async #login(): Promise<SnowflakeSession> {
    const [late] = this.#late;
    const login = late ?? this.open();
    this.#late.delete(login);
    this.#logins.add(login);
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    login.then(settle, settle);
    try {
      const session = await inTime(login, this.options);
      this.options.closing.throwIfAborted(); // `close` leaves the session
      this.#held.set(session, this.options.now());
      return session;
    } catch (error) {
      if (!settled) this.#keep(login);
      throw error;
    } finally {
      this.#logins.delete(login);
    }
  }

  /** A login that nobody waits for any more: its session is spare once it is there. */
  #keep(login: Promise<SnowflakeSession>): void {
    this.#late.add(login);
    login.then(
      (session) => {
        if (this.options.closing.aborted || !this.#late.delete(login)) return;
        this.#idle.push({ session, openedAt: this.options.now() });
      },
      () => this.#late.delete(login),
    );
  }

  /** The latest used first, so that spare ones grow old and go. */
  #youngIdle(): { readonly session: SnowflakeSession; readonly openedAt: number } | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.session.isLost && this.options.now() - idle.openedAt <= this.options.ageMs) return idle;
      void retire(idle.session);
    }
    return undefined;
  }

  /** Resolves with a place that is already counted as taken. */
  #wait(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        admit: () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        },
        refuse: (reason) => {
          signal?.removeEventListener('abort', giveUp);
          reject(reason);
        },
      };
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(waiter);
    });
  }

  /** Hands a place to the next in line, or gives it up. */
  #free(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken -= 1;
    else next.admit();
  }
}
