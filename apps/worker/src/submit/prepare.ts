import { type Problem, problem } from '@firn/contract';
import type { Intent, Job } from '@firn/jobs';
import type { SnowflakeSession } from '@firn/snowflake';
import type { CompiledAction } from '@firn/snowpark';
import type { CompiledStatement } from '../compile/compile-stored.js';
import { claimOf } from '../ledger/claim-of.js';
import { intendWrite } from '../ledger/intend-write.js';
import type { WorkerPorts } from '../ports.js';
import { profileOf } from '../steps/profile-of.js';
import { setUp } from './set-up.js';

/** A statement ready to be sent, and the session that it goes to. */
export interface Prepared {
  readonly compiled: CompiledAction;
  /** The statement as it is kept to be shown, without the secrets in it. */
  readonly shown: string;
  readonly session: SnowflakeSession;
  /** May change data: has the session to itself, and is never repeated blindly. */
  readonly writes: boolean;
  /** Aborted means rolled back as a whole. */
  readonly atomic: boolean;
  /** May change the session too: nobody else gets it afterwards. */
  readonly once: boolean;
  /** What its claim counts; null for a statement without one. */
  readonly counts: Intent['counts'] | null;
}

/** A session of an earlier write may be on its way back; admission has seen to it that there is one for each. */
const SESSION_WAIT_MS = 5_000;

/** Whether a statement may change data, in plain sight or behind a text of the user's. */
export const mayWrite = ({
  compiled,
  hides,
  moves,
}: Pick<CompiledStatement, 'compiled' | 'hides' | 'moves'>): boolean => compiled.writes || hides || moves;

/** Gets a session and loads large local data. Null: no session was free, the job is back in the line. */
export async function prepare(
  job: Job,
  { compiled, hides, moves, masked, counts }: CompiledStatement,
  encoded: Buffer,
  ports: WorkerPorts,
): Promise<Prepared | null> {
  const writes = mayWrite({ compiled, hides, moves });
  if (writes && !(await hasSlot(job, ports))) return null;
  if (writes) await ports.described.forget(job); // and again once it has ended
  const makesObjects = compiled.created.length > 0 || counts !== null;
  await ports.places.ensure(job, encoded, makesObjects, profileOf(ports.config, job));
  const session = writes
    ? await ports.sessions.exclusive(job, SESSION_WAIT_MS)
    : await ports.sessions.of(job, 'shared');
  if (session === null) {
    await ports.store.release(job, 0, noSession(job));
    return null;
  }
  try {
    await setUp(job, compiled, session, ports);
    const claim = counts === null ? null : claimOf(job, profileOf(ports.config, job));
    if (claim !== null) await intendWrite(job, claim, session, ports);
    const shown = masked ?? compiled.main.text;
    return { compiled, shown, session, writes, atomic: !hides, once: hides || moves, counts };
  } catch (error) {
    if (writes) await ports.snowflake.evict(session, { logout: true });
    throw error;
  }
}

/** Whether the job has a slot among the writes of its profile. If not it is back in its line, where it waits for one. */
async function hasSlot(job: Job, ports: WorkerPorts): Promise<boolean> {
  const taken = await ports.store.takeWriteSlot(job, noSession(job));
  return !taken.stale && !taken.inLine;
}

const noSession = ({ profile }: Job): Problem =>
  problem('session_limit', { detail: `All sessions for writes of the profile "${profile}" are in use.` });
