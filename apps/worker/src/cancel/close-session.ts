import type { SessionId } from '@app/contract';
import { dropScratch } from '../finish/drop-scratch.js';
import type { WorkerPorts } from '../ports.js';

/** Drops what a durable session owns, then closes it. What cannot be dropped now leaves it closing, for the sweeper. */
export async function closeSession(id: SessionId, ports: WorkerPorts): Promise<void> {
  await ports.durableSessions.beginClose(id);
  if (await dropScratch(id, ports)) await ports.durableSessions.closed(id);
}
