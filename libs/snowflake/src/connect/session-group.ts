import type { SnowflakeSession } from './session.js';

export interface GroupOptions {
  readonly size: number;
  /** A session older than this gets no new work. Below the life of the master token, four hours. */
  readonly ageMs: number;
  readonly now: () => number;
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

  /** A session that is up and young. Callers who come while it logs in share that login and its failure. */
  next(): Promise<SnowflakeSession> {
    const index = this.#turn;
    this.#turn = (this.#turn + 1) % this.#slots.length;
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

  remove(session: SnowflakeSession): void {
    const index = this.#slots.findIndex((slot) => slot?.opened === session);
    if (index >= 0) this.#slots[index] = null;
  }

  async close(): Promise<void> {
    const slots = this.#slots.splice(0);
    await Promise.all(
      slots.map(async (slot) => {
        const session = await slot?.session.catch(() => null);
        if (session) await retire(session);
      }),
    );
  }

  #isGood(slot: Slot): boolean {
    const old = this.options.now() - slot.openedAt > this.options.ageMs;
    return !old && (slot.opened === null || !slot.opened.isLost);
  }
}

/** Logs out only of a session that runs nothing: the logout would cancel it. */
export const retire = (session: SnowflakeSession): Promise<void> => session.close({ logout: session.inFlight === 0 });
