import { type Asker, maySeeQueriesOf } from '../catalog/roles.js';
import type { Session } from '../session/session.js';
import { cancelled, sessionEnded } from './failures.js';
import type { Query } from './query.js';
import type { QueryRegistry } from './registry.js';
import type { QueryControl, SessionLookup } from './statement.js';

/** Ends queries and sessions, for SYSTEM$ functions and the wire alike. */
export class Control implements QueryControl {
  constructor(
    private readonly registry: QueryRegistry,
    private readonly sessions: SessionLookup,
    /** Refuses the session's token from now on, and drops what it owned once `ended` has resolved. */
    private readonly close: (session: Session, ended: Promise<unknown>) => void,
  ) {}

  cancelQuery(queryId: string, by: Asker): boolean {
    const query = this.registry.find(queryId);
    return query !== undefined && maySeeQueriesOf(query.session.user, by) && query.stop(cancelled());
  }

  cancelAll(sessionId: string, by: Asker, except?: string): number | undefined {
    const session = this.sessions.find(sessionId);
    if (session === undefined || !maySeeQueriesOf(session.user, by)) return undefined;
    return this.registry.runningOf(sessionId).filter((query) => !isPartOf(query, except) && query.stop(cancelled()))
      .length;
  }

  /**
   * A session may end itself: the statement that asks for it is let through, so that its answer arrives.
   */
  abortSession(sessionId: string, by?: Asker & { readonly queryId: string }): boolean {
    const session = this.sessions.find(sessionId);
    if (session === undefined || (by !== undefined && !maySeeQueriesOf(session.user, by))) return false;
    const running = this.registry.runningOf(sessionId);
    const stopped = running.filter((query) => !isPartOf(query, by?.queryId));
    for (const query of stopped) query.stop(sessionEnded());
    this.close(session, Promise.all(running.map((query) => query.ended)));
    return true;
  }
}

const isPartOf = (query: Query, root: string | undefined): boolean =>
  query.id === root || (query.parent !== null && isPartOf(query.parent, root));
