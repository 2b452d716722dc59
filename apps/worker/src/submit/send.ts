import { randomUUID } from 'node:crypto';
import type { Problem } from '@firn/contract';
import type { Claimant, Intent, Intention, Job } from '@firn/jobs';
import { addToLogContext } from '@firn/nest/internal';
import { failureOf } from '@firn/snowflake';
import { cancelQuietly } from '../cancel/cancel-query.js';
import { endJob, type Making } from '../finish/end-job.js';
import { runAgain } from '../finish/run-again.js';
import { secondsSince } from '../metrics/worker-metrics.js';
import type { WorkerPorts } from '../ports.js';
import { decide } from '../steps/decide.js';
import { submitSpan } from '../steps/job-span.js';
import { decisionOf, retry } from '../steps/settle.js';
import { followQuery, lookAt } from './follow-query.js';
import { answeredLate } from './late-answer.js';
import type { Prepared } from './prepare.js';
import { queryTag } from './query-tag.js';
import { storeText } from './store-text.js';

/** A statement that Snowflake may have taken, and what failed on the way to it. */
export interface Unanswered {
  readonly intent: Intent;
  readonly problem: Problem;
}

/**
 * Records the intent, sends the one statement, and records its query ID before anything else.
 *
 * @returns what was sent, if no answer came; null if the job has gone its way.
 */
export async function send(job: Job, prepared: Prepared, by: Claimant, ports: WorkerPorts): Promise<Unanswered | null> {
  const { session, writes, once } = prepared;
  if (writes) ports.held.hold(job.id, session, once);
  const intention = await intentionOf(job, prepared, ports);
  // Before the network: a crash from here on leaves a trace to look up.
  const intended = await ports.store.recordIntent(job, intention);
  if (intended.stale || intended.wished) {
    await ports.held.release(job.id);
    if (!intended.stale) await endJob(job, { outcome: 'never_sent', writes, resolved: true }, ports);
    return null;
  }
  return sendIntended(job, intention.intent, prepared, by, ports);
}

/** What is written down before a statement is sent. @param job under the epoch that sends it */
export async function intentionOf(
  job: Job,
  { compiled, shown, session, writes, atomic, counts }: Prepared,
  ports: WorkerPorts,
): Promise<Intention> {
  const intent: Intent = {
    epoch: job.epoch,
    requestId: randomUUID(),
    sessionId: session.sessionId,
    tag: queryTag(job, counts ? 'claimed' : !writes ? 'read' : atomic ? 'write' : 'block', ports.config.fleet),
    writes,
    atomic,
    worker: ports.identity.name,
    ...(counts && { counts }),
  };
  return { intent, queryText: await storeText(job.tenant, shown, ports), resultKind: compiled.resultKind };
}

/** Sends the one statement whose intent is recorded. @returns as `send` */
export async function sendIntended(
  job: Job,
  intent: Intent,
  { compiled, session, writes }: Prepared,
  by: Claimant,
  ports: WorkerPorts,
): Promise<Unanswered | null> {
  addToLogContext({ requestId: intent.requestId });
  const options = {
    requestId: intent.requestId,
    tag: intent.tag,
    timeoutSeconds: secondsLeft(job),
    parameters: parametersOf(job),
  };
  const startedAt = performance.now();
  const submitted = (outcome: 'taken' | 'refused' | 'unanswered') =>
    ports.metrics.submits.observe({ profile: job.profile, outcome }, secondsSince(startedAt));
  let queryId: string;
  const patience = new AbortController();
  try {
    ({ queryId } = await ports.submitting.while({ job, intent, session }, () =>
      submitSpan(job, () =>
        ports.sessions.answer(
          job,
          'The submit',
          session.submit(compiled.main, options, patience.signal),
          ports.config.answerMs,
        ),
      ),
    ));
  } catch (error) {
    // Whoever looks for it next must not have to reckon with one more copy of it.
    patience.abort();
    submitted(failureOf(error).outcomeUnknown ? 'unanswered' : 'refused');
    return notSent(job, intent, error, ports);
  }
  submitted('taken');
  // What an attempt makes for itself is named by its statement; one before this may have left something.
  const madeNothing = job.epoch === 1 && compiled.created.length === 0;
  await sent({ ...job, intent, writes, resultKind: compiled.resultKind }, queryId, by, ports, { madeNothing });
  return null;
}

/** Snowflake took it. Its ID is on its way to the record before anything else is asked. */
async function sent(job: Job, queryId: string, by: Claimant, ports: WorkerPorts, making: Making): Promise<void> {
  addToLogContext({ queryId });
  const recording = ports.store.recordQuery(job, queryId);
  const look = lookAt(job, queryId, ports);
  const recorded = await recording.catch((error: unknown) => {
    look.stop();
    throw error;
  });
  if (recorded.stale) {
    look.stop();
    return answeredLate(job, queryId, by, ports);
  }
  ports.log.info('submitted');
  if (recorded.wished) {
    ports.firstLooks.tellOfWish(job.id);
    await cancelQuietly(job, queryId, ports);
  }
  const running = { ...job, startedAt: recorded.at, updatedAt: recorded.at };
  await followQuery(running, queryId, by, ports, { look, ...making });
}

async function notSent(job: Job, intent: Intent, error: unknown, ports: WorkerPorts): Promise<Unanswered | null> {
  const failure = failureOf(error);
  if (failure.outcomeUnknown) {
    ports.log.warn({ err: error }, 'no answer to a submit');
    return { intent, problem: decide({ ...failure, class: 'transient' }).problem };
  }
  await ports.held.discard(job.id);
  // The driver's own refusal is as certain as Snowflake's: nothing was sent.
  const decision = decisionOf(error) ?? decide(failure);
  if (decision.kind === 'retry') await retry(job, decision.problem, 'none', ports);
  else if (!(await runAgain(job, decision.problem, ports, false))) {
    const { outcome, problem } = decision;
    await endJob(job, { outcome, writes: intent.writes, problem, resolved: true }, ports);
  }
  return null;
}

/** Snowflake gives up when the job does. Queueing there counts, as it does for the job: its run alone is timed by the tracker. */
export function secondsLeft({ deadlineAt, updatedAt, queueTimeoutMs, runTimeoutMs }: Job): number {
  const partsMs = queueTimeoutMs === null || runTimeoutMs === null ? Infinity : queueTimeoutMs + runTimeoutMs;
  return Math.max(1, Math.ceil(Math.min(deadlineAt - updatedAt, partsMs) / 1_000));
}

/** The user's query tag travels inside ours. */
function parametersOf(job: Job): Readonly<Record<string, string>> {
  const { QUERY_TAG: _inOurs, ...parameters } = job.parameters;
  return parameters;
}
