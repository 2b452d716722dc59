import { setTimeout as sleep } from 'node:timers/promises';
import type { Intent, Job } from '@firn/jobs';
import type { SnowflakeSession } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';
import { findSubmitted, isRunning, type Submitted } from './find-submitted.js';
import { requireOnTime } from './history-on-time.js';

const LOOK_EVERY_MS = 200;
const LOOKS = 150;

/** Ends the session of an intent: what a frozen worker still sends in it is refused, what runs in it is aborted. @throws SnowflakeError */
export async function endSession(
  job: Job,
  { sessionId }: Pick<Intent, 'sessionId'>,
  control: SnowflakeSession,
  ports: Pick<WorkerPorts, 'sessions' | 'config'>,
): Promise<void> {
  const work = control.endSession(sessionId);
  await ports.sessions.answer(job, `The end of session ${sessionId}`, work, ports.config.answerMs);
}

/**
 * Ends the session of an intent, and gives what its history then holds of the job, once nothing of it runs any more. After
 * that Snowflake refuses whatever a frozen worker still sends. Null if something would not stop.
 *
 * @throws SnowflakeError while the history is late: what it does not show may have happened
 */
export async function fenceSession(
  job: Job,
  intent: Intent,
  control: SnowflakeSession,
  ports: WorkerPorts,
): Promise<Submitted | null> {
  await endSession(job, intent, control, ports);
  await requireOnTime(job, control, ports);
  for (let look = 0; look < LOOKS; look += 1) {
    const found = await findSubmitted(job, intent, control, ports);
    if (!found.entries.some(isRunning)) return found;
    await sleep(LOOK_EVERY_MS);
  }
  return null;
}
