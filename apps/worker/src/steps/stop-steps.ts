import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'bullmq';
import type { WorkerPorts } from '../ports.js';
import { WorkerStops } from '../store/storing.js';

/** What is being stored gets so long to be left as others can take it over. */
const LEAVE_MS = 1_000;

/**
 * Takes no more steps. Running ones get `shutdownMs`, results being stored less: another worker stores them from the start. A step
 * that waits for longer is left behind: its lock lapses, and it comes again elsewhere.
 */
export async function stopSteps(workers: readonly Worker[], ports: WorkerPorts): Promise<void> {
  // Not `close`: BullMQ remembers its first call for good, so that it could not be forced any more.
  const finished = Promise.all(workers.map((worker) => worker.pause())).then(() => true);
  const within = (ms: number): Promise<boolean> => Promise.race([finished, sleep(ms, false, { ref: false })]);
  let inTime = await within(ports.config.shutdownMs);
  if (!inTime) {
    ports.storing.stopAll(new WorkerStops('This worker stops; another one stores the result.'));
    inTime = await within(LEAVE_MS);
  }
  finished.catch((error: unknown) => ports.log.warn({ err: error }, 'steps that were left behind have trouble'));
  await Promise.all(workers.map((worker) => worker.close(!inTime)));
}
