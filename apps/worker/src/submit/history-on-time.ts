import { setTimeout as sleep } from 'node:timers/promises';
import type { SnowflakeSession } from '@firn/snowflake';
import { SnowflakeError } from '@firn/snowpark';
import type { SessionOwner } from '../steps/snowflake-sessions.js';
import type { SubmittedPorts } from './find-submitted.js';

const LOOK_EVERY_MS = 200;
const LOOKS = 15;
/** The clocks of Redis and Snowflake differ by less. */
const CLOCKS_DIFFER_MS = 60_000;
/** Trouble that passes: whoever asks comes again. */
const NO_ANSWER = '401001';

/**
 * Whether the history tells of all that Snowflake had taken before this was asked. One that is late proves nothing by what it does not
 * show; so it is asked for what has happened for sure, the question before.
 */
export async function isOnTime(
  owner: SessionOwner,
  control: SnowflakeSession,
  { sessions, store }: SubmittedPorts,
): Promise<boolean> {
  const range = { sessionId: control.sessionId, endedAfter: (await store.now()) - CLOCKS_DIFFER_MS };
  const asked = new Set<string>();
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 1) await sleep(LOOK_EVERY_MS);
    const page = await sessions.history(owner, control, range);
    if (page.entries.some(({ queryId }) => asked.has(queryId))) return true;
    asked.add(page.queryId);
  }
  return false;
}

/** @throws SnowflakeError while the history is late */
export async function requireOnTime(
  owner: SessionOwner,
  control: SnowflakeSession,
  ports: SubmittedPorts,
): Promise<void> {
  if (await isOnTime(owner, control, ports)) return;
  const text =
    "Snowflake's history is late: it does not show statements that have just run, so that nothing can be told from what it does not show.";
  throw new SnowflakeError({ code: NO_ANSWER, sqlState: null, queryId: null, text });
}
