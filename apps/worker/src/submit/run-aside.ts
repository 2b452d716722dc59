import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobStore } from '@firn/jobs';
import type { StructuredLogger } from '@firn/nest';
import type { SnowflakeSession } from '@firn/snowflake';
import { SnowflakeError, type Statement } from '@firn/snowpark';
import { cancelQuietly } from '../cancel/cancel-query.js';
import type { WorkerConfig } from '../config/config.js';
import type { SnowflakeSessions } from '../steps/snowflake-sessions.js';
import { whileWanted } from '../steps/while-wanted.js';
import { NotWanted } from '../store/storing.js';
import { isRunning } from './find-submitted.js';
import { secondsLeft } from './send.js';

export interface AsidePorts {
  readonly config: WorkerConfig;
  readonly log: StructuredLogger;
  readonly store: JobStore;
  readonly sessions: SnowflakeSessions;
}

const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 1_000;
/** Looks, 200 ms apart, until what nobody wants any more has ended; after that its own timeout does it. */
const LOOKS = 25;
const LOOK_EVERY_MS = 200;

/**
 * A statement that comes before the job's own, such as the loading of local data. Run as everything that may take long: sent
 * without waiting for its end, so that a wish reaches it and the end of this worker does not cut it off from its timeout. What is
 * left behind on the way is stopped.
 *
 * @param tag of this job and this statement's part in it
 * @throws NotWanted once somebody wants the job to end, SnowflakeError if it failed or could not be watched.
 */
export async function runAside(
  job: Job,
  statement: Statement,
  session: SnowflakeSession,
  tag: string,
  ports: AsidePorts,
): Promise<void> {
  const options = { requestId: randomUUID(), tag, timeoutSeconds: secondsLeft(job) };
  let queryId: string | null = null;
  let failure: SnowflakeError | null = null;
  try {
    const submitted = await whileWanted(
      job,
      'What comes first',
      (signal) => session.submit(statement, options, signal),
      ports,
    );
    queryId = submitted.queryId;
    failure = await endOf(job, queryId, session, ports);
  } catch (error) {
    await stop(job, queryId, tag, session, ports);
    throw error;
  }
  if (failure !== null) throw failure;
}

/** Null once it has succeeded. @throws NotWanted, SnowflakeError */
async function endOf(
  job: Job,
  queryId: string,
  session: SnowflakeSession,
  ports: AsidePorts,
): Promise<SnowflakeError | null> {
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_LOOK_MS)) {
    await sleep(pauseMs);
    const what = `The status of ${queryId}`;
    const status = await whileWanted(job, what, (signal) => session.status(queryId, signal), ports);
    if (status.state === 'succeeded') return null;
    if (status.state === 'failed' || status.state === 'aborted') {
      const { code, sqlState, message } = status.failure;
      return new SnowflakeError({ code, sqlState, queryId, text: message });
    }
    if (await ports.store.isWished(job.id)) throw new NotWanted('Somebody wants the job to end.');
  }
}

/** Cancels it by its ID, or what has its tag where none came, until it has ended. */
async function stop(
  job: Job,
  queryId: string | null,
  tag: string,
  session: SnowflakeSession,
  ports: AsidePorts,
): Promise<void> {
  try {
    for (let look = 0; look < LOOKS; look += 1) {
      const running = queryId === null ? await runningOf(job, tag, session, ports) : [queryId];
      for (const id of running) await cancelQuietly(job, id, ports);
      await sleep(LOOK_EVERY_MS);
      if (queryId !== null && (await hasEnded(job, queryId, ports))) return;
      // What has just been sent may not be in the history yet.
      if (queryId === null && running.length === 0 && look * LOOK_EVERY_MS >= 1_000) return;
    }
  } catch (error) {
    ports.log.warn({ err: error, queryId }, 'what came before a statement could not be stopped; its timeout ends it');
  }
}

async function hasEnded(job: Job, queryId: string, { sessions, config }: AsidePorts): Promise<boolean> {
  const control = await sessions.of(job, 'control');
  const work = control.status(queryId);
  const { state } = await sessions.answer(job, `The status of ${queryId}`, work, config.answerMs);
  return state !== 'running' && state !== 'unknown';
}

async function runningOf(job: Job, tag: string, { sessionId }: SnowflakeSession, ports: AsidePorts) {
  const control = await ports.sessions.of(job, 'control');
  const { entries } = await ports.sessions.history(job, control, { sessionId });
  return entries.filter((entry) => entry.tag === tag && isRunning(entry)).map((entry) => entry.queryId);
}
