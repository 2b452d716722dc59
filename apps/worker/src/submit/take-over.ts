import { type Problem, problem } from '@firn/contract';
import type { Claimant, Intent, Job } from '@firn/jobs';
import { failureOf, type HistoryEntry, type SnowflakeSession } from '@firn/snowflake';
import type { CountName } from '@firn/snowpark/internal';
import { askForReview } from '../finish/ask-for-review.js';
import { endJob } from '../finish/end-job.js';
import { closeEntry } from '../ledger/close-entry.js';
import type { WorkerPorts } from '../ports.js';
import { decide } from '../steps/decide.js';
import { retry } from '../steps/settle.js';
import { endSession, fenceSession } from './fence-session.js';
import { findSubmitted } from './find-submitted.js';
import { followQuery } from './follow-query.js';
import { requireOnTime } from './history-on-time.js';
import { type Finding, judgeFenced, judgeRepeatable, judgeWrite } from './judge.js';

/** How long after its deadline a statement is still looked for: a write as long as a driver repeats a POST. */
const LOOK_FOR_MS = { read: 10_000, write: 15 * 60_000, claimed: 86_400_000 } as const;

const lookForMs = ({ writes, counts }: Intent): number =>
  LOOK_FOR_MS[counts !== undefined ? 'claimed' : writes ? 'write' : 'read'];

/**
 * Goes on with a job whose statement was to be sent, by a worker that has not said more. It may run, it may have ended, it
 * may never have left that worker, and a frozen worker may send it yet.
 *
 * A read is looked for, and runs again if it is not found. Any write is looked for in the history of the session it was to be sent in; not
 * found, that session is ended, after which nothing of it can arrive any more. Then a write with a claim is decided by its ledger, which
 * is never late, and any other one by the history, which is read again.
 *
 * @returns the job, if it is to be submitted anew; null if it has gone another way.
 */
export async function takeOver(job: Job, intent: Intent, by: Claimant, ports: WorkerPorts): Promise<Job | null> {
  ports.log.info({ intent: intent.epoch, writes: intent.writes }, 'looking for a statement that may have been sent');
  let finding: Finding;
  try {
    const control = await ports.sessions.of(job, 'control');
    finding = await find(job, intent, control, ports);
  } catch (error) {
    return postpone(job, intent, error, ports);
  }
  ports.metrics.takeOvers.inc({ profile: job.profile, found: finding.kind });
  switch (finding.kind) {
    case 'adopt':
      await adopt(job, finding.entry, by, ports);
      return null;
    case 'done':
      await finishDone(job, finding.queryId, ports);
      return null;
    case 'void':
      return startOver(job, ports);
    case 'unknowable':
      await ports.held.abandon(job.id);
      await askForReview(job, unknown(finding.why), ports);
      ports.log.error({ why: finding.why }, 'whether a write happened cannot be known: it needs a review');
      return null;
  }
}

function find(job: Job, intent: Intent, control: SnowflakeSession, ports: WorkerPorts): Promise<Finding> {
  if (!intent.writes) return findRead(job, intent, control, ports);
  const { counts } = intent;
  return counts === undefined
    ? findWrite(job, intent, control, ports)
    : findClaimed(job, intent, counts, control, ports);
}

/** Where it is to run again, a late history costs a second run; where nobody wants it, it would leave the first one running. */
async function findRead(job: Job, intent: Intent, control: SnowflakeSession, ports: WorkerPorts): Promise<Finding> {
  const isWanted = job.wish === 'none';
  if (!isWanted) await requireOnTime(job, control, ports);
  return judgeRepeatable(await findSubmitted(job, intent, control, ports), isWanted);
}

/**
 * What is not found may be shown late, and whatever comes after this attempt would end as if it had not been. So it is not left behind:
 * what still runs ends with its session, and the ledger says whether it has happened, and keeps it from happening later.
 */
async function findClaimed(
  job: Job,
  intent: Intent,
  counts: readonly CountName[],
  control: SnowflakeSession,
  ports: WorkerPorts,
): Promise<Finding> {
  const found = judgeRepeatable(await findSubmitted(job, intent, control, ports), true);
  if (found.kind !== 'void') return found;
  await endSession(job, intent, control, ports);
  const done = await closeEntry(job, counts, ports);
  return done === null ? found : { kind: 'done', queryId: done.queryId };
}

async function findWrite(job: Job, intent: Intent, control: SnowflakeSession, ports: WorkerPorts): Promise<Finding> {
  const endedByUs = job.endedSession === intent.sessionId;
  const found = judgeWrite(await findSubmitted(job, intent, control, ports), endedByUs);
  if (found !== null) return found;
  const { stale } = await ports.store.recordFence(job, intent.sessionId);
  if (stale) return { kind: 'unknowable', why: 'another worker has the job' };
  return judgeFenced(await fenceSession(job, intent, control, ports), intent);
}

async function adopt(job: Job, entry: HistoryEntry, by: Claimant, ports: WorkerPorts): Promise<void> {
  ports.log.info({ queryId: entry.queryId, wire: entry.wire }, 'found, and adopted');
  const adopted = await ports.store.recordAdopted(job, entry.queryId);
  if (adopted.stale) return;
  ports.metrics.adoptions.observe({ profile: job.profile }, Math.max(0, Date.now() - entry.startedAt) / 1_000);
  await followQuery(job, entry.queryId, by, ports);
}

/** The counts of the ledger are its result. */
async function finishDone(job: Job, queryId: string, ports: WorkerPorts): Promise<void> {
  ports.log.info({ queryId }, 'the write has happened; the ledger has its counts');
  const adopted = await ports.store.recordAdopted(job, queryId);
  if (!adopted.stale) await ports.queues.addFinish(job.id, job.epoch);
}

async function startOver(job: Job, ports: WorkerPorts): Promise<Job | null> {
  await ports.held.discard(job.id);
  const voided = await ports.store.voidIntent(job);
  if (voided.stale) return null;
  if (!voided.wished) return { ...job, unresolved: 'none', intent: null };
  await endJob(job, { outcome: 'never_sent', writes: false, resolved: true }, ports);
  return null;
}

/**
 * Snowflake could not be asked. Another attempt asks again, as long as there is hope: nothing ends that may be under way and was
 * not looked for. When that long is over, a read has ended by the timeout that its statement carries; what became of a write
 * only a person can find out.
 */
async function postpone(job: Job, intent: Intent, error: unknown, ports: WorkerPorts): Promise<null> {
  const failure = failureOf(error);
  if (failure.class === 'unknown') throw error;
  const decision = decide(failure);
  const hopeless = (await ports.store.now()) > job.deadlineAt + lookForMs(intent);
  const mayWait = decision.kind === 'retry' || !intent.writes || intent.counts !== undefined;
  if (!hopeless && mayWait) {
    await retry(job, decision.problem, intent.writes ? 'write' : 'read', ports);
  } else if (intent.writes) {
    await ports.held.abandon(job.id);
    await askForReview(job, unknown(failure.message), ports);
  } else {
    const detail = `Whether it was sent could not be found out; its timeout has ended it in Snowflake. ${failure.message}`;
    const ending = { outcome: 'timed_out', writes: false, resolved: true } as const;
    await endJob(job, { ...ending, problem: problem('timeout', { detail }) }, ports);
  }
  return null;
}

const unknown = (why: string): Problem =>
  problem('outcome_unknown', { detail: `The statement may have been sent, and ${why}.` });
