import { ProblemError, problem, screenAction, screenSql } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { SnowflakeSession } from '@firn/snowflake';
import type { Action, CompiledAction } from '@firn/snowpark';
import type { WorkerPorts } from '../ports.js';
import { profileOf } from '../steps/profile-of.js';
import { compileJob } from './compile-job.js';
import { setUp } from './set-up.js';

/** A statement ready to be sent, and the session that it goes to. */
export interface Prepared {
  readonly compiled: CompiledAction;
  readonly session: SnowflakeSession;
  /** May change data: has the session to itself, and is never repeated blindly. */
  readonly writes: boolean;
  /** Aborted means rolled back as a whole. */
  readonly atomic: boolean;
  /** May change the session too: nobody else gets it afterwards. */
  readonly once: boolean;
}

/** Longest wait for a session of its own; then the job goes back into the line, so that others are not held up. */
const SESSION_WAIT_MS = 1_000;
const LINE_AGAIN_MS = 1_500;

/** Compiles, gets a session and loads large local data. Null: no session was free, the job is back in the line. */
export async function prepare(job: Job, action: Action, encoded: string, ports: WorkerPorts): Promise<Prepared | null> {
  const compiled = await compileJob(job, action, ports);
  requireAllowed(compiled);
  const { hides, moves } = screenAction(action);
  const writes = compiled.writes || hides || moves;
  await ports.places.ensure(job, encoded, compiled.created.length > 0, profileOf(ports.config, job));
  const session = writes
    ? await ports.sessions.exclusive(job, SESSION_WAIT_MS)
    : await ports.sessions.of(job, 'shared');
  if (session === null) {
    await lineUpAgain(job, ports);
    return null;
  }
  try {
    await setUp(job, compiled, session, ports);
    return { compiled, session, writes, atomic: !hides, once: hides || moves };
  } catch (error) {
    if (writes) await ports.snowflake.evict(session, { logout: true });
    throw error;
  }
}

/**
 * The statement as it will be sent is screened once more: parts that are harmless each may not be so together.
 *
 * @throws ProblemError refused_sql
 */
function requireAllowed({ main }: CompiledAction): void {
  const { refusal } = screenSql(main.text);
  if (refusal === null) return;
  const { construct, line, column, reason, cure } = refusal;
  const detail = `The compiled statement holds ${construct} (line ${line}, column ${column}): ${reason}.`;
  throw ProblemError.of('refused_sql', { detail, cure });
}

async function lineUpAgain(job: Job, ports: WorkerPorts): Promise<void> {
  const delayMs = Math.round(LINE_AGAIN_MS * (0.5 + Math.random()));
  const detail = `All sessions for writes of the profile "${job.profile}" are in use on this worker.`;
  const { stale } = await ports.store.release(job, delayMs, problem('session_limit', { detail }));
  if (!stale) await ports.queues.addNext(job, delayMs);
}
