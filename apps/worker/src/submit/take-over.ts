import { type Problem, problem } from '@firn/contract';
import type { Claimant, Intent, Job } from '@firn/jobs';
import { failureOf, type HistoryEntry, type SnowflakeSession } from '@firn/snowflake';
import { endJob } from '../finish/end-job.js';
import type { WorkerPorts } from '../ports.js';
import { decide } from '../steps/decide.js';
import { retry } from '../steps/settle.js';
import { fenceSession } from './fence-session.js';
import { findSubmitted } from './find-submitted.js';
import { followQuery } from './follow-query.js';
import { type Finding, judgeFenced, judgeRead, judgeWrite } from './judge.js';

/** How long after its deadline a write is still looked for before a person is asked. */
const LOOK_FOR_MS = 15 * 60_000;

/**
 * Goes on with a job whose statement was to be sent, by a worker that has not said more. It may run, it may have ended, it
 * may never have left that worker, and a frozen worker may send it yet.
 *
 * A read is looked for, and runs again if it is not found. A write is looked for in the history of the session it was to be
 * sent in; not found, that session is ended, after which nothing of it can arrive any more, and the history is read again.
 *
 * @returns the job, if it is to be submitted anew; null if it has gone another way.
 */
export async function takeOver(job: Job, intent: Intent, by: Claimant, ports: WorkerPorts): Promise<Job | null> {
  ports.log.info({ intent: intent.epoch, writes: intent.writes }, 'looking for a statement that may have been sent');
  let finding: Finding;
  try {
    const control = await ports.sessions.of(job, 'control');
    finding = intent.writes
      ? await findWrite(job, intent, control, ports)
      : judgeRead(await findSubmitted(job, intent, control, ports));
  } catch (error) {
    return postpone(job, intent, error, ports);
  }
  switch (finding.kind) {
    case 'adopt':
      await adopt(job, finding.entry, by, ports);
      return null;
    case 'void':
      return startOver(job, ports);
    case 'unknowable':
      await ports.held.abandon(job.id);
      await ports.store.review(job, unknown(finding.why));
      ports.log.error({ why: finding.why }, 'whether a write happened cannot be known: it needs a review');
      return null;
  }
}

async function findWrite(job: Job, intent: Intent, control: SnowflakeSession, ports: WorkerPorts): Promise<Finding> {
  const endedByUs = job.endedSession === intent.sessionId;
  const found = judgeWrite(await findSubmitted(job, intent, control, ports), endedByUs);
  if (found !== null) return found;
  const { stale } = await ports.store.endingSession(job, intent.sessionId);
  if (stale) return { kind: 'unknowable', why: 'another worker has the job' };
  return judgeFenced(await fenceSession(job, intent, control, ports), intent);
}

async function adopt(job: Job, entry: HistoryEntry, by: Claimant, ports: WorkerPorts): Promise<void> {
  ports.log.info({ queryId: entry.queryId, wire: entry.wire }, 'found, and adopted');
  const adopted = await ports.store.recordAdopted(job, entry.queryId);
  if (adopted.stale) return;
  await followQuery(job, entry.queryId, by, ports);
}

async function startOver(job: Job, ports: WorkerPorts): Promise<Job | null> {
  await ports.held.discard(job.id);
  const voided = await ports.store.voidIntent(job);
  if (voided.stale) return null;
  if (!voided.wished) return { ...job, unresolved: 'none', intent: null };
  await endJob(job, { outcome: 'never_sent', writes: false }, ports);
  return null;
}

/**
 * Snowflake could not be asked. Another attempt asks again: for a read as long as the job has time, for a write as long as
 * there is hope.
 */
async function postpone(job: Job, intent: Intent, error: unknown, ports: WorkerPorts): Promise<null> {
  const failure = failureOf(error);
  if (failure.class === 'unknown') throw error;
  const decision = decide(failure);
  if (!intent.writes) {
    if (decision.kind === 'retry') await retry(job, decision.problem, 'read', ports);
    else await endJob(job, { outcome: decision.outcome, writes: false, problem: decision.problem }, ports);
    return null;
  }
  const hopeless = (await ports.store.now()) > job.deadlineAt + LOOK_FOR_MS;
  if (decision.kind === 'retry' && !hopeless) await retry(job, decision.problem, 'write', ports);
  else {
    await ports.held.abandon(job.id);
    await ports.store.review(job, unknown(failure.message));
  }
  return null;
}

const unknown = (why: string): Problem =>
  problem('outcome_unknown', { detail: `The statement may have been sent, and ${why}.` });
