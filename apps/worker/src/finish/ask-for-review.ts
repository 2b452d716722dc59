import { clip, maskSecrets, type Problem, type ReviewEvidence, timestamp, timestampOrNull } from '@firn/contract';
import type { Intent, Job } from '@firn/jobs';
import { failureOf, type HistoryEntry } from '@firn/snowflake';
import { type Submitted, type SubmittedPorts, statementsOf } from '../submit/find-submitted.js';
import { isOnTime } from '../submit/history-on-time.js';

/** Statements that are shown: a job has one a attempt. */
const MOST_SHOWN = 20;
const MOST_TEXT = 1_000;

/** Leaves a write to a person, with all that is known of it. Whether Snowflake can be asked once more changes nothing about that. */
export async function askForReview(job: Job, reason: Problem, ports: SubmittedPorts): Promise<void> {
  await ports.store.needReview(job, reason, await gather(job, ports));
}

/** An answer that came after that: its query is shown, with what Snowflake tells of it now. Nothing changes where nobody was asked. */
export async function tellReview(job: Job, queryId: string, ports: SubmittedPorts): Promise<void> {
  const asked = await ports.store.readWhole(job.id);
  if (asked?.state === 'needs_review' && asked.epoch === job.epoch)
    await ports.store.recordLateQuery(asked, queryId, await gather(asked, ports));
}

/** The same on demand: the history may have been late, or Snowflake away. */
export async function lookAgain(job: Job, ports: SubmittedPorts): Promise<void> {
  await ports.store.recordEvidence(job, await gather(job, ports));
}

async function gather(job: Job, ports: SubmittedPorts): Promise<ReviewEvidence> {
  const { intent } = job;
  const known = {
    gatheredAt: timestamp(await ports.store.now()),
    sessionId: intent?.sessionId ?? null,
    requestId: intent?.requestId ?? null,
    tag: intent?.tag ?? null,
    worker: intent?.worker ?? job.worker,
    epoch: intent?.epoch ?? job.epoch,
  };
  if (intent === null)
    return { ...known, statements: null, complete: false, unasked: 'The record names no session to be looked at.' };
  try {
    const { entries, complete } = await submitted(job, intent, ports);
    return { ...known, statements: entries.slice(0, MOST_SHOWN).map(shown), complete, unasked: null };
  } catch (error) {
    return { ...known, statements: null, complete: false, unasked: clip(failureOf(error).message, MOST_TEXT) };
  }
}

/** A history that is late is not complete. */
async function submitted(job: Job, intent: Intent, ports: SubmittedPorts): Promise<Submitted> {
  const control = await ports.sessions.of(job, 'control');
  const isCurrent = await isOnTime(job, control, ports);
  const { entries, complete } = await statementsOf(job, intent, control, ports);
  return { entries, complete: complete && isCurrent };
}

const shown = ({ queryId, wire, startedAt, endedAt, code, message }: HistoryEntry) => ({
  queryId,
  status: wire,
  startedAt: timestamp(startedAt),
  endedAt: timestampOrNull(endedAt),
  code,
  message: message === null ? null : clip(maskSecrets(message), MOST_TEXT),
});
