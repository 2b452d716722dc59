import type { StructuredLogger } from '@firn/nest';
import type { WorkerConfig } from '../config/config.js';
import type { SessionOwner, SnowflakeSessions } from '../steps/snowflake-sessions.js';

export interface CancelPorts {
  readonly config: WorkerConfig;
  readonly sessions: SnowflakeSessions;
  readonly log: StructuredLogger;
}

/** Asks Snowflake to cancel queries, on a connection that no statement can block. Taken is not stopped: the status tells. */
export async function cancelQueries(
  owner: SessionOwner,
  queryIds: readonly string[],
  ports: CancelPorts,
): Promise<void> {
  const session = await ports.sessions.of(owner, 'control');
  const what = queryIds.length === 1 ? `A cancel of ${queryIds[0]}` : `A cancel of ${queryIds.length} queries`;
  await ports.sessions.answer(owner, what, session.cancel(...queryIds), ports.config.answerMs);
  ports.log.info({ queryIds }, 'cancel sent');
}

export const cancelQuery = (owner: SessionOwner, queryId: string, ports: CancelPorts): Promise<void> =>
  cancelQueries(owner, [queryId], ports);

/** The same where somebody else makes sure: the tracker, which watches on, or the control step. */
export async function cancelQuietly(owner: SessionOwner, queryId: string, ports: CancelPorts): Promise<void> {
  await cancelQuery(owner, queryId, ports).catch((error: unknown) =>
    ports.log.warn({ err: error, queryId }, 'a cancel was not taken'),
  );
}
