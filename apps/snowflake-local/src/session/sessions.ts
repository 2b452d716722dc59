import type { Catalog } from '../catalog/catalog.js';
import { dropSessionObjects } from '../catalog/drop-session.js';
import type { CatalogEntry } from '../catalog/entries.js';
import type { Duck } from '../execute/duck.js';
import { sessionEnded } from '../execute/failures.js';
import type { QueryRegistry } from '../execute/registry.js';
import type { SessionLookup } from '../execute/statement.js';
import type { Transactions } from '../execute/transactions.js';
import type { Background, Task } from '../health/background.js';
import { Session, type SessionStart } from './session.js';
import type { TokenPair, Tokens } from './tokens.js';

/** A logout ends unfinished statements a couple of minutes later, as the real service does. */
const LOGOUT_GRACE_MS = 120_000;
/** Sessions without a request for this long end by themselves. */
const IDLE_MS = 4 * 60 * 60 * 1_000;

const MOST_SESSIONS = 10_000;

export interface SessionParts {
  readonly catalog: Catalog;
  readonly duck: Duck;
  readonly transactions: Transactions;
  readonly registry: QueryRegistry;
  readonly tokens: Tokens;
  readonly removeStages: (dropped: readonly CatalogEntry[]) => void;
  readonly background: Background;
}

/** All sessions that have not ended. */
export class Sessions implements SessionLookup {
  private readonly open = new Map<string, Session>();
  private readonly ending = new Set<Promise<void>>();
  /** Ended sessions whose temporary objects are still there: dropping them failed. */
  private readonly unclean = new Set<Session>();
  private readonly cleaning: Task;
  private lastId = 0;

  constructor(private readonly parts: SessionParts) {
    this.cleaning = parts.background.task('dropping what ended sessions owned', () => this.cleanAll());
  }

  start(start: Omit<SessionStart, 'id'>): { readonly session: Session; readonly tokens: TokenPair } {
    // Never the same number twice, also across restarts: history is searched by it.
    this.lastId = Math.max(this.lastId + 1, start.startedAt * 1_000);
    const session = new Session({ ...start, id: String(this.lastId) });
    this.open.set(session.id, session);
    return { session, tokens: this.parts.tokens.issue(session, start.startedAt) };
  }

  get isFull(): boolean {
    return this.open.size >= MOST_SESSIONS;
  }

  find(sessionId: string): Session | undefined {
    return this.open.get(sessionId);
  }

  list(): readonly Session[] {
    return [...this.open.values()];
  }

  /** Refuses the session's tokens at once, and drops what it owned when `ended` has resolved. */
  close(session: Session, ended: Promise<unknown>): void {
    if (!this.open.delete(session.id)) return;
    session.state = 'closed';
    this.parts.tokens.revoke(session);
    const cleaned = ended
      .then(() => {
        this.unclean.add(session);
        return this.cleaning.now();
      })
      .finally(() => this.ending.delete(cleaned));
    this.ending.add(cleaned);
  }

  /** The client has logged out: what still runs has a little time left. */
  logOut(session: Session): void {
    const running = this.parts.registry.runningOf(session.id);
    const timer = setTimeout(() => {
      for (const query of running) query.stop(sessionEnded());
    }, LOGOUT_GRACE_MS);
    this.close(
      session,
      Promise.all(running.map((query) => query.ended)).finally(() => clearTimeout(timer)),
    );
  }

  endIdle(now: number): void {
    for (const session of this.list()) {
      if (now - session.lastUsedAt <= IDLE_MS) continue;
      if (this.parts.registry.runningOf(session.id).length === 0) this.close(session, Promise.resolve());
    }
  }

  /** Ends all sessions with their running statements, and waits until nothing is left of them. */
  async endAll(): Promise<void> {
    for (const session of this.list()) {
      const running = this.parts.registry.runningOf(session.id);
      for (const query of running) query.stop(sessionEnded());
      this.close(session, Promise.all(running.map((query) => query.ended)));
    }
    await Promise.all(this.ending);
    this.cleaning.cancel();
  }

  /** One session that cannot be cleaned keeps none of the others from it. */
  private async cleanAll(): Promise<void> {
    let failure: unknown = null;
    for (const session of this.unclean) {
      try {
        await this.clean(session);
        this.unclean.delete(session);
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== null) throw failure;
  }

  private async clean(session: Session): Promise<void> {
    const { transactions, duck, catalog, registry, removeStages } = this.parts;
    await transactions.rollback(session);
    registry.forgetSession(session.id);
    if (catalog.view(session.id).temporaryObjects(session.id).length === 0) return;
    const change = catalog.begin(session.id);
    const connection = await duck.acquire();
    let dropped: readonly CatalogEntry[];
    try {
      await connection.run('BEGIN TRANSACTION');
      dropped = await dropSessionObjects(change, connection, session.id);
      await connection.run('COMMIT');
    } catch (error) {
      // Its transaction goes with it.
      duck.discard(connection);
      throw error;
    }
    change.commit();
    duck.release(connection);
    removeStages(dropped);
  }
}
