import { type Statement, UsageError } from '@firn/snowpark';
import { requireQueryId } from '../status/query-id.js';

/** Works from any session of the user. Taken is not stopped: watch the status until it is final. */
export const cancelQueries = (queryIds: readonly string[]): Statement => ({
  text: `SELECT ${queryIds.map((queryId) => `SYSTEM$CANCEL_QUERY('${requireQueryId(queryId)}')`).join(', ')}`,
  binds: [],
});

/** Ends another session of the user: what it runs is aborted and rolled back, a late request with its token refused. */
export function abortSession(sessionId: string): Statement {
  if (!/^\d+$/.test(sessionId)) {
    throw new UsageError('invalid_argument', `"${sessionId}" is not a session ID: it must be digits.`);
  }
  return { text: `SELECT SYSTEM$ABORT_SESSION(${sessionId})`, binds: [] };
}
