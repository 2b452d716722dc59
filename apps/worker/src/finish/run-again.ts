import { type Problem, problem } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { keepSecret } from '../steps/keep-secret.js';
import { dropScratch } from './drop-scratch.js';

/** Statements that failed by no fault of their own are sent again so often, within the job's time. */
export const MOST_RERUNS = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Milliseconds before rerun number `rerun` (from 1): doubled each time, and scattered. */
export function rerunPauseMs(rerun: number, random: () => number = Math.random): number {
  const base = Math.min(FIRST_PAUSE_MS * 2 ** (rerun - 1), LONGEST_PAUSE_MS);
  return Math.round(base * (0.75 + random() / 2));
}

/**
 * A query failed for a reason that lies in the service, not in the statement. A read runs again, and a write that was rolled back
 * as a whole; a block of the user's own may have committed a part. False: it may not, or not any more.
 */
export async function runAgain(job: Job, reason: Problem | null, ports: WorkerPorts): Promise<boolean> {
  const rerun = (job.reruns ?? 0) + 1;
  const delayMs = rerunPauseMs(rerun);
  const timeLeftMs = job.deadlineAt - (await ports.store.now());
  const safe = job.writes !== true || job.intent?.atomic === true;
  if (reason === null || !safe || job.wish !== 'none' || rerun > MOST_RERUNS || delayMs >= timeLeftMs) return false;
  await dropScratch(job.id, ports, job.epoch);
  const said = await keepSecret(job, reason, ports);
  ports.log.warn(
    { problem: said.code, detail: said.detail, rerun, delayMs },
    'the service failed; the statement runs again',
  );
  const named = { ...said, queryId: job.queryId };
  await ports.store.putBack(job, { delayMs, problem: named, unresolved: 'none', ran: true });
  return true;
}

/** Snowflake's words for where a block stopped. */
const PLACE = /on (line \d+ at position \d+)/;

/** What failed on the way of a user's own block says that a part of it may be there, and where it stopped if that is known. */
export function withCommitted(job: Job, said: Problem): Problem {
  if (job.writes !== true || job.intent === null || job.intent.atomic) return said;
  const { code, snowflake } = said;
  return problem(code, {
    detail: `${said.detail} What the block had committed before ${placeOf(said) ?? 'that'} stays: look at its targets before it is sent again.`,
    queryId: said.queryId ?? job.queryId,
    snowflake,
  });
}

function placeOf({ snowflake, detail }: Problem): string | undefined {
  return PLACE.exec(snowflake?.text ?? detail)?.[1];
}
