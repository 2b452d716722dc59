import { isEnded, JobId, SessionId } from '@firn/contract';
import type { ScratchOwner } from '@firn/jobs';
import { closeIfIdle } from '../cancel/close-session.js';
import { dropScratch } from '../finish/drop-scratch.js';
import type { WorkerPorts } from '../ports.js';

const CHUNK = 100;
const LOOK_AGAIN_MS = 60_000;

/** Drops the temporary objects that nobody came to drop: of jobs that have ended, of sessions that are closing or abandoned. */
export async function sweepScratch(ports: WorkerPorts): Promise<void> {
  const now = await ports.store.now();
  for (const session of await ports.durableSessions.due(now, CHUNK)) {
    await closeIfIdle(session, ports);
  }
  for (const owner of await ports.scratch.due(now, CHUNK)) {
    if (!(await isNeeded(owner, ports)) && (await dropScratch(owner, ports))) continue;
    await ports.scratch.postpone(owner, now + LOOK_AGAIN_MS);
  }
}

async function isNeeded(owner: ScratchOwner, ports: WorkerPorts): Promise<boolean> {
  const job = JobId.safeParse(owner);
  if (!job.success) return ports.durableSessions.isOpen(SessionId.parse(owner));
  const record = await ports.store.read(job.data);
  return record !== null && !isEnded(record.state);
}
