import { setTimeout as sleep } from 'node:timers/promises';
import type { Intent, Job } from '@app/jobs';
import type { SnowflakeSession } from '@app/snowflake';
import { patiently } from '../steps/patience.js';
import { findSubmitted, isRunning, type Submitted } from './find-submitted.js';

const LOOK_EVERY_MS = 200;
const LOOKS = 150;

/**
 * Ends the session of an intent, and gives what its history then holds of the job, once nothing of it runs any more. After
 * that Snowflake refuses whatever a frozen worker still sends. Null if something would not stop.
 */
export async function fenceSession(
  job: Job,
  intent: Intent,
  control: SnowflakeSession,
  patienceMs: number,
): Promise<Submitted | null> {
  await patiently(control.endSession(intent.sessionId), patienceMs, `The end of session ${intent.sessionId}`);
  for (let look = 0; look < LOOKS; look += 1) {
    const found = await findSubmitted(job, intent, control, patienceMs);
    if (!found.entries.some(isRunning)) return found;
    await sleep(LOOK_EVERY_MS);
  }
  return null;
}
