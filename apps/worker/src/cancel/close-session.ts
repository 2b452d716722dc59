import type { SessionId } from '@firn/contract';
import type { DurableSession } from '@firn/jobs';
import { dropScratch } from '../finish/drop-scratch.js';
import type { WorkerPorts } from '../ports.js';
import { backoffMs } from '../steps/decide.js';

/**
 * Drops what a durable session owns, then closes it. While a job of it runs, its objects are in use: it stays closing, takes no
 * new jobs, and a later step comes back. What cannot be dropped now is left to the sweeper.
 */
export async function closeSession(id: SessionId, attempt: number, ports: WorkerPorts): Promise<void> {
  await ports.durableSessions.beginClose(id);
  const session = await ports.durableSessions.read(id);
  if (session === null || session.state === 'closed') return;
  if (await ports.store.hasUnendedJobs(session.tenant, id)) {
    return ports.queues.addSessionClose(id, attempt + 1, backoffMs(attempt + 1));
  }
  await dropOwned(session, ports);
}

/** The sweeper's way: it comes again by itself, later where the session cannot be closed yet. */
export async function closeIfIdle(session: DurableSession, now: number, ports: WorkerPorts): Promise<void> {
  try {
    if (!(await ports.store.hasUnendedJobs(session.tenant, session.id))) {
      await ports.durableSessions.beginClose(session.id);
      if (await dropOwned(session, ports)) return;
    }
  } catch (error) {
    ports.troubles.tell(error, `Session ${session.id}`);
  }
  await ports.durableSessions.putOff(session.id, now);
}

async function dropOwned({ id }: DurableSession, ports: WorkerPorts): Promise<boolean> {
  const gone = await dropScratch(id, ports);
  if (gone) await ports.durableSessions.closed(id);
  return gone;
}
