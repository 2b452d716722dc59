import { EXCHANGE_FAILED, snowflakeError } from '../errors/raise.js';
import { withDeadline } from './deadline.js';
import type { SnowflakeSession } from './session.js';

export interface GroupOptions {
  readonly size: number;
  /** A session older than this gets no new work. Below the life of the master token, four hours. */
  readonly ageMs: number;
  readonly now: () => number;
  /** How long a caller waits for a login. The login goes on, and serves who comes later. */
  readonly loginDeadlineMs: number;
  /** Aborted before `close` is called: ends logins, and whoever waits for a session. */
  readonly closing: AbortSignal;
}

interface Slot {
  readonly session: Promise<SnowflakeSession>;
  readonly openedAt: number;
  /** Set once the login is through. */
  opened: SnowflakeSession | null;
}

/** Up to `size` sessions that many callers use at once, handed out in turn. */
export class SessionGroup {
  readonly #slots: (Slot | null)[];
  #turn = 0;

  constructor(
    private readonly open: () => Promise<SnowflakeSession>,
    private readonly options: GroupOptions,
  ) {
    this.#slots = Array.from({ length: options.size }, () => null);
  }

  get size(): number {
    return this.#slots.filter((slot) => slot?.opened).length;
  }

  /**
   * A session that is young. Nobody waits for a login while another session is up: it is opened for those who come later. Where none
   * is, callers who come while one logs in share that login and its failure.
   */
  next(): Promise<SnowflakeSession> {
    const index = this.#turn;
    this.#turn = (this.#turn + 1) % this.#slots.length;
    const login = this.#loginOf(index);
    const up = this.#up(index);
    if (up === null) return inTime(login, this.options);
    login.catch(() => undefined); // it has no caller; the next turn of its slot tries again
    return Promise.resolve(up);
  }

  /** The next one that is young, where one is up: nobody waits, and no login begins. */
  ready(): SnowflakeSession | null {
    const up = this.#up(this.#turn);
    if (up !== null) this.#turn = (this.#turn + 1) % this.#slots.length;
    return up;
  }

  /** The one of this turn, or of the turns after it, that is up. */
  #up(index: number): SnowflakeSession | null {
    for (let step = 0; step < this.#slots.length; step += 1) {
      const slot = this.#slots[(index + step) % this.#slots.length] ?? null;
      if (slot?.opened && this.#isGood(slot)) return slot.opened;
    }
    return null;
  }

  /** The login of a slot, which begins now where there is none, or none that is good. */
  #loginOf(index: number): Promise<SnowflakeSession> {
    const slot = this.#slots[index] ?? null;
    if (slot !== null && this.#isGood(slot)) return slot.session;
    if (slot?.opened) void retire(slot.opened);
    const fresh: Slot = { session: this.open(), openedAt: this.options.now(), opened: null };
    this.#slots[index] = fresh;
    fresh.session.then(
      (session) => {
        fresh.opened = session;
      },
      () => {
        if (this.#slots[index] === fresh) this.#slots[index] = null;
      },
    );
    return fresh.session;
  }

  /** Snowflake has ended the session of this ID: nobody gets it any more. */
  ended(sessionId: string): void {
    for (const slot of this.#slots) if (slot?.opened?.sessionId === sessionId) slot.opened.markLost();
  }

  remove(session: SnowflakeSession): void {
    const index = this.#slots.findIndex((slot) => slot?.opened === session);
    if (index >= 0) this.#slots[index] = null;
  }

  /** Leaves the sessions, also those whose login has come through meanwhile. */
  async close(): Promise<void> {
    await Promise.all(this.#slots.splice(0).map((slot) => slot?.session.then(retire, () => undefined)));
  }

  #isGood(slot: Slot): boolean {
    const old = this.options.now() - slot.openedAt > this.options.ageMs;
    return !old && (slot.opened === null || !slot.opened.isLost);
  }
}

/** The session, or an error at the caller's deadline. */
export const inTime = (
  login: Promise<SnowflakeSession>,
  { loginDeadlineMs }: GroupOptions,
): Promise<SnowflakeSession> =>
  withDeadline(login, loginDeadlineMs, () =>
    snowflakeError({ code: EXCHANGE_FAILED, message: `Snowflake gave no session within ${loginDeadlineMs} ms.` }),
  );

/** Logs out only of a session that runs nothing: the logout would cancel it. */
export const retire = (session: SnowflakeSession): Promise<void> => session.close({ logout: session.inFlight === 0 });
