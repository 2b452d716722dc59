import { DEFAULT_RETRY, type Problem, problem, type RetryPolicy } from '@firn/contract';
import type { Job } from '@firn/jobs';
import { CLAIM_REFUSALS } from '@firn/snowpark/internal';
import type { WorkerPorts } from '../ports.js';
import { keepSecret } from '../steps/keep-secret.js';
import { dropScratch } from './drop-scratch.js';

/** Milliseconds before rerun number `rerun` (from 1): doubled each time up to the longest, and scattered. */
export function rerunPauseMs(
  rerun: number,
  { backoffMs, longestBackoffMs }: Pick<RetryPolicy, 'backoffMs' | 'longestBackoffMs'> = DEFAULT_RETRY,
  random: () => number = Math.random,
): number {
  const base = Math.min(backoffMs * 2 ** (rerun - 1), longestBackoffMs);
  return Math.round(base * (0.75 + random() / 2));
}

/** Whether the policy of a job lets its statement run again after a problem. Whether that is safe is the caller's to know. */
export function letsRunAgain({ retry, reruns }: Pick<Job, 'retry' | 'reruns'>, { code }: Problem): boolean {
  const { attempts, on } = retry ?? DEFAULT_RETRY;
  const left = (reruns ?? 0) + 1 < attempts || isPause({ code });
  return (on as readonly string[]).includes(code) && left;
}

/** The query was another job's at first, and Snowflake ended it by the time of that one. */
const isOthersTime = ({ passedFrom }: Job, { code }: Problem): boolean => passedFrom !== null && code === 'timeout';

/** A spent quota pauses the whole warehouse: that is no failure of this statement, and is not counted. */
const isPause = ({ code }: Pick<Problem, 'code'>): boolean => code === 'warehouse_quota';

/** Another job of the same key had ended without its write, and closed the entry of both. This one opens it again. */
const isOthersEnd = ({ snowflake }: Problem): boolean => snowflake?.text === CLAIM_REFUSALS.notOpen;

/**
 * The statement of a job has failed, in a way after which its policy lets it run again. A read does, and a write that was rolled back
 * as a whole; a block of the user's own may have committed a part. False: it may not, or not any more.
 *
 * @param hasRun false where Snowflake refused the statement before it ran
 */
export async function runAgain(job: Job, reason: Problem | null, ports: WorkerPorts, hasRun = true): Promise<boolean> {
  if (reason === null || job.wish !== 'none') return false;
  if (!(letsRunAgain(job, reason) || isOthersTime(job, reason) || isOthersEnd(reason))) return false;
  const safe = !hasRun || job.writes !== true || job.intent?.atomic === true;
  const delayMs = rerunPauseMs((job.reruns ?? 0) + 1, job.retry ?? DEFAULT_RETRY);
  const timeLeftMs = job.deadlineAt - (await ports.store.now());
  if (!safe || delayMs >= timeLeftMs) return false;
  await dropScratch(job.id, ports, job.epoch);
  const said = await keepSecret(job, reason, ports);
  ports.log.warn(
    { problem: said.code, detail: said.detail, reruns: job.reruns ?? 0, delayMs },
    'the statement failed and runs again',
  );
  const named = { ...said, queryId: said.queryId ?? job.queryId };
  const ran = !(isPause(reason) || isOthersEnd(reason));
  await ports.store.putBack(job, { delayMs, problem: named, unresolved: 'none', ran });
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
