import { isEnded, JobId, SessionId } from '@firn/contract';
import type { ScratchOwner } from '@firn/jobs';
import { closeIfIdle } from '../cancel/close-session.js';
import { dropScratch } from '../finish/drop-scratch.js';
import type { WorkerPorts } from '../ports.js';

const CHUNK = 100;
const LOOK_AGAIN_MS = 60_000;

/** Drops the temporary objects that nobody came to drop: of jobs that have ended, of sessions that are closing or abandoned. */
export async function sweepScratch(ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const now = await ports.store.now();
  const { sessions, unreadable } = await ports.durableSessions.due(now, CHUNK);
  const due = await ports.scratch.due(now, CHUNK);
  for (const error of [...unreadable, ...due.unreadable]) ports.troubles.tell(error, error.what);
  for (const session of sessions) if (!signal.aborted) await closeIfIdle(session, now, ports);
  for (const owner of due.owners) if (!signal.aborted) await sweepOwner(owner, now, ports);
  return sessions.length >= CHUNK || due.owners.length >= CHUNK;
}

async function sweepOwner(owner: ScratchOwner, now: number, ports: WorkerPorts): Promise<void> {
  try {
    if (!(await isNeeded(owner, ports)) && (await dropScratch(owner, ports)))
      return await ports.scratch.strikeOff(owner);
  } catch (error) {
    ports.troubles.tell(error, `The scratch objects of ${owner}`);
  }
  await ports.scratch.putOff(owner, now + LOOK_AGAIN_MS);
}

async function isNeeded(owner: ScratchOwner, ports: WorkerPorts): Promise<boolean> {
  const job = JobId.safeParse(owner);
  if (!job.success) return ports.durableSessions.isOpen(SessionId.parse(owner));
  const record = await ports.store.read(job.data);
  return record !== null && !isEnded(record.state);
}
