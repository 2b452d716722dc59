import type { JobId } from '@firn/contract';
import type { StructuredLogger } from '@firn/nest';
import type { WorkerConfig } from '../config/config.js';
import type { SnowflakeSessions } from '../steps/snowflake-sessions.js';

interface Ports {
  readonly config: WorkerConfig;
  readonly sessions: SnowflakeSessions;
  readonly log: StructuredLogger;
}

type Owner = { readonly id: JobId; readonly tenant: string; readonly profile: string };

/** Asks Snowflake to cancel a query, on a connection that no statement can block. Taken is not stopped: the status tells. */
export async function cancelQuery(job: Owner, queryId: string, ports: Ports): Promise<void> {
  const session = await ports.sessions.of(job, 'control');
  await ports.sessions.answer(job, `A cancel of ${queryId}`, session.cancel(queryId), ports.config.answerMs);
  ports.log.info({ queryId }, 'cancel sent');
}

/** The same where somebody else makes sure: the tracker, which watches on, or the control step. */
export async function cancelQuietly(job: Owner, queryId: string, ports: Ports): Promise<void> {
  await cancelQuery(job, queryId, ports).catch((error: unknown) =>
    ports.log.warn({ err: error, queryId }, 'a cancel was not taken'),
  );
}
