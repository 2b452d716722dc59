import type { JobId } from '@firn/contract';
import type { ConnectionRegistry, SnowflakeSession } from '@firn/snowflake';

interface Held {
  readonly session: SnowflakeSession;
  /** Its statement may have changed the session: nobody else gets it. */
  readonly once: boolean;
}

/** Sessions that writes hold until they have ended: while a write is in flight, ending its session fences it. */
export class HeldSessions {
  private readonly held = new Map<JobId, Held>();

  constructor(private readonly registry: ConnectionRegistry) {}

  hold(id: JobId, session: SnowflakeSession, once: boolean): void {
    this.held.set(id, { session, once });
  }

  get size(): number {
    return this.held.size;
  }

  has(id: JobId): boolean {
    return this.held.has(id);
  }

  /** The write has ended well, or was never sent: its session may serve the next one. */
  async release(id: JobId, queryId: string | null = null): Promise<void> {
    const held = this.take(id);
    if (held === null) return;
    // The session keeps count of what it runs, and has not seen this one end.
    if (queryId !== null && !held.once) await held.session.status(queryId).catch(() => undefined);
    if (held.once) await this.registry.evict(held.session, { logout: true });
    else await this.registry.release(held.session);
  }

  /** The write failed or was cancelled, so that the session may hold an open transaction: it ends with it. */
  async discard(id: JobId): Promise<void> {
    const held = this.take(id);
    if (held !== null) await this.registry.evict(held.session, { logout: true });
  }

  /** Somebody else watches the write, which may still run: a logout would cancel it. */
  async abandon(id: JobId): Promise<void> {
    const held = this.take(id);
    if (held !== null) await this.registry.evict(held.session, { logout: false });
  }

  /** This process ends, and what the sessions run goes on. */
  async abandonAll(): Promise<void> {
    for (const id of [...this.held.keys()]) await this.abandon(id);
  }

  private take(id: JobId): Held | null {
    const held = this.held.get(id) ?? null;
    this.held.delete(id);
    return held;
  }
}
